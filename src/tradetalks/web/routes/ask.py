"""Quick questions: which lever matters most, how far one must move, what an offer is worth."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from tradetalks.web.agendas import agenda_for
from tradetalks.web.asking import ask, judged, plain_question
from tradetalks.web.bodies import DealBody, RankBody, SayBody, SeekBody
from tradetalks.web.replies import REFUSALS, Answered, Judged, Said
from tradetalks.web.said import said
from tradetalks.web.service import Service, service_of

router = APIRouter(prefix="/api", tags=["questions"], responses=REFUSALS)


@router.post("/rank", response_model=Answered)
async def rank(body: RankBody, request: Request) -> JSONResponse:
    """The levers that move an outcome most, by the exact derivative."""
    return await _asked(body, request)


@router.post("/seek", response_model=Answered)
async def seek(body: SeekBody, request: Request) -> JSONResponse:
    """The value of a lever at which an outcome reaches a target."""
    return await _asked(body, request)


@router.post("/deal", response_model=Judged)
async def deal(body: DealBody, request: Request) -> JSONResponse:
    """What an offer is worth to both sides, and what each should ask for next."""
    service = service_of(request)
    return JSONResponse(
        await service.answer(
            request, partial(_judged, service, body), client=body.client, slow=True
        )
    )


@router.post("/say", response_model=Said)
async def say(body: SayBody, request: Request) -> JSONResponse:
    """The state in Python, for the shell, as a brief, and as a link."""
    service = service_of(request)
    work = partial(said, service.worlds, body.state)
    return JSONResponse(await service.answer(request, work, client=body.client, slow=True))


async def _asked(body: RankBody | SeekBody, request: Request) -> JSONResponse:
    service = service_of(request)
    question = plain_question(body.question)
    work = partial(ask, service.worlds, body.state, question)
    return JSONResponse(await service.answer(request, work, client=body.client, slow=True))


def _judged(service: Service, body: DealBody) -> dict[str, Any]:
    base = service.worlds.baseline(body.state.baseline, body.state.elasticities)
    agenda = agenda_for(body.state, base, body.brief, body.disagreement)
    return judged(service.worlds, body.state, agenda, body.issues)
