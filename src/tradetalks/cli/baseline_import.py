"""`tradetalks baseline import`: published tables as baselines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tradetalks.cli.careful import Command as Careful
from tradetalks.cli.careful import Reading
from tradetalks.cli.options import Command, OneOf, new_file
from tradetalks.errors import InputError, Problem

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline

UNITS = ("units", "thousands", "millions", "billions")
CLASSIFICATIONS = ("hs", "isic3", "isic4")


out_option = click.option(
    "--out", "-o", callback=new_file, required=True, metavar="FILE", help="netCDF file to write."
)


def tariff_options(command: Command) -> Command:
    """--tariffs and how its file is read."""
    for option in reversed(
        (
            click.option(
                "--tariffs",
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="Tidy file of tariffs: importer, exporter, product, rate.",
            ),
            click.option(
                "--tariff-unit",
                type=OneOf(("percent", "fraction")),
                help="Of the rates, if not plain.",
            ),
            click.option(
                "--tariff-weights",
                type=OneOf(("simple", "trade")),
                help="How products average to sectors; by imports where the file has them.",
            ),
            click.option(
                "--tariff-missing",
                type=OneOf(("importer-mean", "zero", "refuse")),
                default="importer-mean",
                show_default=True,
                help="What stands where the file says nothing.",
            ),
            click.option(
                "--tariff-products",
                type=OneOf(CLASSIFICATIONS),
                help="Of codes of digits, if the column's name does not say it.",
            ),
            click.option(
                "--tariff-year", type=click.IntRange(1980, 2100), help="If not that of the table."
            ),
        )
    ):
        command = option(command)
    return command


@click.command("import", cls=Careful)
@click.argument("source")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--year", type=click.IntRange(1990, 2100), required=True, help="Year of the table.")
@click.option(
    "--usd", type=float, metavar="RATE", help="US dollars for one unit of the table's currency."
)
@click.option("--unit", type=OneOf(UNITS), help="What the figures count, if not as published.")
@click.option(
    "--country", "countries", multiple=True, metavar="CODE=LABEL",
    help="The publisher's code of a region, and its label here. May be repeated.",
)  # fmt: skip
@click.option("--member", default="", metavar="NAME", help="The file in an archive of several.")
@tariff_options
@click.option("--elasticities", metavar="NAME", help="Set of trade elasticities to use.")
@out_option
def import_(
    source: str,
    file: Path,
    year: int,
    usd: float | None,
    unit: str | None,
    countries: tuple[str, ...],
    member: str,
    tariffs: Path | None,
    tariff_unit: str | None,
    tariff_weights: str | None,
    tariff_missing: str,
    tariff_products: str | None,
    tariff_year: int | None,
    elasticities: str | None,
    out: Path,
) -> None:
    """Make a checked baseline from a published inter-country table.

    \b
    tradetalks baseline import oecd-icio 2016-2022_SML.zip --year 2022 \\
        --tariffs tariffs.csv -o world.nc
    tradetalks baseline import figaro matrix_eu-ic-io_ind-by-ind_25ed_2022.csv \\
        --year 2022 --usd 1.0530 -o world.nc
    SOURCE is oecd-icio, figaro, wiod-2013, wiod-2016, adb-mrio, exiobase-3 or eora26. FILE is as
    downloaded. Every rule that touched a cell is listed and kept in the history of the baseline.
    """
    from tradetalks.baseline import DEFAULT_ELASTICITIES, elasticity_set
    from tradetalks.baseline.elasticity_sets import is_set_file
    from tradetalks.baseline.import_cache import kept_import
    from tradetalks.baseline.importing import import_table
    from tradetalks.baseline.sources.catalog import source as find
    from tradetalks.baseline.sources.tariffs import TariffRules
    from tradetalks.cli.terminal import write_whole

    read = Reading()
    read(lambda: find(source))
    read(lambda: elasticity_set(elasticities or DEFAULT_ELASTICITIES))
    labels = read(lambda: _labels(countries)) or {}
    read.done()
    options: dict[str, Any] = {
        "usd": usd,
        "unit": unit,
        "elasticities": elasticities or DEFAULT_ELASTICITIES,
        "countries": labels,
        "member": member,
        "tariff_rules": TariffRules(
            tariff_unit, tariff_weights, tariff_missing, tariff_year, tariff_products
        ),
    }
    own = Path(elasticities) if elasticities and is_set_file(elasticities) else None
    files = {
        "table": file,
        "indices": file.with_name("indices.zip"),
        "tariffs": tariffs,
        "elasticities": own,
    }
    made, again = kept_import(
        files,
        {"source": source, "year": year, "names": _names(files), **options},
        lambda: import_table(source, file, year, tariffs=tariffs, **options).baseline,
    )
    write_whole(out, made.to_file)
    _show(made, out, again)


@click.command("import-trade", cls=Careful)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--year", type=click.IntRange(1950, 2100), help="Rows to take; needed if several.")
@click.option(
    "--structure",
    metavar="NAME|FILE",
    default="world-2022",
    show_default=True,
    help="World whose cost shares, factors and sectors are used.",
)
@click.option("--unit", type=OneOf(UNITS), help="What a value counts, of US dollars.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Tidy file of output: exporter, product, value. Home sales follow from it.",
)
@click.option(
    "--products",
    type=OneOf(CLASSIFICATIONS),
    help="What codes of digits are, if the column's name does not say it.",
)
@click.option(
    "--concordance",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="CSV with the columns code and isic, for product codes of another kind.",
)
@click.option(
    "--keep", multiple=True, metavar="ISO3", help="A country to take out of the rest of the world."
)
@tariff_options
@out_option
def import_trade(
    file: Path,
    year: int | None,
    structure: str,
    unit: str | None,
    output: Path | None,
    products: str | None,
    concordance: Path | None,
    keep: tuple[str, ...],
    tariffs: Path | None,
    tariff_unit: str | None,
    tariff_weights: str | None,
    tariff_missing: str,
    tariff_products: str | None,
    tariff_year: int | None,
    out: Path,
) -> None:
    """Make a checked baseline from bilateral trade and the production of a known world.

    \b
    tradetalks baseline import-trade BACI_HS17_Y2023_V202501.csv --year 2023 -o world.nc
    FILE is tidy: exporter, importer, product (HS or ISIC), value, and the year. Countries without a
    label in the structure's world join its rest of the world, or get the cost shares of their
    region with --keep.
    """
    from tradetalks.baseline import load_baseline
    from tradetalks.baseline.import_cache import kept_import
    from tradetalks.baseline.importing_trade import import_trade as make
    from tradetalks.baseline.sources.tariffs import TariffRules
    from tradetalks.cli.terminal import write_whole

    base = load_baseline(structure)
    options: dict[str, Any] = {
        "unit": unit,
        "tariff_rules": TariffRules(
            tariff_unit, tariff_weights, tariff_missing, tariff_year, tariff_products
        ),
        "keep": keep,
        "products": products,
    }
    files = {"trade": file, "output": output, "tariffs": tariffs, "concordance": concordance}
    world = (base.fingerprint, base.name, base.history)
    made, again = kept_import(
        files,
        {"year": year, "structure": world, "names": _names(files), **options},
        lambda: make(
            base, file, year, output=output, tariffs=tariffs, concordance=concordance, **options
        ),
    )
    write_whole(out, made.to_file)
    _show(made, out, again)


def _names(files: Mapping[str, Path | None]) -> list[str]:
    """What the files are called: the history of the baseline says so."""
    return [path.name for path in files.values() if path is not None]


def _labels(written: tuple[str, ...]) -> dict[str, str]:
    """CODE=LABEL options as a mapping. Raises InputError with all that are none."""
    found, problems = {}, []
    for text in written:
        code, equals, label = (part.strip() for part in text.partition("="))
        if not (code and equals and label):
            what = f"{text!r} is not CODE=LABEL"
            problems.append(Problem("--country", what, "for example WA=WWA"))
        found[code] = label
    if problems:
        raise InputError(problems)
    return found


def _show(base: Baseline, out: Path, again: bool) -> None:
    size = f"{len(base.countries)} countries, {len(base.sectors)} sectors"
    click.echo(f"written: {out} ({size}){', as imported before' if again else ''}")
    for line in base.history:
        click.echo(f"  {line}")
    for warning in base.check().warnings:
        click.echo(f"warning: {warning}", err=True)
