"""`tradetalks seek`: how far a lever has to move for an outcome to meet a target."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from tradetalks.cli.banding import band_options
from tradetalks.cli.careful import Command, Reading, as_options
from tradetalks.cli.coarse import coarse, resolution_option
from tradetalks.cli.options import (
    Deficits,
    Revenue,
    closure_on,
    csv_option,
    json_option,
    levers,
    settings,
)
from tradetalks.cli.outcome import outcome as read_outcome
from tradetalks.cli.outcome import outcome_option
from tradetalks.cli.solve import country_option, top_option


@click.command(cls=Command, reads=True)
@outcome_option
@click.option(
    "--target",
    required=True,
    metavar="TARGET",
    help="half, zero, double or 0.5x (of the baseline), or a figure: -20bn, 500mn, +0.1%.",
)
@levers
@country_option
@top_option
@json_option
@csv_option
@band_options
@resolution_option("what is named")
@settings
@click.pass_context
def seek(
    ctx: click.Context,
    /,
    outcome: str | None,
    target: str | None,
    countries: tuple[str, ...],
    top: int,
    json_path: Path | None,
    csv_path: Path | None,
    bands: bool,
    level: float,
    deficits: Deficits | None,
    labour_supply: float | None,
    revenue: Revenue | None,
    scale_elasticity: float | dict[str, float] | None,
    elasticities: str | None,
    baseline: str | None,
    resolution: str | None,
    **written: tuple[str, ...],
) -> None:
    """Find the value of one lever at which an outcome meets a target.

    One lever's AMOUNT is a range, such as +0..300%, x0..1, +0..100bn or -18000..+50000; it is
    searched. Other levers hold throughout. Status 1 when the target cannot be reached: what comes
    nearest is then shown.

    \b
    tradetalks seek --outcome balance:USA:IND:goods --target half --tariff USA:IND:goods:+0..100%
    """
    from tradetalks.cli import answer
    from tradetalks.cli.effects import effects
    from tradetalks.cli.sought import level as read_level
    from tradetalks.cli.sought import one_range, setting, show_path
    from tradetalks.cli.spec import asked_for, named_countries
    from tradetalks.cli.sure import band_facts, bands_told
    from tradetalks.cli.terminal import console, progress_bar, written_files

    asked = asked_for(written)
    with progress_bar() as progress:
        progress("read the baseline", 0, 1)
        read = Reading()
        base = read.needed(lambda: answer.baseline(baseline, elasticities))
        base = coarse(read, base, resolution, asked, countries, outcome)
        shown = read(lambda: answer.chosen(countries, base.axes))
        what = read.given(outcome, read_outcome)
        goal = read.given(target, read_level)
        moving, given = read(lambda: one_range(asked, base.axes)) or (None, None)
        closure = closure_on(base, read, deficits, labour_supply, revenue, scale_elasticity)
        read.done()
        assert what is not None
        assert goal is not None
        assert moving is not None
        from tradetalks.policy import Policy
        from tradetalks.report.world import world_before
        from tradetalks.solve import keep_compiled_programs
        from tradetalks.talks import seek as search
        from tradetalks.talks.wants.quantity import quantity
        from tradetalks.uncertainty.searches import sought_band

        keep_compiled_programs()
        low, high = moving.ends
        found = search(
            world_before(base, closure),
            lambda x: moving.on(Policy(), x),
            outcome=what.name,
            country=what.country,
            target=goal,
            within=(low, high),
            policy=given,
            progress=progress,
            **closure,
            **what.place,
        )
        sure = {}
        quantified = quantity(found.equilibrium.base, what.name, what.country, what.place)
        if bands and (band := sought_band(found, quantified, level)):
            sure["The lever"] = band
    facts: dict[str, Any] = {
        "outcome": found.outcome,
        "unit": found.unit,
        "target": found.target,
        "reached": found.reached,
        "attained": found.attained,
        "value": found.value,
        "others": list(found.others),
        "message": found.message,
    }
    if sure:
        facts["bands"] = band_facts(sure, level)
    files = written_files(
        (
            json_path,
            lambda: json.dumps(
                {"seek": facts, **json.loads(answer.as_json(found.equilibrium))}, indent=1
            ),
        ),
        (csv_path, lambda: str(found.path.to_csv(index=False)).rstrip("\n")),
    )
    to = console()
    show_path(to, found, moving)
    for line in bands_told(sure, level, lambda x: setting(x, moving)):
        to.print(line)
    shown = shown or named_countries(asked, base.axes)
    answer.show(to, found.equilibrium, shown, top, effects(found.equilibrium))
    for path in files:
        click.echo(f"written: {path}")
    if not found.reached:
        click.echo(f"not reached: {as_options(found.message)}", err=True)
        ctx.exit(1)
