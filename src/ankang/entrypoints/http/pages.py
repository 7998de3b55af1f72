"""The built web apps as files: hashed assets for ever, pages and service workers always asked again."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_APPS = ("resident", "staff", "console")


class _AppFiles(StaticFiles):
    """One app's files; an unknown path is the app's page, since routing happens in the browser."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        hashed = "assets/" in path
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        return response


class _StartFiles(_AppFiles):
    """What no route and no app answers: the start page and its files; nothing under the API."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if scope["path"].startswith("/api/"):
            raise HTTPException(404)
        return await super().get_response(path, scope)


def install_pages(app: FastAPI, web: Path) -> None:
    """Serve the apps under their own scopes and the start page at `/`."""

    @app.get("/s/{posted_code}", include_in_schema=False)
    async def open_posted_code(posted_code: str) -> RedirectResponse:
        """What a site's posted QR links to, so that any scanner opens the right page (SPEC E6)."""
        return RedirectResponse(f"/resident/#/arrive/{posted_code}", status_code=302)

    for name in _APPS:
        if (web / name).is_dir():
            app.mount(f"/{name}", _AppFiles(directory=web / name, html=True), name=name)
    if (web / "start").is_dir():
        # Not mounted at "/": a mount goes before a route that lacks only the method, and would hide its 405.
        app.router.default = _StartFiles(directory=web / "start", html=True)
    else:

        @app.get("/", include_in_schema=False)
        async def no_pages() -> FileResponse:
            """The web apps are not built; the API works."""
            return FileResponse(Path(__file__).with_name("no-pages.html"))
