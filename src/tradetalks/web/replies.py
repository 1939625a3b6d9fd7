"""What comes back, as models: for the OpenAPI document, and for those who build on it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from tradetalks.web.answers import ErrorBody


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
    """A solved state. A solve that failed is told by name (`status`), without tables.

    message: what happened and, after a failure, what to try, as Python says it; reason: the same
    without advice, for those who call the settings otherwise.
    """

    converged: bool
    status: str
    message: str
    reason: str
    residual: float | None
    key: str
    seq: int | None
    sentence: str
    stamp: str
    tables: dict[str, TableModel]
    missing: dict[str, str]
    tokens: dict[str, Any]
    bands: TableModel | None
    seconds: Seconds


class Compared(BaseModel):
    """Solved states, in the order asked."""

    scenarios: list[Solved]


class Said(BaseModel):
    """Texts that run to the same numbers: a program, a line for the shell, a brief, a link."""

    python: str
    shell: str
    brief: str
    link: str


class Answered(BaseModel):
    """A question's answer: what it came to in a sentence, how sure that is, figures and charts.

    levers: settings that a state can take over, each a list of levers. stamp: version, data and
    settings, for files that are made of it.
    """

    sentence: str
    reached: bool
    certificate: str
    tables: dict[str, TableModel]
    charts: list[dict[str, Any]]
    levers: list[list[dict[str, Any]]]
    stamp: str


class Judged(BaseModel):
    """An offer judged, in USD billion over disagreement.

    sides: party, gain, accepts, could_gain (at no loss to the others). asks: what each should ask
    for next, by exact derivatives. distance: how much more all could gain at once.
    """

    numbers: dict[str, float]
    sides: list[dict[str, Any]]
    asks: list[dict[str, Any]]
    distance: float | None
    converged: bool
    message: str


class Preset(BaseModel):
    """A scenario of a brief as a state would hold it."""

    brief: str
    brief_title: str
    id: str
    title: str
    subject: str | None
    description: str | None
    parties: list[str]
    levers: list[dict[str, Any]]
    state: dict[str, Any]


class Read(BaseModel):
    """A brief that can be used: its scenarios, and the state they start from."""

    title: str
    parties: list[str]
    state: dict[str, Any]
    scenarios: list[Preset]


class Made(BaseModel):
    """A job that has been queued."""

    id: str


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
