"""A demonstration shows passwords in clear, so it is never started where others could reach it."""

from __future__ import annotations

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.runtime.config import Config


def check_demonstration_stays_here(config: Config) -> None:
    """Raise unless the server that is to show a demonstration is reached from this machine only."""
    if not config.serves_this_machine_only:
        raise RefusedError(
            RefusalKind.FORBIDDEN,
            "demonstration_not_public",
            Words(
                f"演示只能在本机（127.0.0.1）使用，现在的地址是 {config.host!r}，请去掉 ANKANG_HOST 再启动。",
                f"A demonstration is served on 127.0.0.1 only, got {config.host!r}; unset ANKANG_HOST and start again.",
            ),
        )
