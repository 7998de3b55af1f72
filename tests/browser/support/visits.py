"""Which pages a walk through an app has been to, against the pages that its router knows.

A walk calls `Visits.at` on each page: the address must be the route's own, and axe must find nothing. At its end
`Visits.missing` names the routes that it never reached, so that a page without a visit fails the walk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, expect

from browser.support.accessibility import violations

_ROUTE = re.compile(r'\{ path: "(?P<path>[^"]+)", name: "(?P<name>[^"]+)"')
_PARAMETER = re.compile(r"/:\w+(?P<optional>\??)")


def routes_of(project: Path, app: str) -> dict[str, re.Pattern[str]]:
    """The routes of an app by name, each with the addresses behind "#" that it answers."""
    text = (project / "web" / "src" / app / "router.ts").read_text("utf-8")
    return {found["name"]: _pattern(found["path"]) for found in _ROUTE.finditer(text)}


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(_PARAMETER.sub(lambda found: "(/[^/]+)" + found["optional"], path))


@dataclass
class Visits:
    """One walk through one app."""

    routes: dict[str, re.Pattern[str]]
    problems: dict[str, str] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def at(self, name: str, page: Page) -> None:
        """The page that is open now is that route; what axe finds is kept, so that one walk reports every page."""
        expect(page).to_have_url(re.compile(rf"#{self.routes[name].pattern}(\?.*)?$"))
        self._seen.add(name)
        if found := violations(page):
            self.problems[name] = found

    @property
    def missing(self) -> set[str]:
        """The routes that the walk never reached."""
        return set(self.routes) - self._seen
