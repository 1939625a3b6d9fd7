"""Draw what the model says of every step of the United States' tariffs of 2025 and 2026.

Usage: python -m tools.us_2025_chart

Writes docs/us-2025.svg and docs/us-2025.csv from `world-2022`: tariffs on India, and real income of
India, the United States and the third countries most affected, each step a world of its own.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import pandas as pd

from tradetalks import load_baseline
from tradetalks.cli.steps import every_step, most_affected

DOCS = Path(__file__).parents[1] / "docs"
PARTIES = ("IND", "USA")
NAMES = {"IND": "India", "USA": "United States", "IRL": "Ireland", "AGO": "Angola",
         "VNM": "Viet Nam", "SGP": "Singapore", "CHE": "Switzerland"}  # fmt: skip
COLOURS = ("#b3541e", "#1f4e79", "#6b6b6b", "#8a8a8a", "#a9a9a9")
END = "2026-09-21"


def main() -> None:
    base = load_baseline()
    closure = {
        "deficits": "fixed", "labour_supply": 0.0, "revenue": "lump_sum", "scale_elasticity": 0.0,
    }  # fmt: skip
    table, failed = every_step(base, "us-2025", closure, lambda *_: None)  # type: ignore[arg-type]
    if failed:
        raise SystemExit("\n".join(failed))
    shown = [*PARTIES, *most_affected(table, PARTIES, 3)]
    table[table["country"].isin(shown)].round(4).to_csv(DOCS / "us-2025.csv", index=False)
    draw(table, shown)


def draw(table: pd.DataFrame, shown: list[str]) -> None:
    """Two panels over one axis of dates."""
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "us-2025", "font.size": 9})
    figure, (rates, income) = plt.subplots(
        2, 1, figsize=(7.5, 5.6), sharex=True, height_ratios=(1, 2), layout="constrained"
    )
    points = stepped(table, "points")
    rates.step(points.index, points["IND"], where="post", color=COLOURS[0], linewidth=1.8)
    rates.set_title("Tariffs on Indian goods, points over those of 2024", loc="left")
    change = stepped(table, "real_income_change")
    for country, colour in zip(shown, COLOURS, strict=False):
        width = 1.8 if country in PARTIES else 1.1
        income.step(change.index, change[country], where="post", color=colour, linewidth=width)
    for country, colour, place in zip(shown, COLOURS, spread(change, shown), strict=False):
        name = NAMES.get(country, country)
        income.annotate(name, (change.index[-1], place), (4, 0), textcoords="offset points",
                        va="center", color=colour)  # fmt: skip
    income.axhline(0, color="black", linewidth=0.6)
    income.set_title("Real income, per cent, each step a world fully adjusted to it", loc="left")
    income.xaxis.set_major_locator(mdates.MonthLocator(bymonth=(1, 4, 7, 10)))
    income.xaxis.set_major_formatter(mdates.DateFormatter("%b %Y"))
    for panel in (rates, income):
        panel.spines[["top", "right"]].set_visible(False)
        panel.grid(axis="y", linewidth=0.3)
    figure.savefig(DOCS / "us-2025.svg", metadata={"Date": None})


def stepped(table: pd.DataFrame, figure: str) -> pd.DataFrame:
    """One column a country, by date; the last step goes on to the end of the series."""
    wide = table.pivot(index="date", columns="country", values=figure)
    wide.loc[END] = wide.iloc[-1]
    wide.index = pd.to_datetime(wide.index)
    return wide


def spread(change: pd.DataFrame, shown: list[str]) -> list[float]:
    """Heights of the names at the right, moved apart where they would touch."""
    gap = 0.045 * float(change[shown].to_numpy().max() - change[shown].to_numpy().min())
    last = {c: float(change[c].iloc[-1]) for c in shown}
    placed: dict[str, float] = {}
    below = float("-inf")
    for country in sorted(shown, key=last.__getitem__):
        placed[country] = below = max(last[country], below + gap)
    return [placed[c] for c in shown]


if __name__ == "__main__":
    main()
