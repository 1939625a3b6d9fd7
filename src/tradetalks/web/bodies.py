"""What is posted and what comes back, as models: the OpenAPI document is made of these."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema

from tradetalks.brief.fields import Item, refuse
from tradetalks.web.answers import ErrorBody
from tradetalks.web.state import EXAMPLE, MOST_LEVERS, State

LONGEST = 64


def _word(value: Any) -> str:
    if isinstance(value, str) and 0 < len(value) <= LONGEST and value.isprintable():
        return value
    raise refuse(f"{value!r:.60} cannot be used", f"up to {LONGEST} characters")


Word = Annotated[
    str,
    PlainValidator(_word),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LONGEST}),
]
Client = Annotated[Word | None, Field(description="who asks: any word the page made up once")]


class Body(Item):
    """A request; every mistake in it is told at once."""


class SolveBody(Body):
    """A state to solve.

    tables: names of the tables wanted, all that the page shows if null. country: looked at
    besides the parties. bands: whether to work out how sure the headline figures are. seq: counts
    the requests of a client; a newer one drops those of it that still wait.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"state": EXAMPLE, "client": "page-1", "seq": 1}]}
    )

    state: State
    bands: bool = False
    tables: tuple[Word, ...] | None = Field(default=None, max_length=MOST_LEVERS)
    country: Word | None = None
    client: Client = None
    seq: int | None = Field(default=None, ge=0, le=2**53)


class CompareBody(Body):
    """States to solve and set beside each other."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"states": [EXAMPLE, EXAMPLE]}]})

    states: tuple[State, ...] = Field(min_length=2, max_length=4)
    tables: tuple[Word, ...] | None = Field(default=None, max_length=MOST_LEVERS)
    client: Client = None


class Seconds(BaseModel):
    """How long the parts of an answer took."""

    solve: float
    tables: float


class ColumnModel(BaseModel):
    """A column: money is kept in USD million, changes in per cent; `unit` is what people read."""

    name: str
    label: str
    unit: str
    kind: Literal["text", "flag", "number", "percent", "change", "money", "money_change"]
    digits: int


class TableModel(BaseModel):
    """A table as in a report; null where there is no figure."""

    title: str
    note: str
    columns: list[ColumnModel]
    rows: list[list[Any]]


class Solved(BaseModel):
    """A solved state. A solve that failed is told by name, without tables."""

    converged: bool
    status: str
    message: str
    residual: float | None
    key: str
    seq: int | None
    sentence: str
    stamp: str
    tables: dict[str, TableModel]
    tokens: dict[str, Any]
    bands: TableModel | None
    seconds: Seconds


class Compared(BaseModel):
    """Solved states, in the order asked."""

    scenarios: list[Solved]


#: Every way in which an answer may be refused.
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorBody, "description": meaning}
    for status, meaning in {
        401: "a token is wanted",
        403: "another site's page asks",
        404: "there is no such thing",
        405: "not with this method",
        409: "newer settings of the same client have taken its place",
        413: "larger than a request may be",
        415: "not JSON",
        421: "the server does not go by this name",
        422: "the input cannot be used; every problem is listed",
        429: "too much is waiting",
        500: "a fault of the program",
        503: "no answer in time",
    }.items()
}
