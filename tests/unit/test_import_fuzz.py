"""Whatever happens to a file on its way, a reader reads it or says what is wrong with it."""

from __future__ import annotations

import warnings
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from test_import_tables import ALPHA_2, EORA, NACE, industries

import published
import sheets
from tradetalks import InputError
from tradetalks.baseline.importing import import_table
from tradetalks.baseline.sources.bilateral import read_trade
from tradetalks.baseline.sources.own_codes import own_codes
from tradetalks.baseline.sources.tariffs import read_tariffs
from tradetalks.labels.isic import classes

#: Name of the file, year, US dollars for one unit of its currency.
FILES: dict[str, tuple[str, int, float | None]] = {
    "oecd-icio": ("2022.csv", 2022, None),
    "figaro": ("matrix_eu-ic-io_ind-by-ind_25ed_2022.csv", 2022, 1.0),
    "wiod-2013": ("WIOT11_ROW_Sep12.xlsx", 2011, None),
    "wiod-2016": ("WIOT2014_Nov16_ROW.xlsb", 2014, None),
    "adb-mrio": ("ADB-MRIO-2014.xlsx", 2014, None),
    "exiobase-3": ("IOT_2022_ixi.zip", 2022, 1.0),
    "eora26": ("Eora26_2017_bp.zip", 2017, None),
}
TARIFFS = b"importer,exporter,hs6,rate,imports,regime\n" + b"".join(
    f"{m},{e},{p},{r},{10 * r + 1},{k}\n".encode()
    for m, e, p, r, k in (
        ("USA", "IND", "851712", 5, "AHS"),
        ("USA", "", "851712", 8, "MFN"),
        ("IND", "USA", "010121", 20, "AHS"),
        ("EU", "IND", "610910", 9.6, "MFN"),
    )
)
TRADE = b"t,i,j,k,v,q\n" + b"".join(
    f"2022,{o},{d},{k},{v},1\n".encode()
    for o, d, k, v in ((699, 842, "851712", 900), (842, 699, "010121", 40), (276, 842, "610910", 7))
)
COMTRADE = b"refYear,reporterCode,reporterISO,flowCode,partnerISO,cmdCode,primaryValue\n"
COMTRADE += b"".join(
    f"2022,0,{r},{f},{p},{k},{v}\n".encode()
    for r, f, p, k, v in (
        ("USA", "M", "IND", "851712", 9e8), ("IND", "X", "USA", "851712", 8e8),
        ("DEU", "RX", "USA", "610910", 7e6), ("USA", "M", "W00", "TOTAL", 1e12),
    )
)  # fmt: skip
CODES = b"code,isic\n1,A01\n139,C26\n139,C27\n36,C10T12\n"
TOKENS = [b",", b";", b"\n", b"\r", b'"', b"\x00", b"\xff", b"NaN", b"1e999", b"-1", b"#REF!", b"",
          b"Dec-10", b"9" * 400, "é".encode(), b"USA_A01", b"=1+1"]  # fmt: skip
FIXED = settings(
    derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


@cache
def as_published(source: str) -> bytes:
    name, year, _ = FILES[source]
    three = ("USA", "IND", "ROW")
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        if source == "oecd-icio":
            published.oecd(published.printed(three, ("A01", "C26")), path)
        elif source == "figaro":
            published.figaro(published.printed(three, ("A01", "C26")), path, ALPHA_2)
        elif source == "exiobase-3":
            world = published.printed(three, ("A01", "C24"))
            published.exiobase(world, path, industries(0, 71))
        elif source == "eora26":
            world = published.printed(("USA", "IND", "DEU"), EORA[:2], gdp=80e6)
            published.eora(world, path, EORA[:2], year)
        else:
            codes = ("A01", "C10-C12") if source == "wiod-2016" else NACE[:2]
            sheets.workbook(published.printed(three, codes, gdp=76e6), path, source, year)
        return path.read_bytes()


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """The bytes after one to three things that happen to files."""
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        span = draw(st.integers(0, 30))
        kind = draw(st.sampled_from(["cut", "drop", "put", "over", "line twice", "no line"]))
        lines = data.split(b"\n")
        row = at % len(lines)
        if kind == "cut":
            data = data[:at]
        elif kind == "drop":
            data = data[:at] + data[at + span :]
        elif kind == "put":
            data = data[:at] + draw(st.sampled_from(TOKENS)) + data[at:]
        elif kind == "over":
            token = draw(st.sampled_from(TOKENS))
            data = data[:at] + token + data[at + len(token) :]
        elif kind == "line twice":
            data = b"\n".join([*lines[: row + 1], *lines[row:]])
        else:
            data = b"\n".join([*lines[:row], *lines[row + 1 :]])
    return data


def read_or_refused(source: str, data: bytes) -> bool:
    """Whether the import gave a world; anything but a sound one or an InputError is a fault."""
    name, year, usd = FILES[source]
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            made = import_table(source, path, year, usd=usd).baseline
        except InputError as error:
            if all(p.place and p.what for p in error.problems):
                return False
            raise
    assert made.check().ok
    return True


@pytest.mark.parametrize("source", FILES)
def test_as_published_is_read(source: str) -> None:
    assert read_or_refused(source, as_published(source))


@pytest.mark.parametrize("source", FILES)
@settings(FIXED, max_examples=25)
@given(data=st.data())
def test_damaged_tables_are_read_or_refused(source: str, data: st.DataObject) -> None:
    read_or_refused(source, data.draw(damaged(as_published(source))))


def test_a_workbook_that_makes_its_reader_panic_is_refused() -> None:
    """A cell of text that there is none of, in a part whose checksum is right."""
    held = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(as_published("wiod-2016"))) as old,
        zipfile.ZipFile(held, "w") as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if "sheet1.bin" in name and "_rels" not in name:
                cell = part.index(b"\x07\x0c") + 2  # a shared string: column, style, its number
                part = part[: cell + 8] + b"\xff\xff\xff\x06" + part[cell + 12 :]
            new.writestr(name, part)
    assert not read_or_refused("wiod-2016", held.getvalue())


@settings(FIXED, max_examples=150)
@given(data=damaged(TARIFFS))
@example(data=TARIFFS)
def test_damaged_tariffs_are_read_or_refused(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tariffs.csv"
        path.write_bytes(data)
        try:
            found = read_tariffs(path, ("USA", "IND", "DEU", "ROW"), ("A01", "C14", "C26"))
        except InputError:
            return
    assert np.isfinite(found.rates).all()
    assert (found.rates >= 0).all()


@settings(FIXED, max_examples=150)
@given(data=damaged(TRADE))
@example(data=TRADE)
def test_damaged_trade_is_read_or_refused(data: bytes) -> None:
    covers = {s: c for s in ("A01", "C14", "C26") if (c := classes(s))}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "trade.csv"
        path.write_bytes(data)
        try:
            found = read_trade(path, ("USA", "IND", "DEU", "ROW"), covers)
        except InputError:
            return
    assert np.isfinite(found.trade).all()
    assert (found.trade >= 0).all()


@settings(FIXED, max_examples=100)
@given(data=damaged(COMTRADE))
@example(data=COMTRADE)
def test_damaged_reports_of_trade_are_read_or_refused(data: bytes) -> None:
    covers = {s: c for s in ("A01", "C14", "C26") if (c := classes(s))}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "trade.csv"
        path.write_bytes(data)
        try:
            found = read_trade(path, ("USA", "IND", "DEU", "ROW"), covers, unit="units")
        except InputError:
            return
    assert np.isfinite(found.trade).all()
    assert (found.trade >= 0).all()


@settings(FIXED, max_examples=80)
@given(data=damaged(CODES))
@example(data=CODES)
def test_damaged_concordances_are_read_or_refused(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "codes.csv"
        path.write_bytes(data)
        try:
            found = own_codes(path)
        except InputError:
            return
    for shares in found.values():
        assert sum(shares.values()) == pytest.approx(1)
        assert all(classes(isic) for isic in shares)


@settings(FIXED, max_examples=60)
@given(data=st.binary(max_size=400))
def test_noise_is_refused(data: bytes) -> None:
    assert not read_or_refused("oecd-icio", data)
