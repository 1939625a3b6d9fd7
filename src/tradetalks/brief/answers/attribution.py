"""The answer on issues: what each adds to a deal, and what linking them adds."""

from __future__ import annotations

from tradetalks.brief.answers.asked import Answer, Asked, answered, figure, gained
from tradetalks.brief.bargaining import agenda_of
from tradetalks.brief.phrases import Phrases
from tradetalks.brief.questions import AttributionQuestion
from tradetalks.labels.english import listed
from tradetalks.symbols import MONEY


@answered.register
def _(question: AttributionQuestion, asked: Asked) -> Answer:
    from tradetalks.talks.deal.attribution import PEACE, attribution

    agenda = agenda_of(asked, question)
    found = attribution(agenda, progress=asked.progress)
    phrases = Phrases.of(asked.base)
    titles = {issue.id: issue.title or issue.id for issue in agenda.issues}
    issues = found.shapley[found.shapley["issue"] != PEACE]
    told = []
    for party, own in issues.groupby("party", sort=False):
        most = own.iloc[int(own["worth"].argmax())]
        least = own.iloc[int(own["worth"].argmin())]
        text = f"{phrases.country(str(party))} gains most from {titles[most['issue']]!r}, "
        text += f"{figure(1e3 * most['worth'], MONEY)} a year"
        if least["worth"] < 0:
            text += (
                f", and gives most on {titles[least['issue']]!r}, "
                f"{figure(-1e3 * least['worth'], MONEY)}"
            )
        told.append(text)
    linked = [
        f"{phrases.country(str(party))} {gained(value)}"
        for party, value in found.linkage[["party", "linkage"]].to_numpy()
    ]
    sentence = f"{'; '.join(told)}. By linking all issues instead of settling each alone, "
    sentence += f"{listed(linked)}."
    if found.interrupted:
        sentence += " The search was interrupted: this is what is known so far."
    sentence = sentence[:1].upper() + sentence[1:]
    return Answer(question, sentence, found.converged, found.shapley, found.linkage, found)
