"""Writes the OpenAPI description from which the web client is generated."""

from __future__ import annotations

import json

from ankang.entrypoints.http.app import create_app


def openapi_text() -> str:
    """The description as stable JSON."""
    return json.dumps(create_app().openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
