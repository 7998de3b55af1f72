"""Who sent a request that a reverse proxy handed on. Limits by address rest on it (SPEC L10)."""

from __future__ import annotations

from granian.utils.proxies import wrap_asgi_with_proxy_headers
from starlette.types import ASGIApp


def behind_proxies(app: ASGIApp, proxies: tuple[str, ...]) -> ASGIApp:
    """The application, told by `X-Forwarded-For` who asks, where one of these addresses or networks hands a request on.

    Without it everybody behind a proxy is one sender. A header that comes from anywhere else is not believed: whoever
    writes it would choose an address for each try.
    """
    if not proxies:
        return app
    wrapped: ASGIApp = wrap_asgi_with_proxy_headers(app, list(proxies))
    return wrapped
