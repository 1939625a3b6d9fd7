"""Solving what the page shows: one state, or several side by side."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from tradetalks.web.bodies import CompareBody, SolveBody
from tradetalks.web.replies import REFUSALS, Compared, Solved
from tradetalks.web.service import service_of
from tradetalks.web.solving import solved
from tradetalks.web.worlds import FarAway

router = APIRouter(prefix="/api", tags=["solve"], responses=REFUSALS)


@router.post("/solve", response_model=Solved)
async def solve(body: SolveBody, request: Request) -> JSONResponse:
    """The world under the levers of a state: the sentence, the tables, how well it was solved."""
    service = service_of(request)
    work = partial(
        solved,
        service.worlds,
        body.state,
        tables=body.tables,
        country=body.country,
        seq=body.seq,
        bands=body.bands,
    )
    if body.bands:
        return JSONResponse(await service.answer(request, work, client=body.client, slow=True))
    try:
        near = partial(work, far=False)
        answer = await service.answer(request, near, client=body.client, order=body.seq)
    except FarAway:
        answer = await service.answer(request, work, client=body.client, order=body.seq, slow=True)
    return JSONResponse(answer)


@router.post("/compare", response_model=Compared)
async def compare(body: CompareBody, request: Request) -> JSONResponse:
    """Up to four states, each solved from its own world."""
    service = service_of(request)
    found = [
        await service.answer(
            request,
            partial(solved, service.worlds, state, tables=body.tables, at=f"states[{k}]"),
            client=body.client,
            slow=True,
        )
        for k, state in enumerate(body.states, start=1)
    ]
    return JSONResponse({"scenarios": found})
