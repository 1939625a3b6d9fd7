"""`tradetalks brief`: look at a brief, and check it, without solving anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tradetalks.cli.careful import Group

if TYPE_CHECKING:
    from tradetalks.brief import Brief


@click.group(cls=Group)
def brief() -> None:
    """List, show and check briefs."""


@brief.command("list")
def list_briefs() -> None:
    """Names of the shipped briefs."""
    from tradetalks.brief import briefs, load_brief

    for name in briefs():
        click.echo(f"{name:<16} {load_brief(name).title}")


@brief.command()
@click.argument("brief")
def show(brief: str) -> None:
    """Parties, agenda and scenarios of BRIEF, its talks, and what is not evaluated."""
    from rich.table import Table

    from tradetalks.brief import load_brief
    from tradetalks.cli.terminal import console

    read, to = load_brief(brief), console()
    to.print(read.title, style="bold")
    to.print(f"{read.summary}\n")
    for title, rows in (
        ("Parties", [(p.country, p.name, "; ".join(p.wants)) for p in read.parties]),
        ("Agenda", [(i.id, i.owner, i.title) for i in read.agenda]),
        (
            "Scenarios",
            [(s.id, s.subject or "", s.title) for s in read.scenarios],
        ),
        (
            "Questions",
            [(q.id, q.kind, q.title) for q in read.questions],
        ),
        ("What the parties value", list(_valued(read))),
        ("Talks", list(_talks(read))),
        (
            "Declared, but NOT EVALUATED",
            [(n.place, n.kind, n.reason) for n in read.not_evaluated],
        ),
    ):
        if rows:
            table = Table(title=title, title_justify="left", show_header=False)
            for row in rows:
                table.add_row(*row)
            to.print(table)


def _valued(read: Brief) -> Iterator[tuple[str, ...]]:
    """Party, weight and term of every objective; real income where a party names none."""
    from tradetalks.brief.bargaining import terms_of

    for party in read.parties:
        for term in terms_of(read, party.country) or ():
            yield party.country, f"{term.weight:g}", str(term)
        if not party.objectives:
            yield party.country, "1", "real income"


def _talks(read: Brief) -> Iterator[tuple[str, ...]]:
    """Issues with their owners and ranges, then what happens without a deal."""
    from tradetalks.brief.bargaining import range_of
    from tradetalks.brief.measured import measure_of

    if read.talks is None:
        return
    for name in read.talks.issues:
        issue = read.issue(name)
        low, high = map(measure_of(issue), range_of(issue))
        yield issue.id, issue.owner, f"{low} to {high}"
    yield "without a deal", "", read.talks.disagreement.replace("_", " ")


@brief.command()
@click.argument("brief")
@click.option("--baseline", metavar="NAME|FILE", help="World to hold the brief against.")
def check(brief: str, baseline: str | None) -> None:
    """Find every problem in BRIEF; status 2 when there is one."""
    from tradetalks.brief import load_brief
    from tradetalks.cli.answer import baseline_of
    from tradetalks.errors import BriefError

    read = load_brief(brief)
    problems = read.check_against(baseline_of(read, baseline))
    if problems:
        raise BriefError(problems)
    click.echo(f"{read.path.name}: no problem found, {len(read.scenarios)} scenarios")
    for part in read.not_evaluated:
        click.echo(f"  not evaluated: {part.place} ({part.kind}): {part.reason}")


@brief.command()
@click.argument("brief")
@click.option("--baseline", metavar="NAME|FILE", help="World to measure the facts on.")
def facts(brief: str, baseline: str | None) -> None:
    """The reported facts of BRIEF beside the baseline's own figures."""
    from rich.table import Table

    from tradetalks.brief import facts_against_baseline, load_brief
    from tradetalks.cli.answer import baseline_of
    from tradetalks.cli.terminal import console

    read = load_brief(brief)
    frame = facts_against_baseline(read, baseline_of(read, baseline))
    table = Table(title=read.title, title_justify="left")
    for column in ("fact", "reported", "baseline", "unit", "period"):
        table.add_column(column, justify="right" if column in ("reported", "baseline") else "left")
    for row in frame.to_dict("records"):
        bound = "" if row["bound"] == "about" else f"{row['bound']} "
        reported = f"{bound}{row['reported']:,.10g}"
        measured = (
            "not measured" if row["baseline"] != row["baseline"] else f"{row['baseline']:,.1f}"
        )
        table.add_row(row["statement"], reported, measured, row["unit"], row["period"])
    console().print(table)
