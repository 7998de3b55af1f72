"""Makes the demonstration city through the capabilities' own doors, and plays published lists over it."""

from __future__ import annotations

from ankang.demo.accounts import ACCOUNTS
from ankang.demo.making import make_city
from ankang.demo.replaying import replay

__all__ = ["ACCOUNTS", "make_city", "replay"]
