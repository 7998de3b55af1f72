"""How a page is looked at: language, elder mode, theme, width, size of text.

Language and elder mode are chosen before a page opens, as people do; theme, width and text size change under the open
page. A `Manner` is the first, its looks are the second.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

PHONE, NARROW, DESKTOP = (390, 844), (360, 740), (1280, 800)


@dataclass(frozen=True)
class Look:
    """One picture of an open page."""

    name: str
    size: tuple[int, int] = PHONE
    dark: bool = False
    text_percent: int = 100

    def put_on(self, page: Page) -> None:
        """Make the page look so, and wait until it is drawn."""
        page.set_viewport_size({"width": self.size[0], "height": self.size[1]})
        page.emulate_media(color_scheme="dark" if self.dark else "light")
        page.evaluate("(size) => (document.documentElement.style.fontSize = size)", f"{self.text_percent}%")
        page.evaluate(
            "() => (document.activeElement?.blur(), window.scrollTo(0, 0), document.fonts.ready.then(() => true))"
        )
        page.wait_for_timeout(120)


LIGHT, DARK = Look("light"), Look("dark", dark=True)
NARROWER = Look("360", NARROW)
DOUBLE = Look("360-double", NARROW, text_percent=200)
DESK, DESK_DARK = Look("desk", DESKTOP), Look("desk-dark", DESKTOP, dark=True)
DESK_DOUBLE = Look("desk-double", DESKTOP, text_percent=200)


@dataclass(frozen=True)
class Manner:
    """How somebody set the app up, and the looks to take of it on a phone and on a desktop."""

    name: str
    language: str = "zh"
    elder: bool = False
    phone: tuple[Look, ...] = (LIGHT,)
    desktop: tuple[Look, ...] = (DESK,)

    def script(self) -> str:
        """What the app finds in its storage when it starts."""
        return (
            f"localStorage.setItem('ankang.locale', '{self.language}');"
            f"localStorage.setItem('ankang.elder', '{'on' if self.elder else 'off'}');"
        )


CHINESE = Manner("zh", phone=(LIGHT, DARK, NARROWER, DOUBLE), desktop=(DESK, DESK_DARK, DESK_DOUBLE))
ENGLISH = Manner("en", language="en", phone=(LIGHT, NARROWER, DOUBLE), desktop=(DESK,))
ELDER = Manner("elder", elder=True, phone=(LIGHT, DARK, NARROWER), desktop=(DESK,))
ELDER_ENGLISH = Manner("elder-en", language="en", elder=True, phone=(NARROWER,))
EVERY = (CHINESE, ENGLISH, ELDER, ELDER_ENGLISH)
WITHOUT_ELDER = (CHINESE, ENGLISH)
