"""The page of a paper code, A6 or as large as a bank card, in Chinese and English. No colour stands on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ankang.core.days import local_day
from ankang.runtime.printing import FONT_NAME, draw_qr, new_document, printable

if TYPE_CHECKING:
    from fpdf import FPDF

_SIZES = {"a6": (105.0, 148.0), "card": (85.6, 54.0)}  # ISO 216; ISO/IEC 7810 ID-1
_INK, _SOFT = (28, 39, 46), (86, 100, 110)
_TITLE = "安康码 纸质码"
_SUBTITLE = "Ankang Code on paper"
_WITH_DOCUMENT = ("请与本人证件一起出示", "Show it together with the document")
_NO_COLOUR = ("纸上没有颜色，以扫码结果为准", "No colour is printed: the scan decides")
_LOST = ("丢失请在应用内作废或拨打", "If lost, end it in the app or call")


@dataclass(frozen=True, slots=True)
class PaperText:
    """What is printed. Name and document are masked."""

    qr_text: str
    masked_name: str
    masked_document: str
    city_name: str
    printed_at: datetime
    expires_at: datetime
    hotline: str

    @property
    def until(self) -> str:
        """The last local day on which the paper counts."""
        return f"{local_day(self.expires_at):%Y-%m-%d}"

    @property
    def since(self) -> str:
        """The local day of printing."""
        return f"{local_day(self.printed_at):%Y-%m-%d}"


def paper_pdf(text: PaperText, size: str) -> bytes:
    """The document; a second or so of work, so call it in a thread."""
    width, height = _SIZES[size]
    document = new_document(width, height, f"{_TITLE} · {_SUBTITLE}")
    document.add_page()
    (_draw_a6 if size == "a6" else _draw_card)(document, text)
    return bytes(document.output())


def _draw_a6(document: FPDF, text: PaperText) -> None:
    _write(document, _TITLE, 10, 9, 20, _INK)
    _write(document, f"{_SUBTITLE} · {text.city_name}", 10, 18, 9.5, _SOFT)
    draw_qr(document, text.qr_text, 12.5, 24, 80)
    _write(document, text.masked_name, 10, 105, 20, _INK)
    _write(document, text.masked_document, 52, 107.6, 12, _INK)
    _write(document, f"有效至 until {text.until}    打印于 printed {text.since}", 10, 115.5, 9, _INK)
    document.set_draw_color(*_SOFT)
    document.line(10, 122.4, 95, 122.4)
    lines = (_WITH_DOCUMENT, _NO_COLOUR, (f"{_LOST[0]} {text.hotline}", f"{_LOST[1]} {text.hotline}"))
    for number, (chinese, english) in enumerate(lines):
        _write(document, chinese, 10, 124.2 + number * 7.2, 9.5, _INK)
        _write(document, english, 10, 128 + number * 7.2, 6.5, _SOFT)


def _draw_card(document: FPDF, text: PaperText) -> None:
    draw_qr(document, text.qr_text, 1.5, 4, 46)
    _write(document, _TITLE, 49, 4.5, 11.5, _INK)
    _write(document, text.city_name, 49, 10, 7, _SOFT)
    _write(document, text.masked_name, 49, 14.5, 14, _INK)
    _write(document, text.masked_document, 49, 21.5, 8, _INK)
    _write(document, f"有效至 until {text.until}", 49, 26.5, 6.5, _INK)
    lines = (_WITH_DOCUMENT, _NO_COLOUR, (f"丢失请拨 {text.hotline}", f"If lost, call {text.hotline}"))
    for number, (chinese, english) in enumerate(lines):
        _write(document, chinese, 49, 31.4 + number * 6.4, 6.2, _INK)
        _write(document, english, 49, 34.2 + number * 6.4, 4.6, _SOFT)


def _write(document: FPDF, text: str, left: float, top: float, points: float, colour: tuple[int, int, int]) -> None:
    document.set_font(FONT_NAME, size=points)
    document.set_text_color(*colour)
    document.set_xy(left, top)
    document.cell(text=printable(text))
