"""What a sweep's file holds, the amounts of its levers apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar, get_args

from pydantic import Field, PlainValidator, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from tradetalks.brief.fields import (
    Identifier,
    Item,
    LabourSupply,
    Scale,
    Text,
)
from tradetalks.brief.schema import Deficits, Revenue
from tradetalks.brief.values import number, refuse
from tradetalks.errors import nearest
from tradetalks.uncertainty.sweep.design import Method
from tradetalks.uncertainty.sweep.kept import BY_FLOW, KEEPABLE, USUAL, USUAL_FLOWS
from tradetalks.uncertainty.sweep.plan import CHUNK

Kind = TypeVar("Kind")


def one_or_more(kind: Any) -> Any:
    """One value, or a list of different ones; kept as a tuple."""
    one = TypeAdapter(kind)

    def read(value: Any) -> tuple[Any, ...]:
        given = value if isinstance(value, list | tuple) else [value]
        if not given:
            raise refuse("is empty", "at least one value")
        try:
            found = tuple(one.validate_python(v) for v in given)
        except ValidationError as error:
            detail = error.errors(include_url=False)[0]
            context = detail.get("ctx", {})
            if detail["type"] == "brief":
                raise refuse(context["what"], context["allowed"], context["remedy"]) from None
            raise refuse(f"{detail['input']!r} cannot be used ({detail['msg']})") from None
        _all_different(found)
        return found

    return PlainValidator(read)


def _all_different(values: Sequence[Any]) -> None:
    twice = [v for k, v in enumerate(values) if v in values[:k]]
    if twice:
        raise refuse(f"{twice[0]!r} is given twice", "different values")


def _word(choices: tuple[str, ...], what: str) -> Any:
    def read(value: Any) -> str:
        if isinstance(value, str) and value in choices:
            return value
        raise _unknown(value, choices, what)

    return PlainValidator(read)


def _unknown(value: Any, choices: Sequence[str], what: str) -> PydanticCustomError:
    close = nearest(str(value), choices)
    remedy = f"did you mean {close}?" if close else ""
    return refuse(f"{value!r} is not {what}", ", ".join(choices), remedy)


def _whole(low: int, high: int, what: str) -> Any:
    def read(value: Any) -> int:
        plain = isinstance(value, int) and not isinstance(value, bool)
        if plain and low <= value <= high:
            return int(value)
        raise refuse(f"{value!r} is no {what}", f"a whole number from {low} to {high:,}")

    return PlainValidator(read)


def _tol(value: Any) -> float:
    tol = number(value)
    if not 1e-13 <= tol <= 1e-2:
        raise refuse(f"{tol:g} cannot be used", "1e-13 to 1e-2", "the default is 1e-10")
    return tol


def _flows(value: Any) -> tuple[str, ...]:
    if isinstance(value, bool):
        return USUAL_FLOWS if value else ()
    found: tuple[str, ...] = TypeAdapter(
        Annotated[tuple[str, ...], one_or_more(FlowName)]
    ).validate_python(value)
    return found


Words = Annotated[tuple[str, ...], one_or_more(Text)]
Count = Annotated[int, _whole(1, 100_000, "number of draws")]
HowMany = Annotated[int, _whole(1, 1_000_000_000, "number of points")]
Seed = Annotated[int, _whole(0, 2**32 - 1, "seed")]
How = Annotated[Method, _word(get_args(Method), "a way to draw")]
DeficitsWord = Annotated[Deficits, _word(get_args(Deficits), "a closure")]
RevenueWord = Annotated[Revenue, _word(get_args(Revenue), "a use of revenue")]
OutcomeName = Annotated[str, _word(KEEPABLE, "an outcome")]
FlowName = Annotated[str, _word(BY_FLOW, "kept by flow")]


class Random(Item):
    """How amounts between `low` and `high` are drawn: so many points, by a method, from a seed."""

    points: HowMany
    method: How = "sobol"
    seed: Seed = 0


class DrawsTable(Item):
    """Draws of the trade elasticities besides those in use; each scenario is solved under all."""

    count: Count
    method: How = "sobol"
    seed: Seed = 0


class Listed(Item):
    """One of several sets of levers; the sweep goes through them all."""

    id: Identifier
    title: Text | None = None
    source: Text | None = None
    description: Text | None = None
    levers: tuple[dict[str, Any], ...] = Field(default=(), alias="lever")


class Grid(Item):
    """A sweep's file. Where a value may be a list, the sweep goes through it."""

    title: Text
    baseline: Words = ("world-2022",)
    elasticities: Words | None = None
    deficits: Annotated[tuple[Deficits, ...], one_or_more(DeficitsWord)] = ("fixed",)
    labour_supply: Annotated[tuple[float, ...], one_or_more(LabourSupply)] = (0.0,)
    revenue: Annotated[tuple[Revenue, ...], one_or_more(RevenueWord)] = ("lump_sum",)
    scale_elasticity: Annotated[tuple[Any, ...], one_or_more(Scale)] = (0.0,)
    tol: Annotated[float, PlainValidator(_tol)] = 1e-10
    outcomes: Annotated[tuple[str, ...], one_or_more(OutcomeName)] = USUAL
    flows: Annotated[tuple[str, ...], PlainValidator(_flows)] = ()
    chunk: Annotated[int, _whole(1, 16_384, "size of a chunk")] = CHUNK
    random: Random | None = None
    draws: DrawsTable | None = None
    levers: tuple[dict[str, Any], ...] = Field(default=(), alias="lever")
    scenarios: tuple[Listed, ...] = Field(default=(), alias="scenario")
