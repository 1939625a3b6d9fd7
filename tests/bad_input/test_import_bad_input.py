"""Broken downloads: each is named with its place and a remedy, and nothing is left behind."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pytest

from broken import (
    YEAR,
    Arguments,
    Case,
    archive,
    cell,
    figaro,
    flipped,
    line,
    oecd,
    put,
    raw,
    refused,
    scaled,
    several,
    transposed,
    without_column,
    workbook,
)

CASES: dict[str, Case] = {
    # The file itself.
    "no file": (lambda f: ["oecd-icio", str(f / "2022.csv"), *YEAR], ["2022.csv", "is not there"]),
    "a folder": (lambda f: ["oecd-icio", str(f), *YEAR], ["is a folder", "name the file"]),
    "empty": (raw(b""), ["2022.csv", "is empty", "fetch it again"]),
    "blanks only": (raw(b" \n \n"), ["is empty"]),
    "a web page": (raw(b"<!DOCTYPE html><html>"), ["is a web page", "open the link"]),
    "a PDF": (raw(b"%PDF-1.7 ..."), ["is a PDF document"]),
    "gzip": (raw(gzip.compress(b"V1,USA_A01")), ["compressed with gzip", "unpack"]),
    "binary": (raw(b"V1,\x00\x01\x02\n"), ["is not text"]),
    "UTF-16": (raw("V1,USA_A01,USA_HFCE\n".encode("utf-16")), ["UTF-16", "UTF-8"]),
    "header alone": (oecd(lambda t: t.splitlines()[0]), ["industry of a country", "REGION_CODE"]),
    "one column": (raw(b"hello\nworld\n"), ["line 1", "has no columns"]),
    # Cut short.
    "cut in a line": (oecd(lambda t: t[: len(t) // 2]), ["middle of the line", "fetch it again"]),
    "cut between lines": (
        oecd(lambda t: "\n".join(t.splitlines()[:20]) + "\n"),
        ["there is no row 'MEX_G'", "not whole"],
    ),
    "a line too long": (
        oecd(lambda t: line(t, 4, lambda f: [*f, "1"])),
        ["line 4", "fields", "allowed"],
    ),
    "a column lost": (oecd(without_column), ["there is no column 'IND_B06'"]),
    # Archives.
    "archive of another year": (
        archive({"2021_SML.csv": ""}),
        ["- 2016-2022.zip: has no member that fits", "2022 in its name", "2021_SML.csv"],
    ),
    "archive of documents": (archive({"ReadMe.txt": "hello"}), ["no member", ".csv", "ReadMe.txt"]),
    "archive with two tables": (
        archive({"2022_SML.csv": "", "2022.csv": ""}),
        ["several members", "--member"],
    ),
    "archive cut": (archive({"2022.csv": ""}, lambda d: d[: len(d) // 2]), ["fetch it again"]),
    "archive damaged": (archive({"2022.csv": ""}, flipped), ["2022.csv", "fetch it again"]),
    "member misspelt": (
        lambda f: [*archive({"2022_SML.csv": ""})(f), "--member", "2022_SMI.csv"],
        ["no member", "did you mean 2022_SML.csv"],
    ),
    # The wrong table.
    "another year by name": (oecd(name="2021.csv"), ["is of 2021", "--year 2021"]),
    "edition of 2016": (
        oecd(
            lambda t: (
                t.replace("_A01", "_C01")
                .replace("_B06", "_C10")
                .replace("_C10T12", "_C15")
                .replace("_C26", "_C30")
                .replace("_G", "_C50")
            )
        ),
        ["2016 edition or older", "ISIC Rev. 3"],
    ),
    "product by product": (
        figaro(name="matrix_eu-ic-io_prod-by-prod_25ed_2022.csv"),
        ["product by product", "ind-by-ind"],
    ),
    "flat format": (
        raw(b"icioiRow,refArea,obsValue\nUS_A01,US,1.0\n", "figaro", "flat_eu-ic-io_2022.csv"),
        ["flat format", "matrix"],
    ),
    "a table of the OECD's as FIGARO's": (
        lambda f: ["figaro", oecd()(f)[1], *YEAR, "--usd", "1.05"],
        ["is laid out as tables of oecd-icio are", "tradetalks baseline import oecd-icio"],
    ),
    "a table of FIGARO's as the OECD's": (
        lambda f: ["oecd-icio", figaro()(f)[1], *YEAR],
        ["is laid out as tables of figaro are"],
    ),
    "a workbook of the other release": (
        lambda f: ["wiod-2016", *workbook()(f)[1:]],
        ["is laid out as tables of wiod-2013 are"],
    ),
    "unknown source": (lambda f: ["oecd", str(f / "x.csv"), *YEAR], ["'oecd'", "oecd-icio"]),
    # Money.
    "euros without a rate": (figaro(usd=()), ["--usd", "US dollars for one EUR"]),
    "a rate of zero": (figaro(usd=("--usd", "0")), ["--usd", "above zero"]),
    "a rate for dollars": (lambda f: [*oecd()(f), "--usd", "1.05"], ["in USD already"]),
    "thousands": (oecd(scaled(1e3)), ["value added is", "--unit thousands"]),
    "dollars": (oecd(scaled(1e6)), ["--unit units"]),
    "billions": (oecd(scaled(1e-3)), ["--unit billions"]),
    "another world's size": (oecd(scaled(9.0)), ["is this the table of 2022"]),
    # Labels and cells.
    "rows and columns exchanged": (oecd(transposed), ["rows and columns are exchanged"]),
    "a row twice": (
        oecd(lambda t: t + t.splitlines()[3] + "\n"),
        ["'USA_C10T12'", "line 4 and line 30", "once"],
    ),
    "a column twice": (
        oecd(lambda t: cell(t, 1, 3, "USA_B06")),
        ["'USA_B06'", "column 3 and column 4"],
    ),
    "an unknown industry": (
        oecd(lambda t: t.replace("_C26", "_C6X")),
        ["unknown industry 'C6X'"],
    ),
    "an unknown country": (
        oecd(lambda t: t.replace("MEX_", "MXC_")),
        ["unknown region 'MXC'", "--country MXC=ISO3"],
    ),
    "a final use misspelt": (
        oecd(lambda t: t.replace("IND_HFCE", "IND_HFCD")),
        ["'IND_HFCD'", "did you mean HFCE?"],
    ),
    "semicolons": (
        oecd(lambda t: t.replace(".", "%").replace(",", ";").replace("%", ",")),
        ["separated by semicolons", "as downloaded"],
    ),
    "tabs": (oecd(lambda t: t.replace(",", "\t")), ["separated by tabs"]),
    "decimal commas": (
        oecd(
            lambda t: (
                "\n".join(
                    r if i == 0 else r.split(",")[0] + "".join(f",{i},5" for _ in r.split(",")[1:])
                    for i, r in enumerate(t.splitlines())
                )
                + "\n"
            )
        ),
        ["decimal commas"],
    ),
    "a spreadsheet's error": (
        oecd(lambda t: cell(t, 5, 2, "#REF!")),
        ["line 5", "USA_B06", "#REF!"],
    ),
    "a word for a number": (oecd(lambda t: cell(t, 5, 2, "n.a.x")), ["line 5", "'n.a.x'"]),
    "a blank cell": (
        oecd(lambda t: cell(t, 5, 2, "")),
        ["line 5 (USA_C26)", "USA_B06", "is blank"],
    ),
    "infinity": (oecd(lambda t: cell(t, 5, 2, "inf")), ["line 5", "not finite"]),
    "an edited cell": (
        oecd(lambda t: cell(t, 5, 4, "9e7")),
        ["row USA C26", "sales add up to", "its output is"],
    ),
    # Workbooks.
    "text for a workbook": (
        raw(b"a,b\n1,2\n", "wiod-2013", "wiot22.xlsx"),
        ["is not an Excel workbook"],
    ),
    "a workbook for text": (
        lambda f: ["oecd-icio", workbook()(f)[1], *YEAR],
        ["is an Excel workbook", "CSV"],
    ),
    "workbook of another year": (workbook(year=2010), ["is of 2010", "--year 2010"]),
    "workbook without codes": (
        workbook(put(None, 3, None)),
        ["no row or column of industry codes"],
    ),
    "a word in a workbook": (workbook(put(8, 6, "n/k")), ["row 9", "'n/k' is not a number"]),
    "a blank in a workbook": (workbook(put(8, 6, None)), ["is blank"]),
    "a workbook cut": (
        raw(b"PK\x03\x04" + b"\x00" * 400, "wiod-2016", "WIOT2022_Nov16_ROW.xlsb"),
        ["without its end", "fetch it again"],
    ),
    # Several files.
    "EXIOBASE without final use": (
        several("exiobase-3", {"IOT/file_parameters.json": "{}"}, "IOT_2022_ixi.zip"),
        ["holds no Y.txt"],
    ),
    "EXIOBASE unpacked": (
        raw(b"region\tsector\n", "exiobase-3", "Y.txt"),
        ["is not a zip archive"],
    ),
    "EXIOBASE garbled": (
        several("exiobase-3", {"I/file_parameters.json": "{", "I/Y.txt": "x"}, "IOT_2022_ixi.zip"),
        ["cannot be read", "fetch it again"],
    ),
    "Eora without final demand": (
        several("eora26", {"Eora26_2022_bp_T.txt": "1"}, "Eora26_2022_bp.zip"),
        ["holds no _FD.txt"],
    ),
    "Eora of another year": (
        several(
            "eora26",
            {f"Eora26_2017_bp_{p}.txt": "1" for p in ("T", "FD", "VA", "Q", "QY")},
            "Eora26_2017_bp.zip",
        ),
        ["is of 2017"],
    ),
    # The command line.
    "a country that is no pair": (
        lambda f: [*oecd()(f), "--country", "WA"],
        ["'WA'", "CODE=LABEL"],
    ),
    "unknown elasticities": (
        lambda f: [*oecd()(f), "--elasticities", "shapiro"],
        ["shapiro_2016"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_is_named_and_leaves_nothing(case: str, tmp_path: Path) -> None:
    refused(*CASES[case], tmp_path)


def test_there_are_as_many_as_were_asked_for() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize(
    ("module", "case"),
    [
        ("python_calamine", workbook()),
        (
            "pymrio",
            several("exiobase-3", {"I/file_parameters.json": "{}", "I/Y.txt": "x"}, "IOT_2022.zip"),
        ),
    ],
)
def test_a_missing_extra_is_named(
    module: str, case: Arguments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    refused(case, [module.replace("_", "-"), "not installed", "tradetalks[import]"], tmp_path)
