"""What there is before anything is moved: worlds, their labels, what two countries have between
them, and the charts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse

from tradetalks import __version__
from tradetalks.report.charts.live import live_charts
from tradetalks.report.geography import BORDERS_NOTE, points, shapes
from tradetalks.report.palette import LIGHT
from tradetalks.web.present import described, pair_of, parties_of
from tradetalks.web.replies import REFUSALS
from tradetalks.web.service import Service, service_of

router = APIRouter(prefix="/api", tags=["world"], responses=REFUSALS)

Name = Annotated[
    str | None,
    Query(max_length=200, description="a world by name; the one it opens with if left out"),
]
Country = Annotated[
    str, Query(max_length=200, description="a country by its code", examples=["USA"])
]


@router.get("/status")
async def status(request: Request) -> dict[str, Any]:
    """Whether answers come at once, how far the start has come, and how many wait."""
    service = service_of(request)
    return {
        "version": __version__,
        "ready": service.ready,
        "progress": service.progress,
        "waiting": len(service.desk),
        "baseline": service.worlds.opened,
    }


@router.get("/baselines")
async def list_baselines(request: Request) -> JSONResponse:
    """The worlds that states can be about."""
    service = service_of(request)

    def work() -> list[dict[str, Any]]:
        return [_sized(service, name) for name in service.worlds.names]

    return JSONResponse(await service.answer(request, work))


@router.get("/baseline")
async def baseline(request: Request, name: Name = None) -> JSONResponse:
    """Countries, sectors, groups, closures, sets of elasticities, and the shipped scenarios."""
    service = service_of(request)
    worlds, known = service.worlds, _known(service, name)
    return JSONResponse(await service.answer(request, lambda: described(worlds, known)))


@router.get("/pair")
async def pair(request: Request, a: Country, b: Country, name: Name = None) -> JSONResponse:
    """What is in force between two countries: tariffs, trade, people, and reported facts."""
    service = service_of(request)
    return JSONResponse(
        await service.answer(
            request, lambda: pair_of(service.worlds.baseline(_known(service, name)), a, b)
        )
    )


@router.get("/charts")
async def charts(request: Request, a: Country, b: Country, name: Name = None) -> JSONResponse:
    """Chart specifications (Vega-Lite with tokens), by the code that draws the report's."""
    service = service_of(request)

    def work() -> dict[str, Any]:
        base = service.worlds.baseline(_known(service, name))
        return {
            "charts": [asdict(chart) for chart in live_charts(parties_of(base, (a, b)))],
            "shapes": shapes(base),
            "points": points(base),
            "borders": BORDERS_NOTE,
            "light": LIGHT,
        }

    return JSONResponse(await service.answer(request, work))


def _known(service: Service, name: str | None) -> str:
    return name or service.worlds.opened


def _sized(service: Service, name: str) -> dict[str, Any]:
    base = service.worlds.baseline(name)
    return {
        "name": name,
        "title": base.title,
        "countries": len(base.countries),
        "sectors": len(base.sectors),
        "year": int(base["trade"].attrs.get("year", 0)) or None,
    }
