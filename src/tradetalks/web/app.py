"""`create_app`: the server, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from tradetalks import __version__
from tradetalks.errors import InputError, NotConvergedError, Problem
from tradetalks.web.answers import Code, Refusal, bad_input, error, refused
from tradetalks.web.guard import Guard
from tradetalks.web.reading import body_problems
from tradetalks.web.routes import ask, jobs, page, solve, world
from tradetalks.web.service import Service
from tradetalks.web.settings import Settings
from tradetalks.web.warming import Progress

ABOUT = """
What the page asks, for programs. Money is in USD million and changes are in per cent (`1.0` is
one per cent); rates of levers are fractions. A STATE is what the page shows, whole: a world, what
adjusts in it, the parties, and levers written as in a brief. Every error has the same shape, and
lists every problem of the input at once. Long work is a job: it is queued, told of as it goes, and
kept by id.
"""
PARTS = (world, solve, ask, jobs, page)
CODES: dict[int, Code] = {401: "unauthorised", 404: "not_found", 405: "method_not_allowed"}


def create_app(settings: Settings | None = None, tell: Progress | None = None) -> FastAPI:
    """The server as an ASGI application. tell: called as programs are compiled at the start."""
    chosen = settings or Settings()
    service = Service(chosen, tell)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service.begin()
        yield
        await service.end()

    app = FastAPI(
        title="tradetalks",
        summary="What a deal between nations is worth, before the call is made",
        description=ABOUT,
        version=__version__,
        lifespan=lifespan,
        docs_url=None,  # its scripts would come from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.service = service
    for part in PARTS:
        app.include_router(part.router)
    app.add_middleware(Guard, settings=chosen)
    app.add_exception_handler(Refusal, _refusal)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(InputError, _input)
    app.add_exception_handler(NotConvergedError, _not_converged)
    return app


async def _refusal(_: Request, found: Exception) -> JSONResponse:
    assert isinstance(found, Refusal)
    return refused(found)


async def _http(request: Request, found: Exception) -> JSONResponse:
    assert isinstance(found, HTTPException)
    if found.status_code == 400:  # what is no text at all
        return bad_input([Problem("body", "cannot be read", "a JSON object")])
    code = CODES.get(found.status_code, "bad_input")
    headers = dict(found.headers) if found.headers else {}
    if found.status_code == 405:
        headers["Allow"] = ", ".join(_allowed(request))
    return error(found.status_code, code, str(found.detail), headers=headers)


def _allowed(request: Request) -> list[str]:
    """Every method that an address takes; routes apart know of their own only."""
    path = request.url.path
    found = [
        method
        for part in PARTS
        for route in part.router.routes
        if isinstance(route, APIRoute) and route.path_regex.match(path)
        for method in route.methods or ()
    ]
    return sorted(set(found))


async def _invalid(request: Request, found: Exception) -> JSONResponse:
    assert isinstance(found, RequestValidationError)
    field = getattr(request.scope.get("route"), "body_field", None)
    root: Any = field.field_info.annotation if field is not None else None
    worlds = request.app.state.service.worlds
    return bad_input(body_problems(found.errors(), root, found.body, worlds))


async def _input(_: Request, found: Exception) -> JSONResponse:
    assert isinstance(found, InputError)
    return bad_input(found.problems)


async def _not_converged(_: Request, found: Exception) -> JSONResponse:
    return error(422, "not_converged", str(found))
