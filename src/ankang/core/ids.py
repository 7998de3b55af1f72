"""Opaque identifiers. They name, they never mean: no number, name or region can be read from one."""

from __future__ import annotations

from typing import NewType
from uuid import UUID

PersonId = NewType("PersonId", UUID)
FactId = NewType("FactId", UUID)
SiteId = NewType("SiteId", UUID)
CompoundId = NewType("CompoundId", UUID)
ApplicationId = NewType("ApplicationId", UUID)
