"""`tradetalks baseline`: the worlds that policies start from."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import click

from tradetalks.cli.baseline_import import import_, import_trade
from tradetalks.cli.baseline_loss import loss
from tradetalks.cli.careful import Group
from tradetalks.cli.differences import diff
from tradetalks.cli.options import csv_option, new_file, new_folder
from tradetalks.errors import InputError, Problem, nearest

name_argument = click.argument("name", required=False)


@click.group(cls=Group)
def baseline() -> None:
    """Show, check, import, export and aggregate baselines. NAME is a name or a file."""


baseline.add_command(import_)
baseline.add_command(import_trade)
baseline.add_command(diff)
baseline.add_command(loss)


@baseline.command("list")
def list_baselines() -> None:
    """The baselines that come with the program, and the sets of elasticities."""
    from tradetalks.baseline import baselines, elasticity_sets, load_baseline

    for name in baselines():
        base = load_baseline(name)
        size = f"{len(base.countries)} countries, {len(base.sectors)} sectors"
        click.echo(f"{name:<20} {size:<28} {base.title}")
    click.echo(f"\nsets of elasticities: {', '.join(elasticity_sets())}")


@baseline.command()
@name_argument
@click.option("--country", metavar="NAME", help="Its trade, partners and tariffs.")
def show(name: str | None, country: str | None) -> None:
    """What a baseline holds: labels, variables, units and sources."""
    from tradetalks.baseline import load_baseline
    from tradetalks.cli import world
    from tradetalks.cli.terminal import console

    base, to = load_baseline(name), console()
    if country is None:
        world.show(base, to)
    else:
        world.show_country(base, country, to)


@baseline.command()
@name_argument
def check(name: str | None) -> None:
    """Find everything wrong with a baseline; status 2 when there is a problem."""
    from tradetalks.baseline import load_baseline

    base = load_baseline(name)
    report = base.check()
    for warning in report.warnings:
        click.echo(f"warning: {warning}", err=True)
    report.raise_if_any()
    click.echo(f"{base.name or name}: no problem found ({len(report.warnings)} warnings)")


@baseline.command()
@name_argument
@click.option(
    "--out", callback=new_file, required=True, metavar="FILE", help="netCDF file to write."
)
def balance(name: str | None, out: Path) -> None:
    """Mend what breaks the accounting identities, and say what it took."""
    from tradetalks.baseline import load_baseline
    from tradetalks.cli.terminal import write_whole

    made = load_baseline(name).balance()
    write_whole(out, made.to_file)
    click.echo(f"written: {out}")
    for note in made.history[-1:]:
        click.echo(f"  {note}")


@baseline.command()
@name_argument
@click.option(
    "--fact",
    "facts",
    multiple=True,
    required=True,
    metavar="KIND:COUNTRY:PARTNER:SECTORS=AMOUNT",
    help="For example trade:USA:IND:goods=118.3bn, balance:IND:USA:goods=32bn. May be repeated.",
)
@click.option(
    "--out", callback=new_file, required=True, metavar="FILE", help="netCDF file to write."
)
@csv_option
def calibrate(name: str | None, facts: tuple[str, ...], out: Path, csv_path: Path | None) -> None:
    """Move a baseline onto reported trade by the smallest change of trade costs.

    KIND is exports, imports, trade (both ways) or balance. The costs that moved go to --csv.
    """
    from tradetalks.cli.calibrate import named_by_option, show, targets
    from tradetalks.cli.terminal import console, progress_bar, write_whole, written_files
    from tradetalks.report.world import load_world
    from tradetalks.solve import keep_compiled_programs
    from tradetalks.talks import calibrate as move

    wanted = targets(facts)
    keep_compiled_programs()
    with progress_bar() as progress, named_by_option(facts):
        made = move(load_world(name), wanted, progress=progress)
    write_whole(out, made.baseline.to_file)
    show(console(), made)
    click.echo(f"written: {out}")
    for path in written_files((csv_path, lambda: str(made.costs.to_csv(index=False)).rstrip("\n"))):
        click.echo(f"written: {path}")


@baseline.command()
@name_argument
@click.option("--netcdf", callback=new_file, metavar="FILE", help="One self-describing file.")
@click.option("--csv", callback=new_folder, metavar="FOLDER", help="One tidy file a variable.")
def export(name: str | None, netcdf: Path | None, csv: Path | None) -> None:
    """Write a baseline as a netCDF file, as a folder of CSV files, or both."""
    from tradetalks.baseline import load_baseline
    from tradetalks.cli import world
    from tradetalks.cli.terminal import write_whole

    if netcdf is None and csv is None:
        raise click.UsageError("Nowhere to write: give --netcdf FILE or --csv FOLDER.")
    base = load_baseline(name)
    if netcdf is not None:
        write_whole(netcdf, base.to_file)
        click.echo(f"written: {netcdf}")
    if csv is not None:
        world.write_csv(base, csv)
        click.echo(f"written: {csv}")


@baseline.command()
@name_argument
@click.option("--countries", multiple=True, metavar="NEW=OLD,OLD", help="May be repeated.")
@click.option("--sectors", multiple=True, metavar="NEW=OLD,OLD", help="May be repeated.")
@click.option(
    "--groups",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="TOML with tables [countries] and [sectors], NEW = [OLD, ...].",
)
@click.option(
    "--out", callback=new_file, required=True, metavar="FILE", help="netCDF file to write."
)
@click.option("--name", "label", metavar="NAME", default="", help="Name of the new baseline.")
def aggregate(
    name: str | None,
    countries: tuple[str, ...],
    sectors: tuple[str, ...],
    groups: Path | None,
    out: Path,
    label: str,
) -> None:
    """Add countries and sectors together.

    \b
    tradetalks baseline aggregate --countries EU=EU --countries ROW=rest --out mine.nc
    Members are labels, groups or ISIC codes; "rest" is all that nothing else takes.
    """
    from tradetalks.baseline import load_baseline
    from tradetalks.cli.terminal import write_whole

    given = _groups_file(groups) if groups else {}
    problems: list[Problem] = []
    by_country = given.get("countries", {}) | _mapping("--countries", countries, problems)
    by_sector = given.get("sectors", {}) | _mapping("--sectors", sectors, problems)
    if not (by_country or by_sector or problems):
        raise click.UsageError("Nothing to aggregate: give --countries, --sectors or --groups.")
    try:
        made = load_baseline(name).aggregate(by_country, by_sector, label)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    write_whole(out, made.to_file)
    size = f"{len(made.countries)} countries, {len(made.sectors)} sectors"
    click.echo(f"written: {out} ({size})")


def _mapping(
    option: str, written: tuple[str, ...], problems: list[Problem]
) -> dict[str, str | list[str]]:
    """NEW=OLD,OLD options as a mapping; whatever is not one goes to `problems`."""
    found: dict[str, str | list[str]] = {}
    for text in written:
        new, equals, old = text.partition("=")
        members = [m.strip() for m in old.split(",") if m.strip()]
        if not equals or not new.strip() or not members:
            what = f"{text!r} is not a group"
            problems.append(Problem(option, what, "NEW=OLD,OLD, for example NAFTA=USA,CAN,MEX"))
        elif new.strip() in found:
            problems.append(Problem(option, f"{new.strip()!r} is given twice", "one entry each"))
        else:
            found[new.strip()] = members[0] if len(members) == 1 else members
    return found


def _groups_file(path: Path) -> dict[str, Any]:
    try:
        groups = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(Problem(str(path), f"is not TOML: {error}")) from None
    tables = ("countries", "sectors")
    problems = [
        Problem(
            f"{path.name}: {key}",
            "is not a table of groups",
            ", ".join(tables),
            nearest(key, tables),
        )
        for key, value in groups.items()
        if key not in tables or not isinstance(value, dict)
    ]
    if problems:
        raise InputError(problems)
    return groups
