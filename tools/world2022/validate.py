"""The program's verdict on its own output, as one deterministic Markdown page."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from . import against, factor_page, gdp
from .assemble import World
from .labels import COUNTRIES, DONORS, GOODS, SECTORS, SERVICES, country
from .tariffs import FOOD, average_rate, comparable, food_to_crops, goods_weights, tobacco_importers
from .text import percent, table

Array = np.ndarray

HEAD = """# world-2022: what went in, and how well it fits

Written by `python -m tools.world2022`; do not edit. The rules and the reasons for them are in
[decision 3](decisions/0003-world-2022.md). Money is USD, current prices of the year named.
"""


def report(world: World, data: Path, out: Path) -> str:
    """The page; ``out`` is where the two files were just written."""
    parts = [
        HEAD, _size(world, out), _identities(world), gdp.section(world), _us_india(world),
        _tariffs(world), _structure(world), factor_page.section(world, data), _changes(world),
        against.section(world, data),
        LIMITS,
    ]  # fmt: skip
    return "\n".join(part.strip() + "\n" for part in parts)


def _size(world: World, out: Path) -> str:
    rows = []
    for base in (world.large, world.small):
        trade = base["trade"].values
        cross = trade.sum() - np.einsum("iij->", trade)
        imbalance = np.abs(base["deficit"].values).sum() / 2
        size = (out / f"{base.name}.nc").stat().st_size
        rows.append(
            (
                f"`{base.name}`",
                f"{len(base.countries)} x {len(base.sectors)}",
                f"{trade.sum() / 1e6:.1f}",
                f"{base['value_added'].values.sum() / 1e6:.1f}",
                f"{cross / 1e6:.1f}",
                percent(imbalance / cross),
                f"{size / 1e6:.1f}",
                f"`{base.fingerprint[:12]}`",
            )
        )
    columns = (
        "file", "countries x sectors", "output, USD tn", "value added, USD tn",
        "cross-border trade, USD tn", "imbalances / trade", "MB", "fingerprint",
    )  # fmt: skip
    return "## The files\n\n" + table(columns, rows)


def identities(base: object, flow: Array | None = None) -> list[tuple[str, float]]:
    """Every accounting identity with its largest error, relative to the size of what is added up.

    ``flow`` (exporter, importer, 28) is the trade cube, for the two identities that tie to it.
    """
    b = {n: base[n].values for n in base.dataset.data_vars}  # type: ignore[index, attr-defined]
    trade, tariff, tax = b["trade"], b["tariff"], b["export_tax"]
    output, spending = (trade / (1 + tax)).sum(1), ((1 + tariff) * trade).sum(0)
    inputs = np.einsum("dkj,dj->dk", b["input_share"], output)
    revenue = (tariff * trade).sum((0, 2)) + (trade * tax / (1 + tax)).sum((1, 2))
    income = b["value_added"].sum(1) + revenue + b["deficit"]
    final = b["final_share"] * income[:, None]
    earned = np.einsum("dj,dfj->df", b["value_added_share"] * output, b["factor_share"])
    size = spending.max(1, keepdims=True)
    deficit = trade.sum((0, 2)) - trade.sum((1, 2))
    found = [
        ("value added and input shares of each sector sum to one",
         np.abs(b["value_added_share"] + b["input_share"].sum(1) - 1).max()),
        ("factor shares sum to one", np.abs(b["factor_share"].sum(1) - 1).max()),
        ("final spending shares sum to one", np.abs(b["final_share"].sum(1) - 1).max()),
        ("trade shares of each market sum to one", np.abs(b["trade_share"].sum(0) - 1).max()),
        ("purchases are trade plus duty", np.abs(b["expenditure"] / spending - 1).max()),
        ("purchases are inputs plus final spending (goods markets clear)",
         (np.abs(inputs + final - spending) / size).max()),
        ("factor income is value added in all sectors",
         np.abs(b["value_added"] / earned - 1).max()),
        ("deficit is imports minus exports", np.abs(b["deficit"] - deficit).max() / deficit.max()),
        ("deficits sum to zero over the world",
         abs(b["deficit"].sum()) / np.abs(b["deficit"]).sum()),
        ("final spending is not negative (smallest share)", max(0.0, -b["final_share"].min())),
    ]  # fmt: skip
    if flow is not None:
        split = trade[:, :, SERVICES].sum(2)
        found += [
            ("goods trade is the source's", np.abs(trade[:, :, GOODS] - flow[:, :, :27]).max()),
            ("seven services sum to the source's one",
             (np.abs(split - flow[:, :, 27]) / flow[:, :, 27].max()).max()),
        ]  # fmt: skip
    return [(name, float(error)) for name, error in found]


def _identities(world: World) -> str:
    large, small = identities(world.large, world.sources.flow), identities(world.small)
    rows = [
        (name, f"{error:.0e}", f"{small[k][1]:.0e}" if k < len(small) else "")
        for k, (name, error) in enumerate(large)
    ]
    columns = ("identity", "world-2022, largest error", "world-2022-small")
    return "## Identities\n\n" + table(columns, rows)


def _us_india(world: World) -> str:
    trade = world.large["trade"].values
    rows = []
    for a, b, goods, services in (("IND", "USA", 86.5, 64.2), ("USA", "IND", 39.0, 27.3)):
        flow = trade[country(a), country(b)] / 1e3
        rows.append((f"{a} to {b}, goods", f"{flow[GOODS].sum():.1f}", f"{goods:.1f}"))
        rows.append((f"{a} to {b}, services", f"{flow[SERVICES].sum():.1f}", f"{services:.1f}"))
    flows = table(("2022, USD bn", "here", "the source's own check"), rows)
    pairs = [("IND", "USA"), ("USA", "IND"), ("CHN", "USA"), ("IRL", "IND")]
    split = table(
        ("services, USD bn", *SECTORS[27:]),
        [
            (f"{a} to {b}", *(f"{x / 1e3:.1f}" for x in trade[country(a), country(b), SERVICES]))
            for a, b in pairs
        ],
    )
    return (
        "## United States and India\n\n" + flows + "\nThe split of services between sectors is"
        " ours (the source has one number):\n\n" + split
    )


def _tariffs(world: World) -> str:
    trade, tariff = world.large["trade"].values, world.large["tariff"].values
    applied, weights = world.sources.applied, goods_weights(trade)
    usa, ind = country("USA"), country("IND")
    checks = table(
        ("goods tariff, trade-weighted", "here", "published"),
        [
            ("India on the United States", percent(average_rate(tariff, trade, usa, ind)), "9.3 %"),
            ("United States on India", percent(average_rate(tariff, trade, ind, usa)),
             "2.4 % (Census, 2024; met by construction)"),
        ],
    )  # fmt: skip
    food = []
    for code in tobacco_importers(applied):
        d = country(code)
        w = weights[:, d, FOOD]
        food.append(
            (code, percent((applied[:, d, FOOD] * w).sum() / w.sum()),
             percent((tariff[:, d, FOOD] * w).sum() / w.sum()))
        )  # fmt: skip
    partners = [
        (c, percent(average_rate(applied, trade, country(c), usa)),
         percent(average_rate(tariff, trade, country(c), usa)))
        for c in ("CHN", "MEX", "CAN", "DEU", "JPN", "KOR", "VNM", "IND", "GBR", "BRA", "ROW")
    ]  # fmt: skip
    row = country("ROW")
    charged = (weights[:, row] * tariff[:, row]).sum() / weights[:, row].sum()
    faced = (weights[row] * tariff[row]).sum() / weights[row].sum()
    return "\n".join(
        [
            "## Tariffs", "", checks,
            "Food at importers whose published rate is tobacco's doing (more than"
            f" 25 % and seven times the rate on crops), trade-weighted; ratio of food to crops used"
            f" outside the United States: {food_to_crops(applied):.2f}:", "",
            table(("importer", "published", "here"), food),
            "United States, all goods, trade-weighted, source (2021, simple means, no Section 232"
            " or 301) and here (duty collected 2024):", "",
            table(("on", "source", "here"), partners),
            f"Rest of world: charges {percent(charged)} and faces {percent(faced)} on average"
            f" (rule: the means of {len(comparable())} comparable economies). Hong Kong really"
            " charges nothing. Services and home sales carry none:"
            f" largest rate {tariff[:, :, SERVICES].max():.0f} and"
            f" {np.einsum('iij->ij', tariff).max():.0f}.",
        ]
    )  # fmt: skip


def _structure(world: World) -> str:
    source = np.array(world.structure.source)
    rows = []
    for kind in ("own", "region", "rest of world"):
        members = [c for c, s in zip(COUNTRIES, source, strict=True) if s == kind]
        rows.append((kind, len(members), " ".join(members)))
    share = world.large["value_added"].values.sum(1)
    own = share[source == "own"].sum() / share.sum()
    donors = sorted(set(DONORS))
    return (
        "## Where each country's production structure comes from\n\n"
        + table(("source", "countries", ""), rows)
        + f"\n`own` covers {percent(own)} of world value added. The tables of 2017 are those of"
        f" {', '.join(donors)}; `region` means the EU table.\n"
    )


def _changes(world: World) -> str:
    before, after = world.structure.before, world.structure.after
    moved = np.abs(after - before).sum() / 2 / before.sum()
    by_country = np.abs(after - before).sum((1, 2)) / 2 / before.sum((1, 2))
    by_input = np.abs(after - before).sum((0, 2)) / 2 / before.sum((0, 2))
    countries = sorted(zip(COUNTRIES, by_country, strict=True), key=lambda t: -t[1])
    sectors = sorted(zip(SECTORS, by_input, strict=True), key=lambda t: -t[1])
    balanced = world.balance_report
    return "\n".join(
        [
            "## What had to change",
            "",
            "Inputs bought under the shares of 2017 and 2018 do not fit into what each country used"
            f" in 2022. The fit that reconciles them moves {percent(moved)} of world inputs"
            " (half the sum of absolute changes), by country:",
            "",
            ", ".join(f"{c} {percent(x)}" for c, x in countries) + ".",
            "",
            "By input: " + ", ".join(f"{c} {percent(x)}" for c, x in sectors) + ".",
            "",
            f"`Baseline.balance()` then changes {len(balanced)} totals"
            + (f", at most USD {balanced['change'].abs().max():.1e} million." if len(balanced) else
               " (none): the data already satisfy every identity."),
        ]
    )  # fmt: skip


LIMITS = """## Known limits

- Structure is of 2017 and 2018, trade of 2022; prices of energy moved in between.
- Countries marked `rest of world` share one technology, moved to each one's own level of value
  added; a country of oil or of assembly (United Arab Emirates, Angola, Viet Nam) fits it worst.
- The split of services between sectors is estimated; only their sum is observed. Services trade
  between the United States and India is far larger in these tables than in balance-of-payments
  statistics.
- Tariffs of sectors inside one group of the source (crops, forestry, fishing; mining; vehicles)
  are equal. Duties China and others set against the Section 301 tariffs are not in the source.
- Value added includes taxes less subsidies on inputs and leaves out those on final purchases, so
  it is expected to lie below gross domestic product, by about a tenth where value added tax is
  high.
- Skill by sector is one pattern for all countries, scaled to each; schooling is of 2010 to 2020
  and counts adults, not workers; the skill premium comes from years of school and from returns
  that are world averages.
- Labour's share of mining is the same for coal, oil and ores; the one of chemicals is that of
  medicines as far as skill goes.
- Where the source's sector does not exist (no output), shares are the region's and without effect.
"""
