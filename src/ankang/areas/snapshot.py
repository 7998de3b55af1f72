"""One published list of high- and medium-risk areas, read from its JSON text.

The form is that of the State Council's query service of 2022, as archives keep it: an outer `data`
object with `end_update_time` ("2022-07-08 8时", Shanghai time) and `highlist`, `middlelist` and, from
July 2022, `lowlist`; their items name province, city and county and list the places (`communitys`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ankang.core.days import SHANGHAI
from ankang.core.errors import RefusalKind, RefusedError, invalid_field
from ankang.core.places import RiskLevel
from ankang.core.words import Words

_LISTS = {"highlist": RiskLevel.HIGH, "middlelist": RiskLevel.MEDIUM, "lowlist": RiskLevel.LOW}
_NEEDED = ("highlist", "middlelist")
_TIME = re.compile(r"^(2[01][0-9]{2})-([0-9]{1,2})-([0-9]{1,2})\s+([0-9]{1,2})时$")
_LONGEST_SHOWN = 60
# Half characters, and control characters but line breaks and tabs: no name has them, and no database keeps NUL.
_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Listing:
    """One line of the list, as published; `text` is empty where the whole county is listed."""

    level: RiskLevel
    province: str
    city: str
    county: str
    text: str

    @property
    def name(self) -> str:
        """The line as people read it."""
        return _joined(self.province, self.city, self.county, self.text)

    @property
    def county_name(self) -> str:
        """Province, city and county as people read them."""
        return _joined(self.province, self.city, self.county)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A list: when it was published, what it names (each line once, in its order), and its digest (hex)."""

    published_at: datetime
    listings: tuple[Listing, ...]
    digest: str


LARGEST_LIST = 8 * 1024 * 1024
"""In bytes; the largest published list of 2022 has 0.2 MB."""


def text_of_list(content: bytes) -> str:
    """The text of an uploaded list; RefusedError `file_too_large` where it is more than a list can be."""
    if len(content) > LARGEST_LIST:
        raise invalid_field(
            "file", "file_too_large", Words("文件超过 8 MB，不像是风险地区名单。", "The file has more than 8 MB.")
        )
    return content.decode("utf-8-sig", errors="replace")


def parse_snapshot(text: str) -> Snapshot:
    """The list in the text; RefusedError that says what was expected and what came when it is none."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise _unreadable(
            f"应为 JSON，第 {error.lineno} 行第 {error.colno} 列读不下去",
            f"expected JSON, reading stopped in line {error.lineno}, column {error.colno}",
        ) from error
    except (ValueError, RecursionError) as error:
        raise _unreadable(
            "JSON 中有过长的数字或过深的嵌套", "expected JSON of a list, got numbers too long or brackets too deep"
        ) from error
    outer = document.get("data") if isinstance(document, dict) else None
    if not isinstance(outer, dict):
        raise _unreadable("应有 data 对象", f"expected an object with `data` in it, got {_kind(document)}")
    published_at = _published_at(outer.get("end_update_time"))
    listings = dict.fromkeys(listing for name, level in _LISTS.items() for listing in _listings(outer, name, level))
    # Of the content and not of the bytes: the same list with other white space is the same list.
    content = json.dumps([[item.level, item.province, item.city, item.county, item.text] for item in listings])
    return Snapshot(published_at, tuple(listings), hashlib.sha256(content.encode()).hexdigest())


def _published_at(value: object) -> datetime:
    found = _TIME.match(value.strip()) if isinstance(value, str) else None
    if found is not None:
        try:
            return datetime(*(int(part) for part in found.groups()), tzinfo=SHANGHAI).astimezone(UTC)  # type: ignore[misc, arg-type]  # five numbers: year to hour
        except ValueError:
            pass  # a thirteenth month or a 25th hour is refused like any other text
    came = repr(value)[:_LONGEST_SHOWN]
    raise _unreadable(
        f"end_update_time 应如“2022-07-08 8时”，实际为 {came}",
        f'expected end_update_time like "2022-07-08 8时", got {came}',
    )


def _listings(outer: dict[str, Any], name: str, level: RiskLevel) -> Iterator[Listing]:
    rows = outer.get(name)
    if rows is None and name not in _NEEDED:
        return
    if not isinstance(rows, list):
        raise _unreadable(f"{name} 应为列表，实际为 {_kind(rows)}", f"expected {name} to be a list, got {_kind(rows)}")
    for number, row in enumerate(rows, start=1):
        yield from _listings_of_row(row, f"{name}[{number}]", level)


def _listings_of_row(row: object, where: str, level: RiskLevel) -> Iterator[Listing]:
    names = [row.get(field) for field in ("province", "city", "county")] if isinstance(row, dict) else []
    places = row.get("communitys", []) if isinstance(row, dict) else None
    if len(names) != 3 or not all(isinstance(name, str) for name in names) or not names[0]:
        raise _unreadable(
            f"{where} 应有 province、city、county", f"expected province, city and county as texts in {where}"
        )
    if not isinstance(places, list) or not all(isinstance(place, str) for place in places):
        raise _unreadable(
            f"{where} 的 communitys 应为文字列表", f"expected communitys in {where} to be a list of texts"
        )
    if any(_UNKEEPABLE.search(str(text)) for text in (*names, *places)):
        raise _unreadable(f"{where} 含有无法保存的字符", f"expected names without control characters in {where}")
    province, city, county = (str(name).strip() for name in names)
    for place in places or [""]:
        yield Listing(level, province, city, county, place.strip())


def _joined(*parts: str) -> str:
    return "".join(part for index, part in enumerate(parts) if part not in parts[:index])


def _kind(value: object) -> str:
    return "nothing" if value is None else type(value).__name__


def _unreadable(zh: str, en: str) -> RefusedError:
    return RefusedError(
        RefusalKind.INVALID,
        "snapshot_unreadable",
        Words(
            f"这个文件不是可读取的风险地区名单：{zh}。请从发布页面重新下载后再导入；系统没有改动任何内容。",
            f"This file is not a readable list of risk areas: {en}. "
            "Download it again from where it was published; nothing was changed.",
        ),
    )
