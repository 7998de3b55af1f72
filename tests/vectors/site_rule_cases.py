"""The cases of `vectors/site-rules.json`: a door, the site's rules, what they say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from ankang.checkpoints.model.reading_rules import read_rule_set
from ankang.checkpoints.model.ruling import UNKNOWN, AtDoor, Direction, Listing, Override, Ruling, Unknown, rule
from ankang.checkpoints.model.site_rules import ListKind, Paper
from ankang.checkpoints.model.sites import SiteKind
from ankang.core.colours import Colour
from ankang.core.days import SHANGHAI

MORNING = datetime(2022, 7, 8, 7, 30, tzinfo=SHANGHAI)
GREEN_ONLY = {"rule": "colours", "let_in": ["green"]}
NORMAL = {"rule": "temperature", "limit_celsius": 37.3}
HOURS = {"rule": "opening_hours", "opens": "06:30", "closes": "22:00"}
NIGHT = {"rule": "opening_hours", "opens": "22:00", "closes": "06:00"}
RESIDENTS_ONLY = {"rule": "listed_only", "lists": ["residents"]}
EVERY_TWO_DAYS = {"rule": "household_quota", "exits": 1, "days": 2}
TEST_48 = {"rule": "recent_test", "hours": 48}
PASS_ALLOWED = {"rule": "visitor_pass", "mode": "allowed"}
PASS_REQUIRED = {"rule": "visitor_pass", "mode": "required"}
PAPERS = {"rule": "papers", "on_entry": ["work_resumption"], "on_exit": ["exit_pass"]}
HOME = {"rule": "home_open"}
RESIDENT = {"lists": ["residents"], "household": "3-1202"}
YESTERDAY, TODAY = "2022-07-07", "2022-07-08"


def site_rule_cases() -> list[dict[str, Any]]:
    """Each case with the answer that every implementation must give."""
    return [
        {"name": name, "door": _door_json(**door), "rules": [GREEN_ONLY, NORMAL, *rules], "says": says}
        for name, says, rules, door in _CASES
    ]


def answer_to(case: dict[str, Any]) -> Ruling:
    """What the rules of a case say."""
    return rule(door_of(case["door"]), read_rule_set(case["rules"]))


def door_of(said: dict[str, Any]) -> AtDoor:
    """The door that a case writes."""
    return AtDoor(
        at=datetime.fromtimestamp(said["at"], UTC),
        kind=SiteKind(said["kind"]),
        colour=Colour(said["colour"]) if said["colour"] else None,
        shown=Colour(said["shown"]) if said["shown"] else None,
        direction=said["direction"],
        celsius=said["celsius"],
        listing=_listing_of(said["listing"]),
        exits_on=UNKNOWN if said["exits_on"] == "unknown" else tuple(map(date.fromisoformat, said["exits_on"])),
        sampled_on=_day_of(said["sampled_on"]),
        papers_seen=frozenset(map(Paper, said["papers_seen"])),
        override=Override(said["override"]) if said["override"] else None,
    )


def saying(ruling: Ruling) -> str:
    """A ruling as the vectors write it."""
    said = ruling.verdict.value
    said += f" by {ruling.by.value}" if ruling.by else ""
    said += f", asks {' '.join(paper.value for paper in ruling.asks)}" if ruling.asks else ""
    said += ", separate lane" if ruling.separate_lane else ""
    return said + (f", again on {ruling.next_exit_on}" if ruling.next_exit_on else "")


def _listing_of(said: Any) -> Listing | Unknown | None:
    if said == "unknown":
        return UNKNOWN
    return Listing(frozenset(map(ListKind, said["lists"])), said["household"]) if said else None


def _day_of(said: str | None) -> date | Unknown | None:
    if said == "unknown":
        return UNKNOWN
    return date.fromisoformat(said) if said else None


def _door_json(at: datetime = MORNING, direction: Direction = "in", **other: Any) -> dict[str, Any]:
    nothing = {
        "kind": "community",
        "colour": "green",
        "shown": None,
        "celsius": None,
        "listing": None,
        "exits_on": [],
        "sampled_on": None,
        "papers_seen": [],
        "override": None,
    }
    return nothing | {"at": int(at.timestamp()), "direction": direction} | other


def _clock(hour: int, minute: int, second: int = 0) -> datetime:
    return MORNING.replace(hour=hour, minute=minute, second=second)


_OUT: dict[str, Any] = {"direction": "out", "listing": RESIDENT}
_CASES: list[tuple[str, str, list[dict[str, Any]], dict[str, Any]]] = [
    ("green passes", "pass", [], {}),
    ("yellow stops", "stop by colours", [], {"colour": "yellow"}),
    ("red stops", "stop by colours", [], {"colour": "red"}),
    ("grey is never green", "grey by no_colour", [], {"colour": "grey"}),
    ("no code", "grey by no_code", [], {"colour": None}),
    ("the worse of token and centre decides", "stop by colours", [], {"shown": "yellow"}),
    ("a grey token", "grey by no_colour", [], {"shown": "grey"}),
    ("just below the limit", "pass", [], {"celsius": 37.2}),
    ("at the limit", "stop by temperature", [], {"celsius": 37.3}),
    ("warmth does not hold anybody inside", "pass", [], {"celsius": 38.0, "direction": "out"}),
    ("a minute before opening", "stop by opening_hours", [HOURS], {"at": _clock(6, 29, 59)}),
    ("at opening", "pass", [HOURS], {"at": _clock(6, 30)}),
    ("the last second", "pass", [HOURS], {"at": _clock(21, 59, 59)}),
    ("at closing", "stop by opening_hours", [HOURS], {"at": _clock(22, 0)}),
    ("after closing people may leave", "pass", [HOURS], {"at": _clock(23, 0), "direction": "out"}),
    ("open past midnight, before", "pass", [NIGHT], {"at": _clock(23, 59)}),
    ("open past midnight, after", "pass", [NIGHT], {"at": _clock(0, 0)}),
    ("open past midnight, at closing", "stop by opening_hours", [NIGHT], {"at": _clock(6, 0)}),
    ("hours come before colours", "stop by opening_hours", [HOURS], {"at": _clock(5, 0), "colour": "red"}),
    ("a listed resident", "pass", [RESIDENTS_ONLY], {"listing": RESIDENT}),
    (
        "an employee of a place for residents",
        "stop by listed_only",
        [RESIDENTS_ONLY],
        {"listing": {"lists": ["employees"], "household": ""}},
    ),
    ("not listed", "stop by listed_only", [RESIDENTS_ONLY], {}),
    ("lists cannot be read", "cannot_check by listed_only", [RESIDENTS_ONLY], {"listing": "unknown"}),
    (
        "a known stop counts more than an unknown list",
        "stop by colours",
        [RESIDENTS_ONLY],
        {"listing": "unknown", "colour": "red"},
    ),
    (
        "a visitor where passes count",
        "cannot_check by visitor_pass, asks visitor_pass",
        [RESIDENTS_ONLY, PASS_ALLOWED],
        {},
    ),
    ("a visitor whose pass was seen", "pass", [RESIDENTS_ONLY, PASS_ALLOWED], {"papers_seen": ["visitor_pass"]}),
    (
        "a pass opens nothing where none count",
        "stop by listed_only",
        [RESIDENTS_ONLY],
        {"papers_seen": ["visitor_pass"]},
    ),
    ("a required pass", "cannot_check by visitor_pass, asks visitor_pass", [PASS_REQUIRED], {}),
    ("a required pass, listed", "pass", [PASS_REQUIRED], {"listing": RESIDENT}),
    ("a required pass, list unknown", "cannot_check by visitor_pass", [PASS_REQUIRED], {"listing": "unknown"}),
    ("first exit in two days", "pass", [EVERY_TWO_DAYS], _OUT),
    (
        "second exit on a day",
        "stop by household_quota, again on 2022-07-10",
        [EVERY_TWO_DAYS],
        _OUT | {"exits_on": [TODAY]},
    ),
    (
        "the day after an exit",
        "stop by household_quota, again on 2022-07-09",
        [EVERY_TWO_DAYS],
        _OUT | {"exits_on": [YESTERDAY]},
    ),
    ("the second day after an exit", "pass", [EVERY_TWO_DAYS], _OUT | {"exits_on": ["2022-07-06"]}),
    (
        "the last minute before midnight",
        "stop by household_quota, again on 2022-07-09",
        [EVERY_TWO_DAYS],
        _OUT | {"exits_on": [YESTERDAY], "at": _clock(23, 59, 59)},
    ),
    (
        "the first minute after midnight",
        "pass",
        [EVERY_TWO_DAYS],
        _OUT | {"exits_on": [YESTERDAY], "at": _clock(0, 0) + timedelta(days=1)},
    ),
    ("coming home is not counted", "pass", [EVERY_TWO_DAYS], {"listing": RESIDENT, "exits_on": [TODAY]}),
    ("a visitor leaves", "pass", [EVERY_TWO_DAYS], {"direction": "out", "exits_on": [TODAY]}),
    (
        "whose household is unknown",
        "cannot_check by household_quota",
        [EVERY_TWO_DAYS],
        {"direction": "out", "listing": "unknown"},
    ),
    ("exits are unknown", "cannot_check by household_quota", [EVERY_TWO_DAYS], _OUT | {"exits_on": "unknown"}),
    ("a red resident does not go out", "stop by colours", [EVERY_TWO_DAYS], _OUT | {"colour": "red"}),
    ("sampled today", "pass", [TEST_48], {"sampled_on": TODAY}),
    (
        "sampled when only the hour could tell",
        "cannot_check by recent_test, asks test_report",
        [TEST_48],
        {"sampled_on": "2022-07-06"},
    ),
    (
        "the hour was seen on the report",
        "pass",
        [TEST_48],
        {"sampled_on": "2022-07-06", "papers_seen": ["test_report"]},
    ),
    ("sampled too long ago", "stop by recent_test", [TEST_48], {"sampled_on": "2022-07-05"}),
    ("never tested", "stop by recent_test", [TEST_48], {}),
    ("tests are unknown", "cannot_check by recent_test", [TEST_48], {"sampled_on": "unknown"}),
    ("work resumption proof to see", "cannot_check by papers, asks work_resumption", [PAPERS], {}),
    ("work resumption proof was seen", "pass", [PAPERS], {"papers_seen": ["work_resumption"]}),
    ("exit pass to see", "cannot_check by papers, asks exit_pass", [PAPERS], {"direction": "out"}),
    (
        "several papers at once",
        "cannot_check by visitor_pass, asks visitor_pass work_resumption",
        [PAPERS, PASS_REQUIRED],
        {},
    ),
    ("papers do not open for red", "stop by colours", [PAPERS], {"colour": "red", "papers_seen": ["work_resumption"]}),
    ("a red resident comes home", "pass by home_open", [HOME], {"colour": "red", "listing": RESIDENT}),
    (
        "a resident without a code comes home",
        "pass by home_open",
        [HOME, HOURS],
        {"colour": None, "listing": RESIDENT, "at": _clock(2, 0)},
    ),
    ("a red visitor does not", "stop by colours", [HOME], {"colour": "red"}),
    ("perhaps a resident", "cannot_check by home_open", [HOME], {"colour": "red", "listing": "unknown"}),
    ("perhaps a resident, grey", "cannot_check by home_open", [HOME], {"colour": "grey", "listing": "unknown"}),
    ("a green resident needs no open home", "pass", [HOME], {"listing": RESIDENT}),
    ("green needs no list to come home", "pass", [HOME], {"listing": "unknown"}),
    (
        "home is open inwards only",
        "stop by colours",
        [HOME],
        {"colour": "red", "listing": RESIDENT, "direction": "out"},
    ),
    ("red at a hospital", "pass by medical_site, separate lane", [], {"kind": "hospital", "colour": "red"}),
    ("no code at a clinic", "pass by medical_site, separate lane", [], {"kind": "clinic", "colour": None}),
    ("warm at a hospital", "pass by medical_site, separate lane", [], {"kind": "hospital", "celsius": 39.0}),
    ("green at a hospital", "pass", [], {"kind": "hospital"}),
    (
        "care overrides red and hours",
        "pass by override, separate lane",
        [HOURS],
        {"colour": "red", "at": _clock(3, 0), "override": "medical_care"},
    ),
    (
        "danger overrides the quota",
        "pass by override, separate lane",
        [EVERY_TWO_DAYS],
        _OUT | {"exits_on": [TODAY], "override": "danger"},
    ),
]
