"""What the embedded server refuses, in words for the operator."""

from __future__ import annotations


class PostgresError(Exception):
    """The embedded server cannot be used; the message says why and what to do. `zh`: in Chinese, where it is said."""

    def __init__(self, message: str, zh: str = "") -> None:
        super().__init__(message)
        self.zh = zh
