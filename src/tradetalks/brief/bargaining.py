"""The talks of a brief as the searches take them: objectives, the agenda, the war they avoid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tradetalks.brief.checks.talks import STATUS_QUO, TRADE_WAR
from tradetalks.brief.compiling import at, policy_of, ranged
from tradetalks.brief.compiling.degree import in_part
from tradetalks.brief.questions import AgendaQuestion, WarQuestion
from tradetalks.errors import BriefError, NotConvergedError, Problem
from tradetalks.policy import Policy

if TYPE_CHECKING:
    from tradetalks import talks
    from tradetalks.baseline import Baseline
    from tradetalks.brief.answers.asked import Asked
    from tradetalks.brief.levers import BriefLever
    from tradetalks.brief.schema import Brief, Issue, Talks
    from tradetalks.labels import Axes
    from tradetalks.solve import Equilibrium
    from tradetalks.talks.deal.agenda import Agenda
    from tradetalks.talks.deal.agenda import Issue as Matter
    from tradetalks.talks.deal.bargain import Deal

#: What a question says of itself, and not of what it asks for.
_WORDS = {"id", "title", "source"}


def terms_of(brief: Brief, country: str) -> tuple[talks.Term, ...] | None:
    """What a country's government maximises, None where the brief leaves it at real income."""
    from tradetalks.talks import Term

    party = brief.party(country)
    if party is None or not party.objectives:
        return None
    return tuple(Term(**term.model_dump(exclude={"source"})) for term in party.objectives)


def objectives_of(brief: Brief, players: Sequence[str]) -> dict[str, tuple[talks.Term, ...]]:
    """The objectives that the brief gives, by player."""
    found = {player: terms_of(brief, player) for player in players}
    return {player: terms for player, terms in found.items() if terms is not None}


def lever_of(levers: Sequence[BriefLever], axes: Axes) -> Callable[[float], Policy]:
    """What an issue does at a number: that of its one range, or the degree of all its levers."""
    moved = ranged(levers[0]) if len(levers) == 1 else None
    if moved is not None:
        (lever,), (key, _) = levers, moved
        return lambda x: policy_of([at(lever, key, x)], axes)
    return lambda x: policy_of([part for one in levers if (part := in_part(one, x))], axes)


def range_of(issue: Issue) -> tuple[float, float]:
    """Between which numbers an issue is settled: its range, or from not at all to whole."""
    moved = ranged(issue.levers[0])
    return (0.0, 1.0) if moved is None else moved[1]


def issue_of(issue: Issue, axes: Axes) -> Matter:
    """A matter of the brief as the bargain takes it."""
    from tradetalks.talks.deal.agenda import Issue as Matter

    lever = lever_of(issue.levers, axes)
    return Matter(issue.id, issue.owner, lever, range_of(issue), title=issue.title)


def agenda_of(asked: Asked, question: AgendaQuestion | None = None) -> Agenda:
    """What is bargained over: `[talks]`, but for what a question on it replaces.

    The trade war, where that is what they disagree into, is worked out first, once for all.
    Raises BriefError where the brief has no talks, NotConvergedError where the war has no end.
    """
    table = _talks(asked.brief)
    names = (question and question.issues) or table.issues
    point = (question and question.disagreement) or table.disagreement
    power = (question and question.power) or table.power

    def build() -> Agenda:
        closure = {**asked.closure, "tol": asked.tol}
        agenda = agenda_on(asked.base, asked.brief, names, power, **closure)
        # What they disagree into comes last: a trade war takes long.
        return replace(agenda, disagreement=disagreement(asked, point))

    return asked.shared(("agenda", names, point, power, id(asked.base)), build)


def agenda_on(
    base: Baseline,
    brief: Brief,
    issues: Sequence[str],
    power: Sequence[float] | None,
    **closure: Any,
) -> Agenda:
    """Some issues of a brief's talks on a baseline, with the status quo as disagreement.

    Raises InputError with everything that does not fit.
    """
    from tradetalks.talks.deal.agenda import Agenda

    table = _talks(brief)
    given = brief.scenario(table.scenario).policy(base.axes) if table.scenario else Policy()
    return Agenda(
        base,
        table.parties,
        [issue_of(brief.issue(name), base.axes) for name in issues],
        objectives=objectives_of(brief, table.parties),
        given=given,
        power=power,
        **closure,
    )


def deal_of(asked: Asked, question: AgendaQuestion | None = None) -> Deal:
    """The deal on an agenda, worked out once for every question that compares with it."""
    from tradetalks.talks.deal.bargain import bargain

    agenda = agenda_of(asked, question)
    return asked.shared(("deal", agenda), lambda: bargain(agenda, progress=asked.progress))


def disagreement(asked: Asked, point: str) -> Policy | Equilibrium | None:
    """The world without a deal: None for the status quo, a scenario's policy, or the war's end."""
    if point == STATUS_QUO:
        return None
    if point != TRADE_WAR:
        return asked.in_force(point)
    war = war_of(asked, war_between(asked.brief))
    if war.interrupted:
        raise KeyboardInterrupt
    if not war.converged:
        raise NotConvergedError(f"the trade war that they would disagree into: {war.message}")
    return war.equilibrium


def war_between(brief: Brief) -> WarQuestion:
    """The trade war of the parties: as the brief asks about it, else one rate each on goods."""
    parties = _talks(brief).parties
    for question in brief.questions:
        if isinstance(question, WarQuestion) and set(players_of(brief, question)) == set(parties):
            return question
    return WarQuestion(
        kind="trade_war", id="trade-war", title="The trade war", source="[talks]", players=parties
    )


def players_of(brief: Brief, question: WarQuestion) -> tuple[str, ...]:
    """Who is at war: those named, else those at the table, else all parties."""
    if question.players is not None:
        return (question.players,) if isinstance(question.players, str) else question.players
    return brief.talks.parties if brief.talks else tuple(p.country for p in brief.parties)


def war_of(asked: Asked, question: WarQuestion) -> talks.War:
    """A trade war, worked out once for every question that comes to it."""
    from tradetalks.talks import trade_war

    players = players_of(asked.brief, question)
    key = repr(sorted(question.model_dump(exclude=_WORDS | {"players"}).items()))
    options = rates_options(question)
    if question.against is not None:
        options["against"] = question.against

    def fight() -> talks.War:
        return trade_war(
            asked.base,
            players,
            question.among,
            question.by,
            objectives=objectives_of(asked.brief, players),
            policy=asked.in_force(question.scenario),
            method=question.method,
            progress=asked.progress,
            **options,
            **asked.closure,
            tol=asked.tol,
        )

    return asked.shared(("war", players, key, id(asked.base)), fight)


def rates_options(question: Any) -> dict[str, Any]:
    """What a question says about rates, where it says anything."""
    keys = ("sectors", "bounds", "starts")
    return {key: value for key in keys if (value := getattr(question, key)) is not None}


def _talks(brief: Brief) -> Talks:
    if brief.talks is None:
        remedy = "add the table [talks]: parties, issues, disagreement"
        raise BriefError(Problem(brief.path.name, "has no talks", remedy=remedy))
    return brief.talks
