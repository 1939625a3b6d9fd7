"""What happened, in sentences, from the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tradetalks.report.sentences.incomes import balance, incomes
from tradetalks.report.words import billion, listed, money, percent, sentence, spanned, the
from tradetalks.symbols import CAPITAL

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.report.table import Table

MAX_NAMED_SCENARIOS = 3


def overall(tables: Mapping[str, Table]) -> str:
    """Which scenario is best and worst for each party, and under which all of them gain."""
    frame = tables["scenarios"].frame
    frame = frame[frame["converged"]]
    if frame.empty:
        return "No scenario could be solved; the reasons are listed below."
    if frame["scenario"].nunique() == 1:
        return of_scenario(tables, str(frame["scenario"].iloc[0]), opening=True)
    parts = [_extremes(rows) for _, rows in frame.groupby("country", sort=False)]
    lowest = frame.groupby("scenario", sort=False)["real_income_change"].min()
    gains = list(lowest[lowest > 0].index)
    titles = dict(zip(frame["scenario"], frame["scenario_title"], strict=True))
    parties = frame["country"].nunique()
    if parties > 1:
        who = "both parties" if parties == 2 else "all parties"
        if not gains:
            parts.append(f"No scenario leaves {who} better off.")
        elif len(gains) <= MAX_NAMED_SCENARIOS:
            named = listed([f"“{titles[s]}”" for s in gains])
            parts.append(sentence(f"{who} gain only under {named}"))
            parts += _but_for_movers(tables, gains, titles)
            parts += [
                f"Under “{titles[s]}” the band of a gain reaches below zero."
                for s in _unsure(frame, gains)
            ]
        else:
            parts.append(sentence(f"{who} gain under {len(gains)} of the {len(lowest)} scenarios"))
            if unsure := len(_unsure(frame, gains)):
                parts.append(f"Under {unsure} of them the band of a gain reaches below zero.")
    return " ".join(parts)


def _unsure(frame: pd.DataFrame, gains: Sequence[str]) -> list[str]:
    """Scenarios under which a party may lose after all, by the band of its gain."""
    if "real_income_change_low" not in frame:
        return []
    own = frame[frame["scenario"].isin(gains)].groupby("scenario")["real_income_change_low"].min()
    return [s for s in gains if own[s] < 0]


def _but_for_movers(
    tables: Mapping[str, Table], gains: Sequence[str], titles: Mapping[str, str]
) -> list[str]:
    """Where a country gains by the people who come, and those who were there before do not."""
    if "migration" not in tables:
        return []
    frame = tables["migration"].frame
    lose = frame[
        frame["scenario"].isin(gains)
        & (frame["group"] != "move")
        & (frame["equivalent_variation"] < 0)
    ]
    if lose.empty:
        return []
    under = listed([f"“{titles[s]}”" for s in gains if s in set(lose["scenario"])])
    where = listed([the(name) for name in dict.fromkeys(lose["country_name"])])
    return [
        "That counts the income of those who move where they go: "
        f"under {under} everyone else in {where} loses a little."
    ]


def _extremes(rows: pd.DataFrame) -> str:
    """A party's best and worst scenario, in words that fit the signs."""
    ordered = rows.sort_values("real_income_change", kind="stable")
    best, worst = ordered.iloc[-1], ordered.iloc[0]
    good = "gains most" if best["real_income_change"] > 0 else "loses least"
    bad = "loses most" if worst["real_income_change"] < 0 else "gains least"
    return sentence(
        f"{the(best['country_name'])} {good} under {_quoted(best)} ({_worth(best)}) "
        f"and {bad} under {_quoted(worst)} ({_worth(worst)})"
    )


def of_scenario(tables: Mapping[str, Table], scenario: str, *, opening: bool = False) -> str:
    """Real incomes, the balance between the first two parties, and the third countries."""
    rows = tables["scenarios"].frame
    rows = rows[rows["scenario"] == scenario]
    if not bool(rows["converged"].all()):
        return "This scenario could not be solved; no figures are shown for it."
    records = [{str(k): v for k, v in row.items()} for row in rows.to_dict("records")]
    start = f"Under {_quoted(rows.iloc[0])} real income" if opening else "Real income"
    parts = [incomes(records, start)]
    parts += [why for _, row in rows.iterrows() for why in _although_wages_rise(tables, row)]
    parts += _balance(tables, scenario, [str(c) for c in rows["country"]])
    parts += _third(tables["third_countries"].frame, scenario)
    return " ".join(parts)


def _although_wages_rise(tables: Mapping[str, Table], row: Any) -> list[str]:
    """Where real wages rise and real income falls: what takes it away."""
    wages = {
        str(n).removeprefix("real_wage_change").lstrip("_"): float(row[n])
        for n in row.index
        if str(n).startswith("real_wage_change") and not str(n).endswith(CAPITAL)
    }
    revenue = float(row["tariff_revenue_difference"])
    if not wages or min(wages.values()) <= 0 or row["real_income_change"] >= 0 or revenue >= 0:
        return []
    span = listed([f"{percent(w)} {skill}".strip() for skill, w in wages.items()])
    text = (
        f"in {the(row['country_name'])} real wages rise ({span}) while real income falls: "
        f"it counts the tariff revenue, which falls by {billion(-revenue)}"
    )
    accounts = tables["first_order"].frame
    mine = (accounts["scenario"] == row["scenario"]) & (accounts["country"] == row["country"])
    terms = accounts.loc[mine, "first_order_terms_of_trade"]
    if len(terms) and terms.iloc[0] < 0:
        text += f", and the terms of trade worsen ({percent(terms.iloc[0])} of income, first order)"
    return [sentence(text)]


def _balance(tables: Mapping[str, Table], scenario: str, parties: list[str]) -> list[str]:
    if len(parties) < 2:
        return []
    frame = tables["bilateral"].frame
    pair = frame[
        (frame["scenario"] == scenario)
        & (frame["country"] == parties[0])
        & (frame["partner"] == parties[1])
    ]
    return [balance({str(k): v for k, v in row.items()}) for row in pair.to_dict("records")]


def _third(frame: pd.DataFrame, scenario: str) -> list[str]:
    first = frame[(frame["scenario"] == scenario) & (frame["rank"] == 1)]
    first = first[first["real_income_change"].abs().round(3) > 0]
    found = {
        d: f"{the(r['country_name'])} ({_figure(r)})"
        for d, (_, r) in zip(first["direction"], first.iterrows(), strict=True)
    }
    ends = []
    if "helped" in found:
        ends.append(f"{found['helped']} gains most")
    if "hurt" in found:
        ends.append(f"{found['hurt']} loses most")
    return [sentence(f"Among third countries {listed(ends)}")] if ends else []


def _figure(row: Any) -> str:
    sure = spanned(row, "real_income_change", signed=True).strip(" ()")
    return ", ".join(filter(None, [percent(row["real_income_change"]), sure, row["remark"]]))


def _quoted(row: Any) -> str:
    return f"“{row['scenario_title']}”"


def _ev(row: Any) -> str:
    return f"{money(row['equivalent_variation'], sign=True)} a year"


def _worth(row: Any) -> str:
    sure = spanned(row, "real_income_change", signed=True)
    return f"{percent(row['real_income_change'])}{sure} of real income, {_ev(row)}"
