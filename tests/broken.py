"""Published files after something went wrong with them, as the arguments of an import."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from click.testing import CliRunner

import published
import sheets
from tradetalks.cli import main

Arguments = Callable[[Path], list[str]]
Case = tuple[Arguments, list[str]]
YEAR = ["--year", "2022"]
ALPHA_2 = {"USA": "US", "IND": "IN", "CHN": "CN", "MEX": "MX", "ROW": "FIGW1"}


def oecd(edit: Callable[[str], str] = str, name: str = "2022.csv") -> Arguments:
    """An import of the OECD's file after an edit of its text."""

    def arguments(folder: Path) -> list[str]:
        text = published.oecd(published.printed(), folder / "as_published.csv").read_text()
        (folder / name).write_text(edit(text), encoding="utf-8")
        return ["oecd-icio", str(folder / name), *YEAR]

    return arguments


def raw(data: bytes, source: str = "oecd-icio", name: str = "2022.csv") -> Arguments:
    def arguments(folder: Path) -> list[str]:
        (folder / name).write_bytes(data)
        return [
            source,
            str(folder / name),
            *YEAR,
            *(["--usd", "1.05"] if source in ("figaro", "exiobase-3") else []),
        ]

    return arguments


def line(text: str, number: int, edit: Callable[[list[str]], list[str]]) -> str:
    """The text with the fields of one line (from 1) changed."""
    lines = text.splitlines()
    lines[number - 1] = ",".join(edit(lines[number - 1].split(",")))
    return "\n".join(lines) + "\n"


def cell(text: str, row: int, column: int, value: str) -> str:
    return line(text, row, lambda fields: [*fields[:column], value, *fields[column + 1 :]])


def transposed(text: str) -> str:
    rows = [r.split(",") for r in text.splitlines()]
    industries = len(published.printed().sellers)
    values = np.array([r[1 : industries + 1] for r in rows[1 : industries + 1]])
    for i in range(industries):
        rows[i + 1][1 : industries + 1] = values[:, i].tolist()
    return "\n".join(",".join(r) for r in rows) + "\n"


def scaled(factor: float) -> Callable[[str], str]:
    def edit(text: str) -> str:
        rows = [r.split(",") for r in text.splitlines()]
        body = [[r[0], *(f"{float(v) * factor:.6g}" for v in r[1:])] for r in rows[1:]]
        return "\n".join(",".join(r) for r in [rows[0], *body]) + "\n"

    return edit


def without_column(text: str) -> str:
    return (
        "\n".join(",".join(f[:7] + f[8:]) for f in (r.split(",") for r in text.splitlines())) + "\n"
    )


def archive(
    members: dict[str, str], broken: Callable[[bytes], bytes] = bytes, name: str = "2016-2022.zip"
) -> Arguments:
    """An archive whose members are edits ("" for as published) of the OECD's file."""

    def arguments(folder: Path) -> list[str]:
        text = published.oecd(published.printed(), folder / "as_published.csv").read_text()
        path = folder / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            for member, content in members.items():
                made.writestr(member, content or text)
        path.write_bytes(broken(path.read_bytes()))
        return ["oecd-icio", str(path), *YEAR]

    return arguments


def flipped(data: bytes) -> bytes:
    """The archive with bytes changed in the middle of what it holds."""
    at = len(data) // 2
    return data[:at] + bytes(b ^ 0xFF for b in data[at : at + 40]) + data[at + 40 :]


def figaro(
    edit: Callable[[str], str] = str, name: str = "matrix_eu-ic-io_ind-by-ind_25ed_2022.csv",
    usd: tuple[str, ...] = ("--usd", "1.05"),
) -> Arguments:  # fmt: skip
    def arguments(folder: Path) -> list[str]:
        path = published.figaro(published.printed(), folder / name, ALPHA_2)
        path.write_text(edit(path.read_text()))
        return ["figaro", str(path), *YEAR, *usd]

    return arguments


def workbook(
    edit: Callable[[sheets.Cells], None] = lambda cells: None, year: int = 2011, asked: int = 2011
) -> Arguments:
    def arguments(folder: Path) -> list[str]:
        world = published.printed(codes=[f"c{i}" for i in range(1, 6)], gdp=73e6)
        cells = sheets.cells(world, "wiod-2013", year)
        edit(cells)
        path = sheets.save(cells, folder / "wiot.xlsx", f"WIOT_{year}")
        return ["wiod-2013", str(path), "--year", str(asked)]

    return arguments


def put(row: int | None, column: int, value: object) -> Callable[[sheets.Cells], None]:
    """A value in one row of a sheet, or in all (None) that reach as far."""

    def edit(cells: sheets.Cells) -> None:
        for line in cells if row is None else [cells[row]]:
            if len(line) > column:
                line[column] = value

    return edit


def several(source: str, members: dict[str, str], name: str) -> Arguments:
    def arguments(folder: Path) -> list[str]:
        with zipfile.ZipFile(folder / name, "w") as made:
            for member, content in members.items():
                made.writestr(member, content)
        return [source, str(folder / name), *YEAR, *(["--usd", "1"] if "exio" in source else [])]

    return arguments


def tariffs(text: str | bytes, *more: str) -> Arguments:
    def arguments(folder: Path) -> list[str]:
        path = folder / "tariffs.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return [*oecd()(folder), "--tariffs", str(path), *more]

    return arguments


HEAD = "importer,exporter,hs6,rate\n"
GOOD = HEAD + "USA,IND,851712,5\nIND,USA,851712,20\n"


def refused(made: Arguments, words: list[str], folder: Path) -> None:
    """The import ends with status 2 and says `words`; an older world stays as it was."""
    arguments = made(folder)
    out = folder / "world.nc"
    out.write_bytes(b"an older world")
    before = sorted(folder.iterdir())
    cache = {"TRADETALKS_CACHE": str(folder / "cache")}
    result = CliRunner(env=cache).invoke(main, ["baseline", "import", *arguments, "-o", str(out)])
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    for word in words:
        assert word in result.output, result.output
    assert out.read_bytes() == b"an older world"
    assert sorted(p for p in folder.iterdir() if p.name != "cache") == before
    assert not list(folder.glob("cache/imports/*"))
