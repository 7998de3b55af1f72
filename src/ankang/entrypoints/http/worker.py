"""What a web worker process loads: the application with this process's settings."""

from __future__ import annotations

from starlette.types import ASGIApp

from ankang.entrypoints.http.app import create_app
from ankang.entrypoints.http.proxies import behind_proxies
from ankang.entrypoints.wiring import runtime_for
from ankang.runtime.config import Config, config


def _served(settings: Config) -> ASGIApp:
    return behind_proxies(create_app(runtime_for(settings)), settings.proxies)


app = _served(config())
