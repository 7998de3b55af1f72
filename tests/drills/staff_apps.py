"""A checkpoint of a drill whose staff have the real app in Chromium, with a film of each holder's QR for a camera."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from playwright.sync_api import Route, expect

from ankang.runtime.clock import SystemClock
from browser.support.film import poster
from browser.support.people import Somebody
from browser.support.phones import Device
from browser.support.steps import be_ready_without_a_network, go_on_duty, sign_in
from drills.holders import Holder
from drills.tally import COMPARED, KEPT_OUT, LET_IN, Tally

_HEADINGS = {
    "可以通行": LET_IN,
    "先核对证件": COMPARED,
    "不能通行": KEPT_OUT,
    "码已过期": "refused: expired",
    "画面不是实时的": "refused: stale_proof",
    "现在查不了": "refused: list_too_old",
}


@dataclass
class AppGate:
    """One checkpoint; `ahead` is how far the centre's clock was ahead of the machine's when the phone heard it last."""

    name: str
    staff: Somebody
    site_id: UUID
    device: Device
    ahead: timedelta
    client: str = "app in Chromium"
    tally: Tally = field(default_factory=Tally)
    _lost_answers: int = 0

    def open(self) -> None:
        """Sign in, go on duty, get the lists, and be ready for a day without a network."""
        self.device.page.reload()
        sign_in(self.device.page, self.staff)
        go_on_duty(self.device.page, self.name)
        expect(self.device.page.get_by_text("名单刚刚更新")).to_be_visible()
        be_ready_without_a_network(self.device.page)

    def scan(self, holder: Holder, now: datetime, phase: str) -> None:
        """Start the app anew with the holder's code before the camera, and do what it says."""
        page = self.device.page
        self.device.camera.look_at(poster(holder.qr(now)))
        self._go_to(now)
        verdict = page.get_by_role("heading", name=re.compile("|".join(_HEADINGS)))
        expect(verdict).to_be_visible(timeout=30_000)
        self.device.camera.look_at_the_wall()
        told = _HEADINGS[verdict.inner_text()]
        self.tally.seen[phase, told] += 1
        if told.startswith("refused"):
            return
        self.tally.kept["scan"] += 1
        if told == COMPARED:
            page.get_by_role("button", name="证件已核对").click()
        if told in (LET_IN, COMPARED):
            page.get_by_role("button", name="36.5", exact=True).click()
            page.get_by_role("button", name="记 36.5 °C").click()
            expect(page.get_by_role("heading", name=self.name)).to_be_visible()
            self.tally.kept["temperature"] += 1

    def upload(self, now: datetime) -> None:
        """The centre is back, the session of three days ago is over, and the answer to the first upload is lost."""
        page = self.device.page
        page.route("**/api/v1/checkpoints/uploads", self._lose_the_answer, times=1)
        self._go_to(now)
        expect(page.get_by_role("button", name="登录", exact=True)).to_be_visible()
        sign_in(page, self.staff)
        go_on_duty(page, self.name)
        page.get_by_role("link", name=re.compile("待上传|上传记录")).click()
        expect(page.get_by_text("都已上传")).to_be_visible(timeout=60_000)
        results = page.get_by_role("listitem")
        self.tally.answered = results.count()
        self.tally.conflicts = results.filter(has_text="与当时的颜色不一致").count()
        self.tally.stored = results.filter(has_text="已收到").count()
        self.tally.same_again = self._lost_answers == 1

    def _lose_the_answer(self, route: Route) -> None:
        assert route.fetch().ok
        self._lost_answers += 1
        route.abort()

    def _go_to(self, now: datetime) -> None:
        self.device.let_pass(now - (SystemClock().now() + self.ahead))
        self.device.page.reload()
