"""Properties have no deadline: how long an example takes on a busy machine says nothing about what it shows."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
