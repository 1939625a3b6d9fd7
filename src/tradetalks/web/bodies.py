"""What is posted and what comes back, as models: the OpenAPI document is made of these."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, PlainValidator, WithJsonSchema

from tradetalks.brief.fields import Bounds, Identifier, Item, Number, Selector, Text
from tradetalks.brief.questions import RankQuestion, SeekQuestion
from tradetalks.brief.questions.talks import Grain, Own
from tradetalks.brief.values import refuse
from tradetalks.web.state import EXAMPLE, MOST_LEVERS, NOW, State

LONGEST = 64
LONGEST_BRIEF = 300_000
SEEK: dict[str, Any] = {
    "outcome": "balance",
    "country": "USA",
    "partner": "IND",
    "sectors": "goods",
    "target": "half",
    "lever": [
        {
            "kind": "tariff",
            "importer": "USA",
            "exporter": "IND",
            "sectors": "goods",
            "add": [0.0, 0.5],
        }
    ],
}


#: Both sides' tariffs, which a bargain may move.
LEVERED: dict[str, Any] = {
    **EXAMPLE,
    "title": "Lower tariffs on both sides",
    "levers": [
        {"kind": "tariff", "importer": a, "exporter": b, "sectors": "goods", "factor": 0.5}
        for a, b in (("USA", "IND"), ("IND", "USA"))
    ],
}
BRIEF = """\
title = "25 points on Indian goods"
summary = "A brief of one scenario."
party = [{country = "USA", name = "United States"}, {country = "IND", name = "India"}]

[[scenario]]
id = "tariff"
title = "25 points"
source = "an example"
lever = [{kind = "tariff", importer = "USA", exporter = "IND", sectors = "goods", add = 0.25}]
"""


def _example(**body: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [body]})


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

    model_config = _example(state=EXAMPLE, client="page-1", seq=1)

    state: State
    bands: bool = False
    tables: tuple[Word, ...] | None = Field(default=None, max_length=MOST_LEVERS)
    country: Word | None = None
    client: Client = None
    seq: int | None = Field(default=None, ge=0, le=2**53)


class CompareBody(Body):
    """States to solve and set beside each other."""

    model_config = _example(states=[EXAMPLE, EXAMPLE])

    states: tuple[State, ...] = Field(min_length=2, max_length=4)
    tables: tuple[Word, ...] | None = Field(default=None, max_length=MOST_LEVERS)
    client: Client = None


class Rank(RankQuestion):
    """Which levers move an outcome most? Keys as in a brief's question of kind `rank`."""

    kind: Literal["rank"] = "rank"
    id: Identifier = "page"
    title: Text = "As asked on the page"
    source: Text = "asked on the live page"
    scenario: Identifier | None = NOW


class Seek(SeekQuestion):
    """Which value of one lever brings an outcome to a target? Keys as in a brief's question of
    kind `seek`; the lever gives a range."""

    kind: Literal["seek"] = "seek"
    id: Identifier = "page"
    title: Text = "As asked on the page"
    source: Text = "asked on the live page"
    scenario: Identifier | None = NOW


class RankBody(Body):
    """A ranking in the world of a state, with its levers in force."""

    model_config = _example(state=EXAMPLE, question={"outcome": "real_income", "country": "IND"})

    state: State
    question: Rank
    client: Client = None


class SeekBody(Body):
    """A search in the world of a state, with its levers in force."""

    model_config = _example(state={**EXAMPLE, "levers": []}, question=SEEK)

    state: State
    question: Seek
    client: Client = None


class SayBody(Body):
    """A state to be said in other words."""

    model_config = _example(state=EXAMPLE)

    state: State
    client: Client = None


class BriefBody(Body):
    """A brief as TOML text; it may name worlds of this server, and no files."""

    model_config = _example(text=BRIEF)

    text: str = Field(max_length=LONGEST_BRIEF)
    client: Client = None


class JobBody(Body):
    """What every job is asked with."""

    state: State
    client: Client = None


class RatesBody(JobBody):
    """Rates that governments choose: all goods and one rate for everything if left out."""

    by: tuple[Grain, ...] = ()
    among: tuple[Own, ...] = ("tariff",)
    sectors: Selector | None = None
    bounds: Bounds | None = None


class OptimalBody(RatesBody):
    """The rates that serve one country best, the state's levers in force; on the other parties
    if `partners` is left out."""

    model_config = _example(kind="optimal", state=EXAMPLE, country="USA")

    kind: Literal["optimal"]
    country: Word | None = None
    partners: Selector | None = None


class WarBody(RatesBody):
    """Where a trade war of the parties ends."""

    model_config = _example(kind="war", state={**EXAMPLE, "levers": []})

    kind: Literal["war"]


class AgendaBody(JobBody):
    """The deal both sides would sign, or the frontier of all efficient packages.

    brief: a shipped one whose agenda it is about. disagreement: what they compare with.
    """

    model_config = _example(kind="deal", state=LEVERED)

    kind: Literal["deal", "frontier"]
    brief: Word | None = None
    disagreement: Literal["status_quo", "trade_war"] = "status_quo"


class SweepBody(JobBody):
    """The parties' figures at several values of one lever, counted from 1."""

    model_config = _example(kind="sweep", state=EXAMPLE, lever=1, values=[0.0, 0.1, 0.2])

    kind: Literal["sweep"]
    lever: int = Field(ge=1, le=MOST_LEVERS)
    values: tuple[Number, ...] = Field(min_length=1, max_length=101)


class ReportBody(Body):
    """A report as a zipped folder: of up to four states in one world, or of a brief (its text, or
    a shipped one by name). quick: without the talks."""

    model_config = _example(states=[EXAMPLE])

    kind: Literal["report"] = "report"
    states: tuple[State, ...] | None = Field(default=None, min_length=1, max_length=4)
    brief: str | None = Field(default=None, max_length=LONGEST_BRIEF)
    quick: bool = False
    client: Client = None


class DealBody(JobBody):
    """An offer: a number for issues of the agenda by id, others left alone; agenda as for deals."""

    model_config = _example(state=LEVERED, issues={"lever-1": 0.5})

    brief: Word | None = None
    disagreement: Literal["status_quo", "trade_war"] = "status_quo"
    issues: dict[str, Number] = Field(max_length=MOST_LEVERS)


class OfferBody(DealBody):
    """An offer judged whole: also how much more each side could gain, which takes a search."""

    model_config = _example(kind="offer", state=LEVERED, issues={"lever-1": 0.5})

    kind: Literal["offer"]


AnyJob = Annotated[
    OptimalBody | WarBody | AgendaBody | OfferBody | SweepBody, Field(discriminator="kind")
]
