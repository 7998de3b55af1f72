"""The poster of an entrance, A4 or A3, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ankang.core.days import local_day
from ankang.core.words import Words
from ankang.runtime.printing import FONT_NAME, draw_qr, new_document, printable

if TYPE_CHECKING:
    from fpdf import FPDF

_A4_WIDTH, _A4_HEIGHT = 210.0, 297.0
_SCALES = {"a4": 1.0, "a3": 2**0.5}  # ISO 216: each size is the next one times the root of two
_INK, _SOFT, _BAND = (28, 39, 46), (86, 100, 110), (20, 93, 102)
_POINT = 25.4 / 72
_MARGIN = 20.0
_TITLE = Words("安康码 场所码", "Ankang Code for this site")
_STEPS = (
    Words("一　用手机扫码（微信、支付宝、相机都可以），点“我到了”", "1  Scan with any scanner and tap “I am here”"),
    Words("二　向工作人员出示结果，测体温", "2  Show the result to staff, have your temperature taken"),
    Words("三　没有手机？请出示证件，工作人员会帮您", "3  No phone? Show your document, staff will help"),
)
_NO_PROOF = Words(
    "扫码不等于放行，须经工作人员确认。请勿转发照片。", "A scan is no pass: staff confirm it. Do not pass photos on."
)


@dataclass(frozen=True, slots=True)
class PosterText:
    """What is printed."""

    link: str
    posted_code: str
    site_name: str
    entrance_name: str
    rules: Words
    printed_at: datetime
    hotline: str

    @property
    def spaced_code(self) -> str:
        """The posted code in groups, for somebody who types it."""
        return " ".join(self.posted_code[start : start + 4] for start in range(0, len(self.posted_code), 4))


def poster_pdf(text: PosterText, size: str) -> bytes:
    """The document; a second or so of work, so call it in a thread."""
    scale = _SCALES[size]
    document = new_document(_A4_WIDTH * scale, _A4_HEIGHT * scale, f"{text.site_name} · {_TITLE.zh} · {_TITLE.en}")
    document.add_page()
    _Poster(document, scale).draw(text)
    return bytes(document.output())


@dataclass(frozen=True, slots=True)
class _Poster:
    """Draws in millimetres of A4, whatever the page."""

    document: FPDF
    scale: float

    def draw(self, text: PosterText) -> None:
        self.document.set_fill_color(*_BAND)
        self.document.rect(0, 0, _A4_WIDTH * self.scale, 40 * self.scale, style="F")
        self._centre(_TITLE.zh, 8, 40, (255, 255, 255))
        self._centre(_TITLE.en, 26, 18, (255, 255, 255))
        self._centre(text.site_name, 46, 34, _INK)
        self._centre(text.entrance_name, 61, 24, _SOFT)
        draw_qr(self.document, text.link, 45 * self.scale, 72 * self.scale, 120 * self.scale)
        self._centre(text.rules.zh, 194, 22, _INK)
        self._centre(text.rules.en, 204, 13, _SOFT)
        for number, step in enumerate(_STEPS):
            self._left(step.zh, 216 + number * 15, 16, _INK)
            self._left(step.en, 223 + number * 15, 11, _SOFT)
        self._left(f"{_NO_PROOF.zh} {_NO_PROOF.en}", 264, 9.5, _INK)
        printed = f"打印于 printed {local_day(text.printed_at):%Y-%m-%d}　咨询 help {text.hotline}"
        self._left(f"扫不了？输入编号 No scanner? Type  {text.spaced_code}", 274, 9.5, _INK)
        self._left(printed, 281, 9.5, _SOFT)

    def _centre(self, text: str, top: float, points: float, colour: tuple[int, int, int]) -> None:
        self._write(text, top, points, colour, "C")

    def _left(self, text: str, top: float, points: float, colour: tuple[int, int, int]) -> None:
        self._write(text, top, points, colour, "L")

    def _write(self, text: str, top: float, points: float, colour: tuple[int, int, int], align: str) -> None:
        """One line between the margins, smaller where it would not fit."""
        shown, room = printable(text), _A4_WIDTH - 2 * _MARGIN
        self.document.set_font(FONT_NAME, size=points)
        width = self.document.get_string_width(shown)
        fitting = points * min(1.0, room / width) if width else points
        self.document.set_font(FONT_NAME, size=fitting * self.scale)
        self.document.set_text_color(*colour)
        self.document.set_xy(_MARGIN * self.scale, top * self.scale)
        self.document.cell(room * self.scale, points * _POINT * self.scale, shown, align=align)
