"""What a ranking on the command line reads and shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from tradetalks.cli.spec import Written, policy_of
from tradetalks.errors import Problem
from tradetalks.report.world import world_before

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from tradetalks.baseline import Baseline
    from tradetalks.brief import Closure
    from tradetalks.cli.careful import Reading
    from tradetalks.cli.outcome import Outcome

SHARE = {"tariff", "export_tax"}


def ranked(
    read: Reading,
    base: Baseline,
    closure: Closure,
    written: Written,
    outcome: Outcome | None,
    *,
    levers: Sequence[str],
    by: Sequence[str],
    setter: str | None,
    lines: str | None,
    top: int,
) -> pd.DataFrame:
    """The ranking as `tradetalks.rank` makes it; raises InputError with every problem at once."""
    policy = read(lambda: policy_of(written, base.axes))
    read.given(setter, lambda text: base.axes.country_index(_names(text), "--setter"))
    kept = read.given(lines, lambda text: base.axes.sector_index(_names(text), "--lines"))
    if lines and "sector" not in by:
        read.problems.append(Problem("--lines", "goes with sectors told apart", "--by sector"))
    read.done()
    assert outcome is not None
    from tradetalks.solve import keep_compiled_programs
    from tradetalks.talks import rank

    keep_compiled_programs()
    found = rank(
        world_before(base, closure),
        policy,
        outcome=outcome.name,
        country=outcome.country,
        levers=levers,  # type: ignore[arg-type]
        by=by,
        top=None if lines else top,
        setter=_names(setter) if setter else None,
        **closure,
        **outcome.place,
    )
    if kept is None:
        return found
    shown = found[found["sector"].isin([base.sectors[j] for j in kept])].head(top)
    shown = shown.reset_index(drop=True)
    shown.attrs = found.attrs
    return shown


def show(to: Console, found: pd.DataFrame) -> None:
    """One line a row, with the effect of a point, the rate in force and the trade it falls on."""
    table = Table(title=found.attrs["outcome"], title_justify="left")
    dims = [dim for dim in ("exporter", "importer", "sector") if dim in found.columns]
    for column in ("lever", *dims):
        table.add_column(column)
    for column in (found.attrs["units"], "rate in force %", "trade, USD bn"):
        table.add_column(column, justify="right")
    for row in found.to_dict("records"):
        rate = f"{100 * row['rate']:.1f}" if row["lever"] in SHARE else ""
        effect = f"{row['effect']:+,.4g}"
        labels = [str(row[dim]) for dim in dims]
        table.add_row(
            row["lever"].replace("_", " "), *labels, effect, rate, f"{row['trade'] / 1e3:,.2f}"
        )
    to.print(table)
    to.print("Each line alone, one point more (of a trade cost, one per cent more); exact.")


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))
