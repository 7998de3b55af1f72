"""What a machine can see wrong in a picture: a page wider than its screen, a target too small, a text too small or cut.

Sizes in CSS pixels: text 13 and targets 44, in elder mode 20 and 60, at a desk (a mouse) targets 24; a link in a
sentence is as high as its line.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

_LOOK = Path(__file__).with_suffix(".js").read_text("utf-8")


def complaints_about(page: Page, *, elder: bool, desk: bool) -> list[str]:
    """Complaints in words, the same one once."""
    least_target = 60 if elder else 24 if desk else 44
    return list(dict.fromkeys(page.evaluate(_LOOK, [20 if elder else 13, least_target])))
