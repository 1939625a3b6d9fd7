"""Long work: started, watched, cancelled, fetched; and briefs, which lead to it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, JSONResponse, StreamingResponse

from tradetalks.web.answers import Refusal
from tradetalks.web.bodies import AnyJob, BriefBody, ReportBody
from tradetalks.web.jobs import Produce, Tell
from tradetalks.web.longwork import title_of, work_of
from tradetalks.web.posted import opened
from tradetalks.web.replies import REFUSALS, Made, Read
from tradetalks.web.reporting import report_of
from tradetalks.web.service import caller, service_of

router = APIRouter(prefix="/api", tags=["jobs"], responses=REFUSALS)


@router.post("/brief", response_model=Read)
async def brief(body: BriefBody, request: Request) -> JSONResponse:
    """Reads a brief, with every problem by line; its scenarios come back as states would hold
    them."""
    service = service_of(request)
    work = partial(opened, body.text, service.worlds)
    return JSONResponse(await service.answer(request, work, client=body.client, slow=True))


@router.post("/jobs", status_code=202, response_model=Made)
async def start(body: AnyJob, request: Request) -> JSONResponse:
    """Queues long work: a best policy, a war, a frontier, a deal, or a sweep over one lever."""
    worlds = service_of(request).worlds
    named = partial(title_of, worlds, body)
    return await _queued(request, body.kind, named, body.client, partial(work_of, worlds, body))


@router.post("/report", status_code=202, response_model=Made)
async def report(body: ReportBody, request: Request) -> JSONResponse:
    """Queues a report; once done, `/api/jobs/{id}/download` is a zipped folder."""
    work = partial(report_of, service_of(request).worlds, body)
    title = "Report" + (f": {body.states[0].title}" if body.states else " of a brief")
    return await _queued(request, "report", lambda: title, body.client, work)


@router.get("/jobs")
async def every(request: Request) -> JSONResponse:
    """The jobs begun from the caller's address that are remembered, the latest first."""
    return JSONResponse(service_of(request).jobs.list(caller(request, None)[0]))


@router.get("/jobs/{name}")
async def one(request: Request, name: str) -> JSONResponse:
    """A job, with its result once it is done."""
    return JSONResponse(service_of(request).jobs.find(name).plain())


@router.delete("/jobs/{name}")
async def cancel(request: Request, name: str) -> JSONResponse:
    """Ends a job: at once if it waits, else at the next step of its search."""
    return JSONResponse(service_of(request).jobs.cancel(name).plain(whole=False))


@router.get("/jobs/{name}/download", response_class=FileResponse)
async def download(request: Request, name: str) -> FileResponse:
    """The file that a job has made."""
    produce = service_of(request).jobs.find(name).produce
    if produce is None or produce.file is None:
        raise Refusal(404, "not_found", "this job has made no file")
    named = str(produce.result["name"])
    return FileResponse(produce.file, media_type="application/zip", filename=named)


@router.get("/jobs/{name}/events", response_class=StreamingResponse)
async def events(request: Request, name: str) -> StreamingResponse:
    """Server-sent events: progress, then one of done, failed and cancelled."""
    jobs = service_of(request).jobs
    jobs.find(name)

    async def stream() -> AsyncIterator[str]:
        async for event, data in jobs.watch(name):
            yield _event(event, data) if event else ": still here\n\n"

    return StreamingResponse(stream(), media_type="text/event-stream")


async def _queued(
    request: Request,
    kind: str,
    title: Callable[[], str],
    client: str | None,
    check: Callable[[], Callable[[Tell], Produce]],
) -> JSONResponse:
    """Checks what is asked before it is queued, so that mistakes are told at once."""
    service = service_of(request)
    work = await service.answer(request, check, client=client, slow=True)
    return JSONResponse(
        {"id": service.jobs.add(kind, title(), caller(request, client), work).id}, 202
    )


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False, allow_nan=False)}\n\n"
