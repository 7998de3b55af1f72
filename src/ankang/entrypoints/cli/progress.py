"""The progress of long work: a bar on a terminal, a line now and then in a log."""

from __future__ import annotations

import sys
from types import TracebackType

import click

_LINES_IN_A_LOG = 10


class Bar:
    """Counts up to `length`. Where nobody watches, a full bar would be one long line of control characters."""

    def __init__(self, label: str, length: int) -> None:
        self._label = label
        self._length = max(1, length)
        self._done = 0
        self._said = 0
        self._bar = click.progressbar(length=self._length, label=label) if sys.stderr.isatty() else None

    def __enter__(self) -> Bar:
        if self._bar is not None:
            self._bar.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.__exit__(kind, error, trace)

    def add(self, done: int) -> None:
        """So many more are done."""
        self._done += done
        if self._bar is not None:
            self._bar.update(done)
            return
        part = self._done * _LINES_IN_A_LOG // self._length
        if part > self._said:
            self._said = part
            click.echo(f"{self._label}  {min(self._done, self._length):,} / {self._length:,}", err=True)
