"""What a brief asks beyond its scenarios: searches over levers, the facts, and the talks."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from pydantic import Field

from tradetalks.brief.questions.asking import BriefQuestion
from tradetalks.brief.questions.searches import (
    CalibrateQuestion,
    OutcomeQuestion,
    RankQuestion,
    SeekQuestion,
)
from tradetalks.brief.questions.talks import (
    AgendaQuestion,
    AttributionQuestion,
    BargainQuestion,
    FrontierQuestion,
    OptimalQuestion,
    RatesQuestion,
    TalksQuestion,
    WarQuestion,
)

Question = (
    SeekQuestion
    | RankQuestion
    | CalibrateQuestion
    | OptimalQuestion
    | WarQuestion
    | BargainQuestion
    | FrontierQuestion
    | AttributionQuestion
)
AnyQuestion = Annotated[Question, Field(discriminator="kind")]


def _kind(model: Any) -> str:
    return str(get_args(model.model_fields["kind"].annotation)[0])


QUESTIONS: dict[str, type[BriefQuestion]] = {_kind(model): model for model in get_args(Question)}

__all__ = [
    "QUESTIONS",
    "AgendaQuestion",
    "AnyQuestion",
    "AttributionQuestion",
    "BargainQuestion",
    "BriefQuestion",
    "CalibrateQuestion",
    "FrontierQuestion",
    "OptimalQuestion",
    "OutcomeQuestion",
    "Question",
    "RankQuestion",
    "RatesQuestion",
    "SeekQuestion",
    "TalksQuestion",
    "WarQuestion",
]
