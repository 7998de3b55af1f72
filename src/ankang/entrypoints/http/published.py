"""What verifiers fetch without signing in: the published files, and the centre's time.

The files need neither database nor session, so that they are served while everything else is down (SPEC L1); any web
server or mirror may serve the same folder in our place.
"""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from pydantic import Field
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ankang.codes.service import folder_name, signed_time
from ankang.core.credential.manifest import MANIFEST_NAME, Family
from ankang.runtime.answers import Body
from ankang.runtime.context import Runtime

published = APIRouter(tags=["codes"])


class TimeRequest(Body):
    """A nonce that the verifier drew for this question."""

    nonce: str = Field(pattern=r"^[0-9a-f]{32}$", description="16 random bytes in hexadecimal")


class _PublishedFiles(StaticFiles):
    """The manifest is asked for again each time and answered 304 when it is the same; the rest never changes."""

    async def check_config(self) -> None:
        """Nothing to check: before the first publication there is no folder, and its files are not found."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        is_manifest = path == MANIFEST_NAME
        response.headers["Cache-Control"] = "no-cache" if is_manifest else "public, max-age=31536000, immutable"
        if path.endswith((".cose", ".cwt")):
            response.headers["Content-Type"] = (
                "application/statuslist+cwt" if path.endswith(".cwt") else "application/cose"
            )
        return response


@published.post("/api/v1/codes/time", response_class=Response)
async def get_time(request: Request, body: TimeRequest) -> Response:
    """The centre's time, signed over the nonce; public, and answered without the database."""
    runtime: Runtime = request.app.state.runtime
    answer = signed_time(runtime.config, runtime.keys, bytes.fromhex(body.nonce), runtime.clock.now())
    return Response(answer, media_type="application/cose")


def install_published(app: FastAPI, runtime: Runtime) -> None:
    """Serve the public family's folder under `/published/days/`."""
    name = folder_name(Family.DAYS)
    folder = runtime.config.published / name
    app.mount(f"/published/{name}", _PublishedFiles(directory=folder, check_dir=False), name="published")
