"""A made-up world written in the layouts in which real tables are published."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]
FINAL = 5  # households, non-profit, government, investment, inventories


@dataclass(frozen=True)
class Printed:
    """inputs (seller, buyer) and final (seller, country, use) of a world, USD million."""

    countries: tuple[str, ...]
    codes: tuple[str, ...]
    inputs: Array
    final: Array

    @property
    def output(self) -> Array:
        return np.asarray(self.inputs.sum(1) + self.final.sum((1, 2)))

    @property
    def sellers(self) -> list[tuple[str, str]]:
        return [(c, s) for c in self.countries for s in self.codes]

    @property
    def trade(self) -> Array:
        """(exporter, importer, sector)."""
        n, j = len(self.countries), len(self.codes)
        used = self.inputs.reshape(n, j, n, j).sum(3) + self.final.sum(2).reshape(n, j, n)
        return np.asarray(used.transpose(0, 2, 1))


def printed(
    countries: Sequence[str] = ("USA", "IND", "CHN", "MEX", "ROW"),
    codes: Sequence[str] = ("A01", "B06", "C10T12", "C26", "G"),
    gdp: float = 95e6,
    seed: int = 7,
) -> Printed:
    """A world whose value added is that of 2022, with some falls of inventories."""
    rng = np.random.default_rng(seed)
    n, j = len(countries), len(codes)
    size = n * j
    inputs = rng.lognormal(0, 1, (size, size))
    final = rng.lognormal(0, 1, (size, n, FINAL))
    for c in range(n):
        own = slice(c * j, (c + 1) * j)
        inputs[own, own] *= 4 * n
        final[own, c] *= 4 * n
    final[..., -1] *= rng.choice([0.2, -0.1], (size, n))
    # Costs are half of output in every industry, once the columns are scaled to it.
    final *= inputs.sum() / final.sum()
    for _ in range(200):
        output = inputs.sum(1) + final.sum((1, 2))
        inputs *= (0.5 * output / inputs.sum(0))[None, :]
    scale = gdp / final.sum()
    return Printed(tuple(countries), tuple(codes), inputs * scale, final * scale)


def oecd(world: Printed, path: Path, parts: dict[str, tuple[str, ...]] | None = None) -> Path:
    """The OECD's CSV: `parts` splits the industries of a country, as the extended tables do."""
    uses = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR")
    rows = world.sellers
    inputs, final, output = world.inputs, world.final, world.output
    for country, names in (parts or {}).items():
        mine = [i for i, (c, _) in enumerate(rows) if c == country]
        split = len(names)
        inputs = np.vstack([inputs, *[inputs[mine] / (split + 1)] * split])
        inputs[mine] /= split + 1
        inputs = np.hstack([inputs, *[inputs[:, mine] / (split + 1)] * split])
        inputs[:, mine] /= split + 1
        final = np.concatenate([final, *[final[mine] / (split + 1)] * split])
        final[mine] /= split + 1
        output = np.concatenate([output, *[output[mine] / (split + 1)] * split])
        output[mine] /= split + 1
        rows = rows + [(name, rows[i][1]) for name in names for i in mine]
    labels = [f"{c}_{s}" for c, s in rows]
    heads = [*labels, *(f"{c}_{u}" for c in world.countries for u in uses), "OUT"]
    last = final[..., -1:] * 0.0
    flat = np.concatenate([final, last], axis=2).reshape(len(rows), -1)
    body = np.hstack([inputs, flat, output[:, None]])
    taxes = 0.02 * output
    foot = [
        ("TLS", np.concatenate([taxes, 0.01 * flat.sum(0), [0.0]])),
        ("VA", np.concatenate([output - inputs.sum(0) - taxes, 0 * flat.sum(0), [0.0]])),
        ("OUT", np.concatenate([output, flat.sum(0), [0.0]])),
    ]
    return _csv(path, "V1", heads, [*zip(labels, body, strict=True), *foot])


def figaro(world: Printed, path: Path, alpha_2: dict[str, str], eur: float = 1.0) -> Path:
    """Eurostat's CSV in matrix format, EUR million."""
    uses = ("P3_S14", "P3_S15", "P3_S13", "P51G", "P5M")
    short = [alpha_2[c] for c in world.countries]
    labels = [f"{alpha_2[c]}_{s}" for c, s in world.sellers]
    heads = [*labels, *(f"{c}_{u}" for c in short for u in uses)]
    flat = world.final.reshape(len(labels), -1)
    body = np.hstack([world.inputs, flat]) * eur
    left = (world.output - world.inputs.sum(0)) * eur
    none = np.zeros(flat.shape[1])
    shares = {"D21X31": 0.02, "OP_RES": 0.0, "OP_NRES": 0.0, "D1": 0.5, "D29X39": 0.03}
    foot = [(f"W2_{k}", np.concatenate([s * left, none])) for k, s in shares.items()]
    foot.append(("W2_B2A3G", np.concatenate([0.45 * left, none])))
    return _csv(path, "rowLabels", heads, [*zip(labels, body, strict=True), *foot])


def _csv(path: Path, corner: str, heads: list[str], rows: list[tuple[str, Array]]) -> Path:
    text = StringIO()
    text.write(",".join([corner, *heads]) + "\n")
    for label, values in rows:
        text.write(label + "," + ",".join(f"{v:.6g}" for v in values) + "\n")
    return written(path, text.getvalue().encode())


def written(path: Path, data: bytes, member: str = "") -> Path:
    """The bytes as a file, or as the member of an archive."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(member or path.with_suffix(".csv").name, data)
    else:
        path.write_bytes(data)
    return path


def workbook(world: Printed, path: Path, release: str, year: int) -> Path:
    """WIOD's sheets of 2013 and 2016 and the ADB's: heads of four rows and four columns."""
    uses, foot, names = {
        "wiod-2013": (
            ("c37", "c38", "c39", "c41", "c42"),
            ("r60", "r99", "r61", "r62", "r63", "r64", "r65", "r69"),
            (f"Intercountry Input-Output Table for {year}", "(industry-by-industry)"),
        ),
        "wiod-2016": (
            ("CONS_h", "CONS_np", "CONS_g", "GFCF", "INVEN"),
            ("II_fob", "TXSP", "EXP_adj", "PURR", "PURNR", "VA", "IntTTM", "GO"),
            (f"World Input-Output Table, {year}", "current prices"),
        ),
        "adb-mrio": (
            ("F1", "F2", "F3", "F4", "F5"),
            ("r60", "r99", "r61", "r62", "r63", "r64", "r65", "r69"),
            (f"ADB Multi-Regional Input-Output Table, {year}", "current prices"),
        ),
    }[release]
    sellers = world.sellers
    heads = [*sellers, *((c, u) for c in world.countries for u in uses), ("TOT", "GO")]
    if release != "wiod-2016":
        heads[-1] = ("", "")  # the total has a title only
    flat = world.final.reshape(len(sellers), -1)
    spent = world.inputs.sum(0)
    zero = np.zeros(len(sellers))
    tax = 0.02 * world.output
    costs = {"total": spent, "tax": tax, "added": world.output - spent - tax, "out": world.output}
    kinds = ("total", "tax", "", "", "", "added", "", "out")
    under = [costs.get(kind, zero) for kind in kinds]
    cells = pd.DataFrame(index=range(6 + len(sellers) + 8), columns=range(4 + len(heads)))
    cells.iloc[0, 0], cells.iloc[1, 0] = names
    cells.iloc[2, 0], cells.iloc[3, 0] = "(industry-by-industry)", "(millions of US$)"
    code_at, title_at, region_at, extra_at = (3, 1, 2, 0)
    for k, (region, code) in enumerate(heads):
        cells.iloc[2 + code_at, 4 + k] = code
        cells.iloc[2 + title_at, 4 + k] = f"title {k}"
        cells.iloc[2 + region_at, 4 + k] = region
        cells.iloc[2 + extra_at, 4 + k] = f"x{k}"
    sides = [*sellers, *(("TOT", code) for code in foot)]
    for k, (region, code) in enumerate(sides):
        cells.iloc[6 + k, code_at] = code
        cells.iloc[6 + k, title_at] = f"title {k}"
        cells.iloc[6 + k, region_at] = region
        cells.iloc[6 + k, extra_at] = f"x{k}"
    body = np.hstack([world.inputs, flat, world.output[:, None]])
    bottom = np.hstack([np.array(under), np.zeros((8, flat.shape[1] + 1))])
    cells.iloc[6:, 4:] = np.vstack([body, bottom])
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        if release == "adb-mrio":
            pd.DataFrame(["AUS", "Australia"]).to_excel(book, sheet_name="Legend")
        name = {"wiod-2016": str(year), "adb-mrio": f"ADB MRIO {year}"}.get(release, f"WIOT_{year}")
        cells.to_excel(book, header=False, index=False, sheet_name=name)
    return path


def exiobase(world: Printed, path: Path, titles: Sequence[str], coefficients: bool = False) -> Path:
    """The archive of EXIOBASE 3, by pymrio's own writer; `titles` are names of its industries."""
    import pymrio

    uses = pd.read_csv(Path(pymrio.__file__).parent / "mrio_models/exio3_ixi/finaldemand.tsv",
                       sep="\t")["ExioName"].tolist()  # fmt: skip
    index = pd.MultiIndex.from_product([world.countries, titles], names=["region", "sector"])
    columns = pd.MultiIndex.from_product([world.countries, uses], names=["region", "category"])
    zero = np.zeros((*world.final.shape[:2], 2))
    flat = np.concatenate([world.final, zero], axis=2).reshape(len(index), -1)
    unit = pd.DataFrame("M.EUR", index=index, columns=["unit"])
    system: Any = pymrio.IOSystem(
        Z=pd.DataFrame(world.inputs, index=index, columns=index),
        Y=pd.DataFrame(flat, index=index, columns=columns),
        unit=unit,
    )
    if coefficients:
        system.calc_all()
        system.Z = system.x = system.L = system.B = system.G = None
    folder = path.with_suffix("")
    system.save_all(folder)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.rglob("*")):
            if part.is_file():
                archive.write(part, f"{folder.name}/{part.relative_to(folder)}")
    return path


def eora(world: Printed, path: Path, titles: Sequence[str], year: int) -> Path:
    """The archive of Eora26 with its labels, thousands of USD."""
    uses = (
        "Household final consumption P.3h",
        "Non-profit institutions serving households P.3n",
        "Government final consumption P.3g",
        "Gross fixed capital formation P.51",
        "Changes in inventories P.52",
        "Acquisitions less disposals of valuables P.53",
    )
    size, n = len(world.sellers), len(world.countries)
    flat = np.concatenate([world.final, 0 * world.final[..., :1]], axis=2).reshape(size, -1)
    added = (world.output - world.inputs.sum(0))[None, :]
    sellers = [(c, c, "Industries", t) for c in world.countries for t in titles]
    parts = {
        f"Eora26_{year}_bp_T.txt": world.inputs * 1e3,
        f"Eora26_{year}_bp_FD.txt": flat * 1e3,
        f"Eora26_{year}_bp_VA.txt": added * 1e3,
        f"Eora26_{year}_bp_Q.txt": np.ones((1, size)),
        f"Eora26_{year}_bp_QY.txt": np.ones((1, n * len(uses))),
        "labels_T.txt": sellers,
        "labels_FD.txt": [(c, c, "Final Demand", u) for c in world.countries for u in uses],
        "labels_VA.txt": [("Primary Inputs", "Compensation of employees D.1")],
        "labels_Q.txt": [("CO2 (Gg)", "Total")],
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in parts.items():
            # The publisher's lines end in a tab where they hold labels.
            end = "\t\n" if name.startswith("labels") else "\n"
            text = "".join("\t".join(map(str, row)) + end for row in rows)
            archive.writestr(name, text)
    return path
