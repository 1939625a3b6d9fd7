"""`tradetalks solve`: one question, answered in the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from tradetalks.cli.options import Deficits, Revenue, closure_of, json_option, settings
from tradetalks.cli.spec import FORMS


def _lever(kind: str, what: str) -> click.Option:
    form = FORMS[kind]
    parts = (*form.shape, "SECTORS", *(["AMOUNT"] if form.amount else []))
    return click.Option(
        [form.option, kind],
        multiple=True,
        metavar=":".join(parts),
        help=f"{what}; for example {form.example}. May be repeated.",
    )


@click.command()
@click.option("--country", "countries", multiple=True, metavar="NAME", help="Show this country.")
@click.option(
    "--top",
    type=click.IntRange(0, 200),
    default=3,
    show_default=True,
    metavar="N",
    help="How many of the most hurt and most helped to show besides.",
)
@json_option
@settings
@click.pass_context
def solve(
    ctx: click.Context,
    /,
    countries: tuple[str, ...],
    top: int,
    json_path: Path | None,
    deficits: Deficits | None,
    labour_supply: float | None,
    revenue: Revenue | None,
    scale_elasticity: float | dict[str, float] | None,
    elasticities: str | None,
    baseline: str | None,
    **written: tuple[str, ...],
) -> None:
    """Solve the world under a few levers.

    \b
    AMOUNT is  +25% or -10%  points added to the rate in force
               =25%          a new rate
               x0.5          the rate in force, or the trade cost, times a factor
    Names are labels, groups (EU, quad, goods, ...) or ISIC codes; commas join several.
    """
    from tradetalks.cli import answer
    from tradetalks.cli.spec import named_countries, policy_of
    from tradetalks.cli.terminal import console, progress_bar, write_whole

    levers = [(kind, text) for kind in FORMS for text in written[kind]]
    if not levers:
        options = ", ".join(form.option for form in FORMS.values())
        raise click.UsageError(f"No lever is given; name at least one of {options}.", ctx)
    with progress_bar() as progress:
        progress("read the baseline", 0, 2)
        base = answer.baseline(baseline, elasticities)
        shown = answer.chosen(countries, base.axes)
        policy = policy_of(levers, base.axes)
        closure = closure_of(deficits, labour_supply, revenue, scale_elasticity)
        progress("solve", 1, 2)
        equilibrium = answer.solved(base, policy, closure)
    if json_path is not None:
        text = answer.as_json(equilibrium)
        write_whole(json_path, lambda fresh: answer.write_text(fresh, text))
    if equilibrium.converged:
        answer.show(console(), equilibrium, shown or named_countries(levers, base.axes), top)
    else:
        click.echo(f"not converged: {equilibrium.message}", err=True)
    if json_path is not None:
        click.echo(f"written: {json_path}")
    if not equilibrium.converged:
        ctx.exit(1)


for _kind, _what in (
    ("embargo", "Close this flow altogether"),
    ("trade_cost", "Multiply the cost of trading"),
    ("export_tax", "Move an export tax"),
    ("tariff", "Move a tariff"),
):
    solve.params.insert(0, _lever(_kind, _what))
