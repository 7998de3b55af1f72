"""What one process holds and hands to every use case: settings, clock, keys, engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ankang.runtime.cipher import Cipher
from ankang.runtime.clock import Clock
from ankang.runtime.config import Config
from ankang.runtime.database import AsyncConnection, AsyncEngine
from ankang.runtime.keys import Keys


@dataclass(frozen=True, slots=True)
class Runtime:
    """One per process."""

    config: Config
    clock: Clock
    keys: Keys
    engine: AsyncEngine


@dataclass(frozen=True, slots=True)
class Call:
    """What a use case is given: the open transaction, the instant, the keys, the settings.

    Every service function takes it first, and the `Actor` second where somebody acts. All of a
    request sees one `now`.
    """

    connection: AsyncConnection
    now: datetime
    keys: Keys
    config: Config

    @property
    def cipher(self) -> Cipher:
        """The field cipher of this installation."""
        return self.keys.cipher
