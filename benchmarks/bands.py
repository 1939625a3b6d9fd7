"""How much longer does a run take with bands, and how much better are draws?

`python -m benchmarks.bands` times the shipped brief with bands and without, in turns: whole once,
without the talks five times.
`python -m benchmarks.bands draws [N]` solves a few of its scenarios N times over (128 if left out)
and prints the delta method beside them, as kept in docs/bands.md.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import tradetalks as tt
from benchmarks.timing import announce, medians, seconds, table
from tradetalks.report.band_tables import Banding
from tradetalks.report.banded import world_bands
from tradetalks.solve import keep_compiled_programs
from tradetalks.uncertainty.headline import figure_bands, figures_of, guess_at

ROUNDS = 5
SCENARIOS = ("april-27", "august-50-retaliation", "free-trade", "april-list", "energy-25")
SHOWN = {
    "real_income_change": "real income, %",
    "exports_change": "exports, %",
    "balance": "balance with India, USD billion",
    "goods_balance": "the same in goods, USD billion",
}


def main() -> None:
    keep_compiled_programs()
    if sys.argv[1:2] == ["draws"]:
        by_draws(int(sys.argv[2]) if len(sys.argv) > 2 else 128)
    else:
        announce("Bands")
        beside_a_run()
        one_world()


def beside_a_run() -> None:
    """The shipped brief, files and all, in one process."""
    rows: list[tuple[object, ...]] = []
    for name, quick, rounds in (("us-india --quick", True, ROUNDS), ("us-india", False, 1)):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "report"
            contestants = {
                which: lambda q=quick, b=bands, out=out: tt.run(
                    "us-india", quick=q, out=out, bands=b
                )
                for which, bands in (("without", False), ("with", True))
            }
            for action in contestants.values():
                action()
            found = medians(contestants, rounds)
        longer = 100 * (found["with"] / found["without"] - 1)
        rows.append((name, found["without"], found["with"], f"{longer:.0f} %"))
    print(table(("run", "without, s", "with bands, s", "longer by"), rows))


def one_world() -> None:
    """The headline figures of one scenario on world-2022, from the baseline's multipliers."""
    base = tt.load_baseline("world-2022")
    doubt = tt.doubt_of(base)
    known = figures_of(base, ("USA", "IND"), ("VNM", "MEX"))
    guess = guess_at(tt.solve(base), known)
    policy = tt.Policy().tariff("USA", "IND", add=0.25, sectors="goods")
    eq = tt.solve(base, policy)
    contestants = {
        "one solve, with outcomes": lambda: tt.solve(base, policy).world,
        "bands of 12 figures, 8 adjoint solves": lambda: figure_bands(
            eq, known, doubt, guess=guess
        ),
        "the same to nine digits": lambda: figure_bands(eq, known, doubt),
    }
    for action in contestants.values():
        action()
    found = medians(contestants, ROUNDS)
    print()
    print(table(("what", "ms"), [(name, 1e3 * taken) for name, taken in found.items()]))


def by_draws(count: int) -> None:
    """The delta method beside draws, a few scenarios of the shipped brief."""
    brief = tt.load_brief("us-india")
    base = tt.load_baseline(str(brief.baseline))
    rows: list[tuple[object, ...]] = []

    def work() -> None:
        for name in SCENARIOS:
            scenario = brief.scenario(name)
            eq = tt.solve(base, scenario.policy(base.axes), **brief.closure)
            frame = world_bands(Banding(draws=count), eq, ("USA", "IND")).frame
            for row in frame[frame["figure"].isin(SHOWN)].to_dict("records"):
                money = 1e-3 if row["figure"].endswith("balance") else 1.0
                ends = ("value", "band_low", "band_high", "delta_low", "delta_high")
                numbers = [f"{money * row[end]:.3f}" for end in ends]
                off = [f"{row[f'delta_{end}_error']:+.0f} %" for end in ("low", "high")]
                who = f"{row['country']}: {SHOWN[row['figure']]}"
                rows.append((name, who, *numbers, *off, row["draws"]))

    taken = seconds(work)
    headings = ("scenario", "figure", "value", "draws, low", "draws, high", "delta, low")
    headings += ("delta, high", "low off by", "high off by", "solved")
    print(table(headings, rows))
    print(f"\n{count} draws (Sobol, seed 0) of {len(SCENARIOS)} scenarios: {taken:.0f} s.")


if __name__ == "__main__":
    main()
