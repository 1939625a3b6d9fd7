"""Broken command lines: each gives status 2, names the option, and shows no traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tradetalks.cli import main

SMALL = ["--baseline", "world-2022-small"]
GOOD = ["solve", *SMALL, "--tariff", "USA:IND:goods:+25%"]

# case: (arguments, words that must be in the message)
CASES: dict[str, tuple[list[str], list[str]]] = {
    "unknown command": (["solv"], ["solv", "solve"]),
    "unknown option": (["solve", "--tarif", "x"], ["--tarif", "--tariff"]),
    "option without value": (["solve", "--tariff"], ["--tariff", "argument"]),
    "no lever": (["solve", *SMALL], ["No lever", "--tariff"]),
    "stray argument": ([*GOOD, "please"], ["please"]),
    "too few parts": (["solve", *SMALL, "--tariff", "USA:IND"], ["--tariff USA:IND", "2 parts"]),
    "too many parts": (
        ["solve", *SMALL, "--tariff", "USA:IND:goods:+25%:now"],
        ["5 parts", "IMPORTER:EXPORTER:SECTORS:AMOUNT"],
    ),
    "unknown importer": (["solve", *SMALL, "--tariff", "US:IND:goods:+25%"], ["IMPORTER", "USA?"]),
    "unknown exporter": (
        ["solve", *SMALL, "--tariff", "USA:INDD:goods:+25%"],
        ["EXPORTER", "IND?"],
    ),
    "unknown sector": (["solve", *SMALL, "--tariff", "USA:IND:godos:+25%"], ["SECTORS", "goods?"]),
    "finer sector": (["solve", *SMALL, "--tariff", "USA:IND:C26:+25%"], ["SECTORS", "C26T28"]),
    "empty name": (["solve", *SMALL, "--tariff", "USA::goods:+25%"], ["EXPORTER", "empty"]),
    "no sign": (["solve", *SMALL, "--tariff", "USA:IND:goods:25%"], ["AMOUNT", "+25%"]),
    "no per cent": (["solve", *SMALL, "--tariff", "USA:IND:goods:+0.25"], ["AMOUNT", "+0.25%"]),
    "words for an amount": (
        ["solve", *SMALL, "--tariff", "USA:IND:goods:high"],
        ["AMOUNT", "high"],
    ),
    "nothing left": (["solve", *SMALL, "--tariff", "USA:IND:goods:-100%"], ["-100%", "no price"]),
    "absurd amount": (["solve", *SMALL, "--tariff", "USA:IND:goods:+1000000%"], ["out of reach"]),
    "home": (["solve", *SMALL, "--tariff", "IND:IND:goods:+25%"], ["one country twice"]),
    "trade cost in points": (
        ["solve", *SMALL, "--trade-cost", "USA:IND:all:+10%"],
        ["--trade-cost", "x1.2"],
    ),
    "trade cost zero": (["solve", *SMALL, "--trade-cost", "USA:IND:all:x0"], ["--embargo"]),
    "embargo with amount": (
        ["solve", *SMALL, "--embargo", "IND:RUS:all:x0"],
        ["--embargo", "IMPORTER:EXPORTER:SECTORS"],
    ),
    "export tax": (["solve", *SMALL, "--export-tax", "IND:US:all:+10%"], ["--export-tax", "USA?"]),
    "closure": ([*GOOD, "--deficits", "balancd"], ["--deficits", "'balanced'?"]),
    "closure by its other name": ([*GOOD, "--closure", "none"], ["--closure", "fixed"]),
    "baseline": (["solve", "--baseline", "world-2202", *GOOD[3:]], ["world-2202", "world-2022?"]),
    "baseline not netCDF": (["solve", "--baseline", __file__, *GOOD[3:]], ["netCDF"]),
    "elasticities": ([*GOOD, "--elasticities", "fontagne"], ["fontagne", "fontagne_2022"]),
    "country": ([*GOOD, "--country", "JAP"], ["--country", "JPN?"]),
    "top": ([*GOOD, "--top", "many"], ["--top", "whole number"]),
    "several mistakes at once": (
        [*GOOD, "--deficits", "balancd", "--labour-supply", "much", "--json", "no/such/x.json"],
        ["3 problems", "'balanced'?", "--labour-supply: 'much' is not a number", "does not exist"],
    ),
    "nothing but the command": (["seek"], ["3 problems", "--outcome: is missing", "--target"]),
    "money without unit": (
        ["solve", *SMALL, "--transfer", "USA:IND:250", "--purchase", "IND:USA:goods:+10"],
        ["2 problems", "'250' has no unit", "write +10bn for USD billion"],
    ),
    "terms of a bloc": (
        ["solve", *SMALL, "--bloc", "USA,IND:goods:fre"],
        ["INSIDE: 'fre' is neither free nor a factor", "x0.5"],
    ),
    "a sanction that helps": (
        ["solve", *SMALL, "--sanction", "USA:RUS:mining:x0.5"],
        ["--sanction", "MEASURE: 'x0.5' would make trading cheaper"],
    ),
    "a fact below zero": (
        ["baseline", "calibrate", *SMALL[1:], "--fact", "trade:USA:IND=-1bn", "--out", "x.nc"],
        ["--fact trade:USA:IND=-1bn", "below zero"],
    ),
    "two faulty facts": (
        [
            "baseline",
            "calibrate",
            *SMALL[1:],
            "--out",
            "x.nc",
            "--fact",
            "trade:USA:INX=1bn",
            "--fact",
            "blance:IND:USA=1bn",
        ],
        ["--fact trade:USA:INX=1bn: partner", "--fact blance:IND:USA=1bn", "balance?"],
    ),
    "json into no folder": ([*GOOD, "--json", "no/such/x.json"], ["--json", "does not exist"]),
    "json onto a folder": ([*GOOD, "--json", "."], ["--json", "is a folder"]),
    "purchase without sign": (
        ["solve", *SMALL, "--purchase", "IND:USA:goods:10bn"],
        ["--purchase", "write +10bn"],
    ),
    "purchase in per cent": (["solve", *SMALL, "--purchase", "IND:USA:goods:+10%"], ["+10bn"]),
    "purchase extra": (
        ["solve", *SMALL, "--purchase", "IND:USA:goods:+1bn:bot"],
        ["'bot' is unknown", "both?"],
    ),
    "purchase payer": (
        ["solve", *SMALL, "--purchase", "IND:USA:goods:+1bn:paid-by=US"],
        ["paid-by", "USA?"],
    ),
    "migration skill": (
        ["solve", *SMALL, "--migration", "IND:USA:skiled:+5"],
        ["skiled", "skilled?"],
    ),
    "migration without sign": (["solve", *SMALL, "--migration", "IND:USA:all:5"], ["+50000"]),
    "migration of too many": (["solve", *SMALL, "--migration", "IND:USA:all:+9e9"], ["leave"]),
    "sanction measure": (
        ["solve", *SMALL, "--sanction", "USA:RUS:all:embrago"],
        ["--sanction", "embargo"],
    ),
    "secondary without part": (
        ["solve", *SMALL, "--secondary-tariff", "USA:RUS:goods:+25%"],
        ["4 parts", "BECAUSE_OF"],
    ),
    "waiver of nothing": (["solve", *SMALL, "--waiver", "USA:IND:RUS"], ["nothing to waive"]),
    "bloc inside": (["solve", *SMALL, "--bloc", "quad:goods:fre"], ["--bloc", "'fre'"]),
    "transfer without money": (["solve", *SMALL, "--transfer", "USA:IND:much"], ["250mn"]),
    "transfer to itself": (["solve", *SMALL, "--transfer", "USA:USA:1bn"], ["one country twice"]),
    "range in solve": (
        ["solve", *SMALL, "--tariff", "USA:IND:goods:+0..25%"],
        ["is a range", "tradetalks seek"],
    ),
    "kappa": ([*GOOD, "--labour-supply", "50"], ["--labour-supply", "50"]),
    "revenue": ([*GOOD, "--revenue", "income"], ["--revenue", "income_tax"]),
    "scale not a number": ([*GOOD, "--scale-elasticity", "much"], ["--scale-elasticity", "much"]),
    "scale of no sector": ([*GOOD, "--scale-elasticity", "C99=0.1"], ["C99", "no sector"]),
    "scale not unique": ([*GOOD, "--scale-elasticity", "0.9"], ["would not be unique"]),
    "scale twice": (
        [*GOOD, "--scale-elasticity", "0.1", "--scale-elasticity", "0.2"],
        ["SECTOR=NUMBER"],
    ),
    "seek without target": (["seek", "--outcome", "real_income:IND"], ["--target"]),
    "seek without range": (
        ["seek", *GOOD[1:], "--outcome", "real_income_change:IND", "--target", "+1%"],
        ["one lever with a range"],
    ),
    "seek half of a change": (
        [
            "seek",
            *SMALL,
            *("--outcome", "real_income_change:IND", "--target", "half"),
            *("--tariff", "USA:IND:goods:+0..25%"),
        ],
        ["measured from the baseline"],
    ),
    "seek empty range": (
        [
            "seek",
            *SMALL,
            *("--outcome", "balance:USA:IND", "--target", "half"),
            *("--tariff", "USA:IND:goods:+25..5%"),
        ],
        ["range", "is empty"],
    ),
    "rank outcome": (["rank", *SMALL, "--outcome", "real_incme:IND"], ["real_income?"]),
    "rank country": (["rank", *SMALL, "--outcome", "real_income:INDD"], ["INDD", "IND?"]),
    "rank without country": (["rank", *SMALL, "--outcome", "real_income"], ["no country"]),
    "rank factor": (["rank", *SMALL, "--outcome", "real_wage:IND:skiled"], ["skilled?"]),
    "rank among": (["rank", *SMALL, "--outcome", "gdp:IND", "--among", "tarif"], ["'tariff'?"]),
    "rank setter": (["rank", *SMALL, "--outcome", "gdp:IND", "--setter", "US"], ["--setter"]),
    "rank lines": (
        ["rank", *SMALL, "--outcome", "gdp:IND", "--lines", "goods", "--by", "importer"],
        ["--lines", "--by sector"],
    ),
    "calibrate nothing": (["baseline", "calibrate", "--out", "x.nc"], ["--fact"]),
    "calibrate not a fact": (
        ["baseline", "calibrate", "--fact", "trade:USA", "--out", "x.nc"],
        ["is not a fact", "118.3bn"],
    ),
    "calibrate kind": (
        ["baseline", "calibrate", "--fact", "trad:USA:IND=1bn", "--out", "x.nc"],
        ["trad", "trade"],
    ),
    "brief missing": (["run"], ["BRIEF"]),
    "brief unknown": (["run", "us-indai"], ["us-indai", "us-india?"]),
    "brief not TOML": (["run", __file__], ["is not TOML"]),
    "out is a file": (["run", "us-india", "--out", __file__], ["--out", "is a file"]),
    "out inside a file": (["run", "us-india", "--out", f"{__file__}/x"], ["--out", "is a file"]),
    "run with another baseline": (["run", "us-india", "--baseline", "x.nc"], ["x.nc"]),
    "brief check nothing": (["brief", "check"], ["BRIEF"]),
    "brief unknown command": (["brief", "chek", "us-india"], ["chek", "check"]),
    "baseline unknown": (["baseline", "show", "wrld"], ["wrld"]),
    "baseline country": (["baseline", "show", "--country", "INDI"], ["--country", "IND?"]),
    "export nowhere": (["baseline", "export"], ["--netcdf", "--csv"]),
    "export onto a file": (["baseline", "export", "--csv", __file__], ["--csv", "is a file"]),
    "aggregate nothing": (["baseline", "aggregate", "--out", "x.nc"], ["--countries"]),
    "aggregate without out": (["baseline", "aggregate", "--countries", "EU=EU"], ["--out"]),
    "aggregate not a group": (
        ["baseline", "aggregate", "--countries", "EU", "--out", "x.nc"],
        ["--countries", "NEW=OLD"],
    ),
    "aggregate unknown": (
        ["baseline", "aggregate", "--countries", "NAM=USA,CANN", "--out", "x.nc"],
        ["CANN", "CAN?"],
    ),
    "aggregate twice": (
        ["baseline", "aggregate", "--sectors", "X=goods", "--sectors", "X=J", "--out", "x.nc"],
        ["given twice"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_broken_command_lines(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments, words = CASES[case]
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    for word in words:
        assert word in result.stderr
    assert not list(tmp_path.iterdir())


def test_every_problem_of_a_search_at_once() -> None:
    asked = ["--outcome", "balnce:USA", "--target", "hlf", "--purchase", "IND:USA:godos:+0..5bn"]
    result = CliRunner().invoke(main, ["seek", *SMALL, *asked])
    assert result.exit_code == 2
    assert "3 problems" in result.stderr


def test_every_problem_of_every_option_at_once() -> None:
    levers = ["--tariff", "US:IND:godos:25%", "--embargo", "IND:RUSS:mining"]
    result = CliRunner().invoke(main, ["solve", *SMALL, *levers])
    assert result.exit_code == 2
    assert "4 problems" in result.stderr


# case: (arguments, how many problems, words that must be in the message)
TOGETHER: dict[str, tuple[list[str], int, list[str]]] = {
    "war": (
        ["war", *SMALL, "USA", "INDIA", "--by", "sectr", "--bounds", "3", "--tarif", "IND:USA"],
        4,
        ["'sector'?", "INDIA", "IND?", "LOW..HIGH", "--tarif: is not an option", "--tariff?"],
    ),
    "war of one": (
        ["war", *SMALL, "USA", "--starts", "many"],
        2,
        ["USA is alone", "tradetalks optimal", "'many'"],
    ),
    "optimal": (
        ["optimal", *SMALL, "--by", "sectr", "--partners", "INDIA", "--sectors", "godos"],
        4,
        ["COUNTRY: is missing", "'sector'?", "--partners", "goods?"],
    ),
    "optimal of several": (
        ["optimal", *SMALL, "BRICS", "--bounds", "3", "--scale-elasticity", "C99=0.1"],
        3,
        ["tradetalks war", "LOW..HIGH", "--scale-elasticity[C99]"],
    ),
    "solve": (
        ["solve", *SMALL, "stray", "--tariff", "US:IND:goods:+25%", "--top", "many", "--json"],
        4,
        ["stray: is not expected here", "USA?", "whole number", "--json"],
    ),
    "solve without a lever": (
        ["solve", *SMALL, "--closure", "none", "--country", "INDIA"],
        3,
        ["No lever", "--closure", "IND?"],
    ),
    "seek": (
        ["seek", *SMALL, "--target", "hlf", "--tariff", "USA:INDIA:goods:+0..5%", "--top", "x"],
        4,
        ["--outcome: is missing", "hlf", "IND?", "--top"],
    ),
    "rank": (
        ["rank", *SMALL, "--among", "tarif", "--lines", "godos", "--outcome", "gdp:IND"],
        2,
        ["'tariff'?", "goods?"],
    ),
    "run": (["run", "us-indai", "--quik", "--deficits", "none"], 3, ["us-india?", "--quick?"]),
    "deal": (
        ["deal", "us-india", "--disagreement", "statusquo", "--top", "x", "--offer", "no.toml"],
        3,
        ["status_quo?", "--top", "no.toml"],
    ),
    "sweep": (
        ["sweep", "no.toml", "--workers", "many", "--cluster", "tpc://host:8786", "--resum"],
        5,
        ["there is no such file", "whole number", "did you mean tcp://host:8786?", "--resume?"],
    ),
    "sweep on two kinds of workers": (
        ["sweep", "--workers", "2", "--cluster", "local:0"],
        3,
        ["GRID: is missing", "--workers: does not go with --cluster", "local:1 to local:1024"],
    ),
    "several unknown options": (
        ["solve", *SMALL, "--tarif=USA:IND", "-x", "--quick", "--tariff", "USA:IND:goods:+1%"],
        3,
        ["--tarif", "-x", "--quick"],
    ),
}


@pytest.mark.parametrize("case", TOGETHER)
def test_words_and_names_are_told_together(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments, count, words = TOGETHER[case]
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert f"{count} problems" in result.stderr
    for word in words:
        assert word in result.stderr
    assert not list(tmp_path.iterdir())


def test_help_is_shown_whatever_else_is_wrong() -> None:
    result = CliRunner().invoke(main, ["war", "--tarif", "USA:IND", "--by", "sectr", "--help"])
    assert result.exit_code == 0
    assert "PLAYERS" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["solve", "--tarif", "USA:IND:goods:+25%"],
        ["run", "nowhere.toml"],
        ["baseline", "check", "x"],
    ],
)
def test_real_processes(arguments: list[str]) -> None:
    program = [sys.executable, "-c", "from tradetalks.cli import main; main()"]
    done = subprocess.run([*program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
