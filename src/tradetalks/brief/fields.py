"""The kinds of value a brief holds, and what documents of an interface say of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, PlainValidator, StrictBool, WithJsonSchema

from tradetalks.brief import values

Unit = Literal[
    "USD billion",
    "USD million",
    "per cent",
    "fraction",
    "rank",
    "persons",
    "petitions",
    "barrels per day",
]
UNITS: tuple[str, ...] = get_args(Unit)
# unit -> (power of money, size in USD million or as a fraction); other units have no measure.
MEASURABLE: dict[str, tuple[int, float]] = {
    "USD billion": (1, 1e3),
    "USD million": (1, 1.0),
    "per cent": (0, 0.01),
    "fraction": (0, 1.0),
    "rank": (0, 1.0),
    "persons": (0, 1.0),
}


class Item(BaseModel):
    """One table of a brief: frozen, and strict about keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


Span = float | tuple[float, float]
_WORDS = {"type": "string", "pattern": r"\S"}
_NUMBER = {"type": "number"}
_SPAN = {"anyOf": [_NUMBER, {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2}]}


def _told(schema: dict[str, Any], meaning: str, **limits: float) -> WithJsonSchema:
    """What documents of an interface say of a kind of value: its shape, unit and limits."""
    return WithJsonSchema({**schema, "description": meaning, **limits})


Text = Annotated[str, PlainValidator(values.text), _told(_WORDS, "text")]
Identifier = Annotated[
    str,
    PlainValidator(values.identifier),
    _told({"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}, "letters, digits, - and _"),
]
Selector = Annotated[
    str | tuple[str, ...],
    PlainValidator(values.selector),
    _told(
        {"anyOf": [_WORDS, {"type": "array", "items": _WORDS, "minItems": 1}]},
        "labels, groups or ISIC codes: one, or a list of them",
    ),
]
Number = Annotated[float, PlainValidator(values.number), _told(_NUMBER, "a number")]
Amount = Annotated[
    Span, PlainValidator(values.amount), _told(_SPAN, "USD million a year, or persons who move")
]
Rate = Annotated[
    Span, PlainValidator(values.rate), _told(_SPAN, "a fraction: 0.25 is 25 per cent, or points")
]
Promise = Annotated[
    Span, PlainValidator(values.promise), _told(_SPAN, "USD million a year, zero or more")
]
Part = Annotated[
    float, PlainValidator(values.part), _told(_NUMBER, "a fraction", minimum=0, maximum=1)
]
Weight = Annotated[float, PlainValidator(values.weight), _told(_NUMBER, "a weight", minimum=0)]
Power = Annotated[
    float, PlainValidator(values.power), _told(_NUMBER, "bargaining power", exclusiveMinimum=0)
]
Bounds = Annotated[
    tuple[float, float],
    PlainValidator(values.bounds),
    _told(_SPAN["anyOf"][1], "lowest and highest rate, fractions"),
]
Points = Annotated[
    int,
    PlainValidator(values.points),
    _told({"type": "integer"}, "how many points", minimum=3, maximum=201),
]
Efficiency = Annotated[
    float,
    PlainValidator(values.efficiency),
    _told(_NUMBER, "of a mover, in workers of the residence", exclusiveMinimum=0),
]
Inside = Annotated[
    Span | Literal["free"],
    PlainValidator(values.inside),
    _told({"anyOf": [{"const": "free"}, *_SPAN["anyOf"]]}, "free, or times the tariffs in force"),
]
Multiple = Annotated[
    Span, PlainValidator(values.not_negative), _told(_SPAN, "times the rate in force, zero or more")
]
CostFactor = Annotated[
    Span, PlainValidator(values.above_zero), _told(_SPAN, "times the cost of trading, above zero")
]
Target = Annotated[
    str | float,
    PlainValidator(values.target),
    _told(
        {"anyOf": [{"type": "string"}, _NUMBER]},
        "half, zero, double, 0.5x (of the baseline), USD million, or per cent for a change",
    ),
]
Count = Annotated[
    int,
    PlainValidator(values.count),
    _told({"type": "integer"}, "how many", minimum=1, maximum=1000),
]
LabourSupply = Annotated[
    float,
    PlainValidator(values.elasticity),
    _told(_NUMBER, "elasticity of work in the real wage; 0 keeps it fixed", minimum=0, maximum=10),
]
Scale = Annotated[
    float | dict[str, float],
    PlainValidator(values.scale),
    _told(
        {"anyOf": [_NUMBER, {"type": "object", "additionalProperties": _NUMBER}]},
        "scale elasticity, zero or more: one number, or by sector",
    ),
]
Day = Annotated[date, PlainValidator(values.day), _told({"type": "string"}, "a date")]
Window = Annotated[
    tuple[date, date],
    PlainValidator(values.window),
    _told({"type": "array"}, "first and last day"),
]
YesNo = StrictBool
