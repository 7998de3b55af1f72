"""API tests get the whole application; see tests/support/application.py."""

from support.application import config, demonstration, keys, world

__all__ = ["config", "demonstration", "keys", "world"]
