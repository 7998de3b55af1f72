"""Opens the stage and a browser, leads pages to their scenes, takes the pictures."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from types import TracebackType

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import stage
from ankang.demo.accounts import Account
from browser.support.chromium import launch, phone
from browser.support.film import Camera
from complaints import complaints_about
from desk_scenes import CONSOLE
from gate_scenes import STAFF
from looks import DESKTOP, Manner
from phone_scenes import RESIDENT, START
from scenes import Scene

SCENES = (*START, *RESIDENT, *STAFF, *CONSOLE)


class Studio:
    """Close it to stop the server and the browsers."""

    def __init__(self, data: Path, web: Path) -> None:
        self._data = data
        self._web = web
        self._open = ExitStack()
        self._contexts: dict[tuple[str, Manner], BrowserContext] = {}

    def __enter__(self) -> Studio:
        self.server = self._open.enter_context(stage.opened(self._data / "city", self._web))
        self._playwright = self._open.enter_context(sync_playwright())
        self._browser = launch(self._playwright)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._browser.close()
        self._open.close()

    def take_all(self, folder: Path, only: str, manner_name: str) -> None:
        """Every scene whose name contains `only`, in every manner (or the named one) and look."""
        folder.mkdir(parents=True, exist_ok=True)
        complaints: list[str] = []
        for scene in SCENES:
            if only not in f"{scene.app}-{scene.name}":
                continue
            for manner in scene.manners:
                if manner_name in ("", manner.name):
                    complaints += self._take(scene, manner, folder)
        (folder / "complaints.txt").write_text("\n".join(complaints) + "\n", "utf-8")

    def _take(self, scene: Scene, manner: Manner, folder: Path) -> list[str]:
        complaints: list[str] = []
        page = self.open(scene, manner)
        looks = manner.desktop if scene.app == "console" else manner.phone
        for look in (*looks, *(manner.desktop if scene.app == "start" else ())):
            name = f"{scene.app}-{scene.name}-{manner.name}-{look.name}"
            print(name, flush=True)
            look.put_on(page)
            page.screenshot(path=folder / f"{name}.png", full_page=True, timeout=60_000)
            complaints += [
                f"{name}: {one}" for one in complaints_about(page, elder=manner.elder, desk=look.size == DESKTOP)
            ]
        self.close(page, scene)
        return complaints

    def open(self, scene: Scene, manner: Manner) -> Page:
        """A page led to its scene. A scene that cannot be reached leaves a word and the page as far as it came."""
        if scene.film:
            context = self._with_film(scene, manner)
        elif scene.alone:
            context = self._context(self._browser, scene.account, manner)
        else:
            key = (f"{scene.app}{scene.account.mobile if scene.account else ''}", manner)
            if key not in self._contexts:
                self._contexts[key] = self._context(self._browser, scene.account, manner)
            context = self._contexts[key]
        page = context.new_page()
        page.goto(f"{self.server.address}/{'' if scene.app == 'start' else scene.app + '/'}{scene.path}")
        try:
            scene.lead(page)
        except Exception as error:
            print(f"  {scene.name} was not reached: {str(error).splitlines()[0]}", flush=True)
        return page

    def close(self, page: Page, scene: Scene) -> None:
        """Close what `open` opened for this scene alone."""
        context = page.context
        page.close()
        if scene.film:
            browser = context.browser
            assert browser is not None
            browser.close()
        elif scene.alone:
            context.close()

    def _context(self, browser: Browser, account: Account | None, manner: Manner) -> BrowserContext:
        context = phone(browser, permissions=[], color_scheme="light")
        context.clock.install(time=self.server.clock.now())
        context.add_init_script(manner.script())
        if account is not None:
            body = {"method": "mobile_password", "mobile": account.mobile, "password": account.password}
            answer = context.request.post(f"{self.server.address}/api/v1/identity/sessions", data=body)
            assert answer.ok, answer.text()
        return context

    def _with_film(self, scene: Scene, manner: Manner) -> BrowserContext:
        """A browser whose camera sees a green code, as it was some seconds ago."""
        now = self.server.clock.now()
        self.server.clock.move_to(now - timedelta(seconds=scene.film_age_seconds))
        holder = self._context(self._browser, stage.GREEN, manner)
        page = holder.new_page()
        page.goto(f"{self.server.address}/resident/#/code")
        page.wait_for_selector(".ak-qr svg")
        camera = Camera(self._data / "code.mjpeg")
        camera.look_at(page.locator(".ak-qr").screenshot())
        holder.close()
        self.server.clock.move_to(now)
        context = self._context(launch(self._playwright, camera.path), stage.STAFF, manner)
        context.grant_permissions(["camera"])
        return context
