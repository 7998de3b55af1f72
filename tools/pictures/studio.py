"""Opens the stage and a browser, leads pages to their scenes, takes the pictures."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from types import TracebackType

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import stage
from ankang.demo.accounts import Account
from ankang.runtime.edge import CSRF_HEADER
from browser.support.chromium import launch, phone
from browser.support.film import Camera, poster
from complaints import complaints_about
from desk_scenes import CONSOLE
from gate_scenes import STAFF
from looks import DESKTOP, Manner
from phone_scenes import LAST, RESIDENT, START
from scenes import NotReachedError, Scene

SCENES = (*START, *RESIDENT, *STAFF, *CONSOLE, *LAST)


class Studio:
    """Close it to stop the server and the browsers."""

    def __init__(self, data: Path, web: Path) -> None:
        self._data = data
        self._web = web
        self._open = ExitStack()
        # One phone for each person and app: a code lives on one phone of its holder, a second would have to end it.
        self._contexts: dict[str, BrowserContext] = {}

    def __enter__(self) -> Studio:
        self.server, self._facts = self._open.enter_context(stage.opened(self._data / "city", self._web))
        self._playwright = self._open.enter_context(sync_playwright())
        self._browser = launch(self._playwright)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._browser.close()
        self._open.close()

    def take_all(self, folder: Path, only: str, manner_name: str) -> list[str]:
        """Every scene whose name contains `only`, in every manner (or the named one) and look; those not reached."""
        folder.mkdir(parents=True, exist_ok=True)
        complaints: list[str] = []
        missed: list[str] = []
        for scene in SCENES:
            if only not in f"{scene.app}-{scene.name}":
                continue
            for manner in scene.manners:
                if manner_name in ("", manner.name):
                    try:
                        complaints += self._take(scene, manner, folder)
                    except NotReachedError as error:
                        print(error, flush=True)
                        missed.append(str(error))
        (folder / "complaints.txt").write_text("\n".join((*missed, *complaints)) + "\n", "utf-8")
        return missed

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
        """A page led to its scene; NotReachedError, with everything closed, where its steps lead elsewhere."""
        page = self._context_of(scene).new_page()
        page.add_init_script(manner.script())
        try:
            path = scene.path.format(posted_code=self._facts.posted_code)
            page.goto(f"{self.server.address}/{'' if scene.app == 'start' else scene.app + '/'}{path}")
            scene.lead(page)
        except Exception as error:
            self.close(page, scene)
            first = str(error).partition("\n")[0]
            raise NotReachedError(f"{scene.app}-{scene.name} ({manner.name}) was not reached: {first}") from error
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

    def _context_of(self, scene: Scene) -> BrowserContext:
        if scene.film:
            return self._with_film(scene)
        if scene.alone:
            return self._context(scene.app, scene.account)
        key = f"{scene.app}{scene.account.mobile if scene.account else ''}"
        if key not in self._contexts:
            self._contexts[key] = self._context(scene.app, scene.account)
        return self._contexts[key]

    def _context(self, app: str, account: Account | None, browser: Browser | None = None) -> BrowserContext:
        context = phone(browser or self._browser, permissions=[], color_scheme="light")
        context.clock.install(time=self.server.clock.now())
        if account is not None:
            self._sign_in(context, app, account)
        return context

    def _sign_in(self, context: BrowserContext, app: str, account: Account) -> None:
        """Begin a session; a resident's phone becomes the one that the code lives on, whichever held it before."""
        body = {"method": "mobile_password", "mobile": account.mobile, "password": account.password}
        answer = context.request.post(f"{self.server.address}/api/v1/identity/sessions", data=body)
        assert answer.ok, answer.text()
        if app != "resident":
            return
        session = answer.json()
        ended = context.request.post(
            f"{self.server.address}/api/v1/codes/{session['person_id']}/kill",
            data={"reason": "re_enrol"},
            headers={CSRF_HEADER: session["csrf_token"]},
        )
        assert ended.ok or ended.json()["code"] == "no_code", ended.text()

    def _with_film(self, scene: Scene) -> BrowserContext:
        """A browser of staff whose camera sees what the scene asks for."""
        camera = Camera(self._data / "code.mjpeg")
        camera.look_at(
            poster(self._facts.paper_text) if scene.film == "paper" else self._phone_at(scene.film_age_seconds)
        )
        context = self._context("staff", stage.STAFF, launch(self._playwright, camera.path))
        context.grant_permissions(["camera"])
        return context

    def _phone_at(self, age_seconds: int) -> bytes:
        """A picture of a green code, as it was some seconds ago."""
        now = self.server.clock.now()
        self.server.clock.move_to(now - timedelta(seconds=age_seconds))
        holder = self._context("resident", stage.GREEN)
        page = holder.new_page()
        page.goto(f"{self.server.address}/resident/#/code")
        page.wait_for_selector(".ak-qr svg")
        picture = page.locator(".ak-qr").screenshot()
        holder.close()
        self.server.clock.move_to(now)
        return picture
