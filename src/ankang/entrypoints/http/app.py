"""The application: every capability's routes, problem answers, security headers and the built web apps."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from ankang.applications.routes import applications
from ankang.areas.routes import areas
from ankang.assessments.routes import assessments
from ankang.checkins.routes import checkins
from ankang.checkpoints.routes import checkpoints
from ankang.codes.routes import codes
from ankang.console.routes import console
from ankang.entrypoints.http.described import describe_problems
from ankang.entrypoints.http.floods import Floods
from ankang.entrypoints.http.headers import Headers
from ankang.entrypoints.http.pages import install_pages
from ankang.entrypoints.http.problems import install_problems
from ankang.entrypoints.http.published import install_published, published
from ankang.entrypoints.http.system import system
from ankang.entrypoints.http.unexpected import UnexpectedErrors
from ankang.identity.routes import identity
from ankang.identity.service import authenticate
from ankang.notices.routes import notices
from ankang.runtime.context import Runtime
from ankang.runtime.lane import Lanes
from ankang.runtime.load import Loads
from ankang.runtime.signals import Signals


def create_app(runtime: Runtime | None = None) -> FastAPI:
    """The application for one process; without a runtime it only describes itself (OpenAPI)."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await app.state.signals.close()
        await app.state.lanes.close()
        await app.state.runtime.engine.dispose()

    app = FastAPI(title="Ankang Code 安康码", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None)
    below = (system, identity, areas, assessments, applications, codes, published)
    for part in (*below, checkins, checkpoints, notices, console):
        app.include_router(part)
    install_problems(app)
    describe_problems(app)
    if runtime is not None:
        app.state.runtime = runtime
        app.state.authenticate = authenticate
        app.state.lanes = Lanes(runtime)
        app.state.loads = Loads()
        app.state.signals = Signals(runtime.engine.url)
        install_published(app, runtime)
        install_pages(app, runtime.config.web)
        app.add_middleware(UnexpectedErrors)
        app.add_middleware(Floods, clock=runtime.clock)
        app.add_middleware(Headers, clock=runtime.clock)
    return app
