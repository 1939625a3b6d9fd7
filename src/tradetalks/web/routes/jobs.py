"""Long work: started, watched, cancelled, fetched."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, StreamingResponse

from tradetalks.web.bodies import REFUSALS
from tradetalks.web.service import service_of

router = APIRouter(prefix="/api/jobs", tags=["jobs"], responses=REFUSALS)


@router.get("")
async def every(request: Request) -> JSONResponse:
    """All jobs that are remembered, the latest first."""
    return JSONResponse(service_of(request).jobs.list())


@router.get("/{name}")
async def one(request: Request, name: str) -> JSONResponse:
    """A job, with its result once it is done."""
    return JSONResponse(service_of(request).jobs.find(name).plain())


@router.delete("/{name}")
async def cancel(request: Request, name: str) -> JSONResponse:
    """Ends a job: at once if it waits, else at the next step of its search."""
    return JSONResponse(service_of(request).jobs.cancel(name).plain(whole=False))


@router.get("/{name}/events", response_class=StreamingResponse)
async def events(request: Request, name: str) -> StreamingResponse:
    """Server-sent events: progress, then one of done, failed and cancelled."""
    jobs = service_of(request).jobs
    jobs.find(name)

    async def stream() -> AsyncIterator[str]:
        async for event, data in jobs.watch(name):
            yield _event(event, data) if event else ": still here\n\n"

    return StreamingResponse(stream(), media_type="text/event-stream")


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False, allow_nan=False)}\n\n"
