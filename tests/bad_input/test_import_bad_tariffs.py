"""Broken files of tariffs: every mistake by its line, all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from broken import GOOD, HEAD, Case, oecd, refused, tariffs
from tradetalks.cli import main

CASES: dict[str, Case] = {
    "no file": (
        lambda f: [*oecd()(f), "--tariffs", str(f / "t.csv")],
        ["t.csv", "is not there"],
    ),
    "a web page": (tariffs("<html>log in</html>"), ["tariffs.csv", "web page"]),
    "semicolons": (tariffs(GOOD.replace(",", ";")), ["semicolons", "commas"]),
    "no rate": (tariffs(GOOD.replace("rate", "rte")), ["no column of the rate"]),
    "two importers": (
        tariffs(GOOD.replace("exporter", "reporter")),
        ["'reporter' and 'importer' both mean importer"],
    ),
    "no rows": (tariffs(HEAD), ["no rows"]),
    "a ragged line": (tariffs(GOOD + "USA,CHN,851712,5,9\n"), ["line 4"]),
    "cut": (tariffs(GOOD + "USA,CHN,8517"), ["line 4", "middle of the line"]),
    "not UTF-8": (
        tariffs("importer,exporter,hs6,rate\nUSA,Côte,851712,5\n".encode("latin-1")),
        ["line 2", "UTF-8"],
    ),
    "unknown country": (tariffs(GOOD + "USA,INX,851712,5\n"), ["line 4", "unknown exporter 'INX'"]),
    "everyone as importer": (tariffs(GOOD + "WLD,IND,851712,5\n"), ["unknown importer 'WLD'"]),
    "unknown product": (tariffs(GOOD + "USA,CHN,phones,5\n"), ["unknown product 'phones'"]),
    "no such HS code": (tariffs(GOOD + "USA,CHN,770100,5\n"), ["'770100' does not exist"]),
    "a lost zero": (tariffs(GOOD + "USA,CHN,10121,5\n"), ["5 digits", "010121"]),
    "a date for a code": (
        tariffs(GOOD.replace("hs6", "isic") + "USA,CHN,10-Dec,5\n"),
        ["line 4", "10-Dec", "a date"],
    ),
    "a power for a code": (tariffs(GOOD + "USA,CHN,8.52E+05,5\n"), ["8.52E+05"]),
    "per cent signs": (tariffs(GOOD + "USA,CHN,851712,5%\n"), ["line 4", "'5%'"]),
    "decimal commas": (
        tariffs('importer,exporter,hs6,rate\nUSA,IND,851712,"5,5"\n'),
        ["'5,5'", "decimal point"],
    ),
    "a blank rate": (tariffs(GOOD + "USA,CHN,851712,\n"), ["line 4", "rate is blank"]),
    "negative": (tariffs(GOOD + "USA,CHN,851712,-5\n"), ["line 4", "-0.05"]),
    "absurd": (
        tariffs(GOOD + "USA,CHN,851712,5000\n", "--tariff-unit", "fraction"),
        ["line 4", "--tariff-unit percent"],
    ),
    "twice": (tariffs(GOOD + "USA,IND,851712,7\n"), ["line 4", "a second rate", "USA on IND"]),
    "another year": (
        tariffs("importer,exporter,hs6,rate,year\nUSA,IND,851712,5,2021\n"),
        ["no row of 2022", "2021"],
    ),
    "which unit": (
        tariffs(HEAD + "USA,IND,851712,0.7\nIND,USA,851712,0.8\n"),
        ["per cent or fractions"],
    ),
    "no weights": (
        tariffs(GOOD, "--tariff-weights", "trade"),
        ["no column of imports", "simple"],
    ),
    "digits of no classification": (
        tariffs(GOOD.replace("hs6", "sector")),
        ["tariffs.csv, sector", "of which classification?", "--tariff-products"],
    ),
    "no such division": (
        tariffs(GOOD.replace("hs6", "isic3") + "USA,CHN,6,5\n"),
        ["unknown product '6'", "divisions, groups or classes of ISIC Rev. 3"],
    ),
    "unknown regime": (
        tariffs("importer,exporter,hs6,rate,type\nUSA,IND,851712,5,final\n"),
        ["line 2, type", "unknown regime 'final'", "AHS, PRF, MFN, BND"],
    ),
    "gaps refused": (
        tariffs(GOOD, "--tariff-missing", "refuse"),
        ["says nothing of", "importer-mean"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_is_named_and_leaves_nothing(case: str, tmp_path: Path) -> None:
    refused(*CASES[case], tmp_path)


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_byte_order_mark_and_line_ends_are_no_fault(
    mark: bytes, end: str, tmp_path: Path
) -> None:
    arguments = tariffs(mark + GOOD.replace("\n", end).encode())(tmp_path)
    table = tmp_path / "2022.csv"
    table.write_bytes(mark + table.read_text().replace("\n", end).encode())
    out = tmp_path / "world.nc"
    result = CliRunner(env={"TRADETALKS_CACHE": str(tmp_path / "cache")}).invoke(
        main, ["baseline", "import", *arguments, "-o", str(out)]
    )
    assert result.exit_code == 0, result.output


def test_the_table_the_rate_and_the_tariffs_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "tariffs.csv").write_text(GOOD + "USA,CHN,851712,free\n")
    (tmp_path / "table.csv").write_text("rowLabels,US_A01,US_P3_S14\nUS_A01,x,1\n")
    result = CliRunner().invoke(
        main,
        ["baseline", "import", "figaro", str(tmp_path / "table.csv"), "--year", "2022",
         "--tariffs", str(tmp_path / "tariffs.csv"), "-o", str(tmp_path / "w.nc")],
    )  # fmt: skip
    assert result.exit_code == 2
    assert "3 problems" in result.output
    for words in ("--usd", "table.csv, line 2, column US_A01", "tariffs.csv, line 4"):
        assert words in result.output


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    text = GOOD + "USA,CHN,851712,free\nUSA,MEX,851712,\nUSA,ROW,851712,ten\n"
    result = CliRunner().invoke(
        main, ["baseline", "import", *tariffs(text)(tmp_path), "-o", str(tmp_path / "w.nc")]
    )
    assert "3 problems" in result.output
    for place in ("line 4", "line 5", "line 6"):
        assert place in result.output
