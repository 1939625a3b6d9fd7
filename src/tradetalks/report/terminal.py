"""The headline of a report in the terminal: facts, scenarios, winners and losers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from tradetalks.brief.facts import RULE
from tradetalks.report.notes import notes
from tradetalks.report.sections import leading, sections
from tradetalks.report.settings import stamp
from tradetalks.report.summary import Record, ScenarioRow, ends, scenario_rows
from tradetalks.report.words import change, number, percent

if TYPE_CHECKING:
    from rich.console import Console

    from tradetalks.report.result import Report

NAMED = 3
MANY = 12


def print_headline(report: Report, console: Console) -> None:
    """Print facts against the baseline, the scenario table, and third countries.

    Money in USD billion, changes in per cent. Text of the brief is printed as it is, never as
    Rich markup.
    """
    rows = scenario_rows(report)
    console.print()
    console.print(Text(report.brief.title, style="bold"))
    console.print(Text(report.headline))
    console.print()
    if len(report.tables["facts"]):
        console.print(_facts(report))
    console.print(_scenarios(report, rows))
    for note in notes(report):
        console.print(Text(note, style="dim"))
    console.print()
    console.print(_third_countries(report, rows))
    if report.answers:
        console.print(_answers(report))
    _warn(report, console)
    console.print(Padding(Text(stamp(report.manifest), style="dim"), (0, 0, 1, 0)))


def _table(title: str, **columns: str) -> RichTable:
    table = RichTable(
        title=Text(title), title_justify="left", title_style="bold",
        box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True,
    )  # fmt: skip
    for name, justify in columns.items():
        table.add_column(Text(name), justify=justify)  # type: ignore[arg-type]
    return table


def _facts(report: Report) -> RichTable:
    table = _table(
        f"Reported, and in the baseline {report.base.name}",
        Reported="left", Period="left", Figure="right", Baseline="right", Unit="left",
        Agrees="left",
    )  # fmt: skip
    facts = report.tables["facts"]
    measured = facts[facts["measure"] != ""]
    agree = measured["agrees"].astype(bool)
    many = len(measured) > MANY
    for fact in (measured[~agree] if many else measured).to_dict("records"):
        agrees = "yes" if fact["agrees"] else "no"
        if fact["agrees"] and fact["by_construction"]:
            agrees = "by construction"
        bound = "" if fact["bound"] == "about" else f"{fact['bound']} "
        table.add_row(
            Text(fact["statement"]),
            Text(fact["period"]),
            Text(bound + _figure(fact["reported"], fact["unit"])),
            Text(_figure(fact["baseline"], fact["unit"])),
            Text(fact["unit"]),
            Text(agrees, style="" if fact["agrees"] else "yellow"),
        )
    unmeasured = int((facts["measure"] == "").sum())
    more = f" {unmeasured} more reported, which the baseline does not measure." * bool(unmeasured)
    few = f"{int(agree.sum())} others agree. " * many
    table.caption, table.caption_justify = Text(few + RULE + more), "left"
    return table


def _figure(value: float, unit: str) -> str:
    whole = unit in ("rank", "persons", "petitions", "barrels per day")
    return number(value, 0 if whole else 3 if unit == "fraction" else 1)


def _scenarios(report: Report, rows: list[ScenarioRow]) -> RichTable:
    labels = list(report.parties)
    balances = [b for b in ("balance", "goods_balance") if b in report.tables["bilateral"]]
    table = _table("Scenarios, compared with the baseline")
    table.add_column("Scenario", ratio=1)
    for what in ("Real\nincome, %", "Worth,\nUSD bn", "Exports,\n%"):
        for label in labels:
            table.add_column(Text(f"{what}\n{label}"), justify="right", no_wrap=True)
    if len(labels) > 1:
        for what in ("Balance", "in goods")[: len(balances)]:
            heading = Text(f"{what},\nUSD bn\n{labels[0]}–{labels[1]}")
            table.add_column(heading, justify="right", no_wrap=True)
        pair = next((row.pair for row in rows if row.converged), None)
        base = [_billion(pair, f"{b}_base", sign=False) for b in balances] if pair else []
        table.add_row(Text("Baseline", style="dim"), *[""] * 3 * len(labels), *base)
    found = sections(report.brief)
    first = {section.scenarios[0]: section.title for section in found} if len(found) > 1 else {}
    for row in rows:
        if row.id in first:
            table.add_section()
            table.add_row(Text(first[row.id], style="bold"))
        if not row.converged:
            table.add_row(Text(row.title), Text("not solved", style="bold red"))
            continue
        cells = [_percent(p, "real_income_change") for p in row.parties]
        cells += [_billion(p, "equivalent_variation") for p in row.parties]
        cells += [_percent(p, "exports_change") for p in row.parties]
        if row.pair is not None:
            cells += [_billion(row.pair, b, sign=False) for b in balances]
        table.add_row(Text(row.title), *cells)
    return table


def _third_countries(report: Report, rows: list[ScenarioRow]) -> RichTable:
    """Of many scenarios the first of each subject, so that the screen is not flooded."""
    table = _table(
        "Third countries: change of real income, %",
        Scenario="left", **{"Most hurt": "left", "Most helped": "left"},
    )  # fmt: skip
    many = len(rows) > MANY
    shown = leading(report.brief) if many else {row.id for row in rows}
    for row in rows:
        if row.converged and row.id in shown:
            table.add_row(Text(row.title), _named(row.hurt), _named(row.helped))
    more = " The first scenario of each subject; the report has all." * many
    table.caption = Text(report.contents["third_countries"].note + more)
    table.caption_justify = "left"
    return table


def _answers(report: Report) -> RichTable:
    table = _table("Questions", Question="left", Answer="left")
    for found in report.tables["answers"].to_dict("records"):
        table.add_row(Text(found["asked"]), Text(found["answer"]))
    return table


def _named(records: tuple[Record, ...]) -> Text:
    parts = [f"{r['shown']} {percent(r['real_income_change'])}" for r in records[:NAMED]]
    return Text("; ".join(parts) or "none")


def _warn(report: Report, console: Console) -> None:
    for scenario, message in report.failures.items():
        console.print(Panel(Text(f"{scenario}: {message}"), title="Not solved", style="red"))
    left_out = report.tables["not_evaluated"]
    if len(left_out):
        kinds = ", ".join(k.replace("_", " ") for k in left_out["kind"].unique())
        count = f"{len(left_out)} part{'s' if len(left_out) > 1 else ''} of the brief"
        text = Text(f"{count}, in no figure above: {kinds}. The report lists each.")
        console.print(Panel(text, title="Not evaluated", border_style="yellow"))


def _percent(record: Record, name: str) -> Text:
    value = float(record[name])
    text = change(value)
    style = "red" if text.startswith("\N{MINUS SIGN}") else ""
    return _sure(Text(text, style=style), record, name, 1.0, 3 if abs(value) < 0.095 else 2)


def _billion(record: Record, name: str, *, sign: bool = True) -> Text:
    value = float(record[name]) / 1e3
    digits = 1 if abs(value) >= 0.095 else 2
    return _sure(Text(number(value, digits, sign=sign)), record, name, 1e-3, digits)


def _sure(text: Text, record: Record, name: str, unit: float, digits: int) -> Text:
    """A figure, and its band below it where it has one: half its width, or both ends where the
    figure is not in its middle, as with draws."""
    low, high = (unit * end for end in ends(record, name))
    if not low < high:
        return text
    middle, half = (low + high) / 2, (high - low) / 2
    if abs(middle - unit * float(record[name])) < 0.01 * half:
        sure = f"±{number(half, digits)}"
    else:
        sure = f"{number(low, digits)} to\n{number(high, digits)}"
    return text.append(f"\n{sure}", style="dim")
