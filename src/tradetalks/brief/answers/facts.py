"""The answer on facts: what it takes for the baseline to agree with them."""

from __future__ import annotations

from tradetalks.brief.answers.asked import Answer, Asked, answered
from tradetalks.brief.questions import CalibrateQuestion
from tradetalks.brief.targets import on_facts


@answered.register
def _(question: CalibrateQuestion, asked: Asked) -> Answer:
    found = on_facts(asked.brief, question.facts, asked.observed, asked.progress)
    moved = found.costs["cost_change"].abs()
    weights = found.costs["trade_before"]
    mean = float((moved * weights).sum() / weights.sum())
    figures = "; ".join(
        f"{row['statement'].rstrip('.')}: {row['before']:,.1f} becomes {row['after']:,.1f} "
        f"{row['unit']}"
        for row in found.facts.to_dict("records")
    )
    sentence = (
        f"{figures}. It takes trade costs that move by {mean:.1f} per cent on average on "
        f"{len(found.costs)} flows, by {moved.max():.1f} at most."
    )
    return Answer(question, sentence, True, found.facts, found.costs, found)
