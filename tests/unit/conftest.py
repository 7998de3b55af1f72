"""Unit tests that start servers of their own are run as root and as a user; see tests/support/someone.py."""

from support.someone import readable_binaries, someone

__all__ = ["readable_binaries", "someone"]
