"""A made-up world written in the layouts in which real tables are published."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
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
    rounds: int = 200,
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
    for _ in range(rounds):
        output = inputs.sum(1) + final.sum((1, 2))
        inputs *= (0.5 * output / inputs.sum(0))[None, :]
    scale = gdp / final.sum()
    return Printed(tuple(countries), tuple(codes), inputs * scale, final * scale)


def delimited(labels: Sequence[Sequence[str]], values: Array, sep: str = ",") -> bytes:
    """Lines of labels and numbers; by pyarrow, for full tables have tens of millions of cells."""
    columns = [*map(pa.array, labels), *map(pa.array, np.ascontiguousarray(values.T))]
    table = pa.Table.from_arrays(columns, names=[str(i) for i in range(len(columns))])
    options = pa.csv.WriteOptions(include_header=False, delimiter=sep, quoting_style="none")
    sink = pa.BufferOutputStream()
    pa.csv.write_csv(table, sink, options)
    return bytes(sink.getvalue())


def oecd(world: Printed, path: Path, parts: Mapping[str, tuple[str, ...]] | None = None) -> Path:
    """The OECD's CSV. `parts`: in the extended tables the industries of a country stand under
    other codes, after all countries; its own rows and columns are there too, and empty."""
    uses = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR")
    rows, inputs, final = world.sellers, world.inputs, world.final
    for country, names in (parts or {}).items():
        mine = [i for i, (c, _) in enumerate(rows) if c == country]
        inputs = np.vstack([inputs, *[inputs[mine] / len(names)] * len(names)])
        inputs[mine] = 0.0
        inputs = np.hstack([inputs, *[inputs[:, mine] / len(names)] * len(names)])
        inputs[:, mine] = 0.0
        final = np.concatenate([final, *[final[mine] / len(names)] * len(names)])
        final[mine] = 0.0
        rows = rows + [(name, rows[i][1]) for name in names for i in mine]
    output = inputs.sum(1) + final.sum((1, 2))
    labels = [f"{c}_{s}" for c, s in rows]
    heads = [*labels, *(f"{c}_{u}" for c in world.countries for u in uses), "OUT"]
    flat = np.concatenate([final, final[..., -1:] * 0.0], axis=2).reshape(len(rows), -1)
    taxes, none = 0.02 * output, np.zeros(flat.shape[1])
    foot = [
        np.concatenate([taxes, 0.01 * flat.sum(0), [0.0]]),
        np.concatenate([output - inputs.sum(0) - taxes, none, [0.0]]),
        np.concatenate([output, flat.sum(0), [0.0]]),
    ]
    body = np.vstack([np.hstack([inputs, flat, output[:, None]]), *foot])
    return _csv(path, "V1", heads, [*labels, "TLS", "VA", "OUT"], body)


def figaro(world: Printed, path: Path, alpha_2: Mapping[str, str], eur: float = 1.0) -> Path:
    """Eurostat's CSV in matrix format, EUR million."""
    uses = ("P3_S13", "P3_S14", "P3_S15", "P51G", "P5M")
    short = [alpha_2[c] for c in world.countries]
    labels = [f"{alpha_2[c]}_{s}" for c, s in world.sellers]
    heads = [*labels, *(f"{c}_{u}" for c in short for u in uses)]
    flat = world.final.reshape(len(labels), -1)
    left = world.output - world.inputs.sum(0)
    shares = {"D21X31": 0.02, "OP_RES": 0.0, "OP_NRES": 0.0, "D1": 0.5, "D29X39": 0.03,
              "B2A3G": 0.45}  # fmt: skip
    foot = [np.concatenate([s * left, np.zeros(flat.shape[1])]) for s in shares.values()]
    body = np.vstack([np.hstack([world.inputs, flat]), *foot]) * eur
    return _csv(path, "rowLabels", heads, [*labels, *(f"W2_{k}" for k in shares)], body)


def _csv(path: Path, corner: str, heads: list[str], labels: list[str], body: Array) -> Path:
    head = ",".join([corner, *heads]).encode() + b"\n"
    return written(path, head + delimited([labels], body))


def written(path: Path, data: bytes, member: str = "") -> Path:
    """The bytes as a file, or as the member of an archive."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr(member or path.with_suffix(".csv").name, data)
    else:
        path.write_bytes(data)
    return path


def exiobase(world: Printed, path: Path, titles: Sequence[str], coefficients: bool = False) -> Path:
    """The archive of EXIOBASE 3; `titles` are names of its industries, or of its products."""
    import pymrio

    listed = Path(pymrio.__file__).parent / "mrio_models/exio3_ixi/finaldemand.tsv"
    uses = [line.split("\t")[1] for line in listed.read_text("utf-8").splitlines()[1:]]
    sellers = [(c, t) for c in world.countries for t in titles]
    buyers = [(c, u) for c in world.countries for u in uses]
    zero = np.zeros((*world.final.shape[:2], 2))
    flat = np.concatenate([world.final, zero], axis=2).reshape(len(sellers), -1)
    parts = {"Z": (sellers, world.inputs), "Y": (buyers, flat)}
    if coefficients:
        parts = {"A": (sellers, world.inputs / world.output), "Y": (buyers, flat)}
    files = {key: {"name": f"{key}.txt", "nr_index_col": "2", "nr_header": "2"} for key in parts}
    about = {"systemtype": "IOSystem", "name": "IO System", "files": files}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(f"{path.stem}/file_parameters.json", json.dumps(about))
        archive.writestr(f"{path.stem}/metadata.json", json.dumps({"name": "EXIO3", "history": []}))
        for key, (columns, values) in parts.items():
            second = "category" if key == "Y" else "sector"
            head = "".join(
                "\t".join(["", *line]) + "\n" if not name else "\t".join([name, "", *line]) + "\n"
                for name, line in (
                    ("region", [c for c, _ in columns]), (second, [s for _, s in columns])
                )
            )  # fmt: skip
            head += "\t".join(["region", "sector", *[""] * len(columns)]) + "\n"
            lines = delimited([*zip(*sellers, strict=True)], values, "\t")
            archive.writestr(f"{path.stem}/{key}.txt", head.encode() + lines)
    return path


def eora(
    world: Printed,
    path: Path,
    titles: Sequence[str],
    year: int,
    adrift: float = 0.0,
    indices: bool = False,
) -> Path:
    """The archive of Eora26, thousands of USD; labels in it, or in indices.zip beside it.

    adrift: what each industry sells to the region ROW, and buys of it, USD million.
    """
    uses = (
        "Household final consumption P.3h",
        "Non-profit institutions serving households P.3n",
        "Government final consumption P.3g",
        "Gross fixed capital formation P.51",
        "Changes in inventories P.52",
        "Acquisitions less disposals of valuables P.53",
    )
    size, places = len(world.sellers), [*world.countries, "ROW"]
    flat = np.concatenate([world.final, 0 * world.final[..., :1]], axis=2).reshape(size, -1)
    added = (world.output - world.inputs.sum(0))[None, :]
    inputs = np.pad(world.inputs, ((0, 1), (0, 1)), constant_values=adrift)
    inputs[-1, -1] = 0.0
    sellers = [(f"Land of {c}", c, "Industries", t) for c in world.countries for t in titles]
    sellers.append(("ROW", "ROW", "TOTAL", "TOTAL"))
    buyers = [(f"Land of {c}", c, "Final Demand", u) for c in places for u in uses]
    values = {
        "T": inputs,
        "FD": np.pad(flat, ((0, 1), (0, len(uses)))),
        "VA": np.pad(added, ((0, 0), (0, 1))),
        "Q": np.ones((1, size + 1)),
        "QY": np.ones((1, len(buyers))),
    }
    labels = {
        "T": sellers,
        "FD": buyers,
        "VA": [("Primary Inputs", "Compensation of employees D.1")],
        "Q": [("CO2 (Gg)", "Total")],
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part, figures in values.items():
            lines = delimited([], figures * 1e3, "\t")
            archive.writestr(f"Eora26_{year}_bp_{part}.txt", lines)
    held = path.with_name("indices.zip") if indices else path
    with zipfile.ZipFile(held, "w" if indices else "a") as archive:
        for part, rows in labels.items():  # the publisher's lines of labels end in a tab
            text = "".join("\t".join(row) + "\t\n" for row in rows)
            archive.writestr(f"labels_{part}.txt", text)
    return path
