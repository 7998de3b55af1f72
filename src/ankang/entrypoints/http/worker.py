"""What a web worker process loads: the application with this process's settings."""

from __future__ import annotations

from ankang.entrypoints.http.app import create_app
from ankang.entrypoints.wiring import runtime_for
from ankang.runtime.config import config

app = create_app(runtime_for(config()))
