"""Comparison with the quick assembly in ``derived_icio2022_hybrid_39x14``: a cross-check only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .labels import COUNTRIES, RUV14, SECTORS
from .text import percent, table

if TYPE_CHECKING:
    from .assemble import World

Array = np.ndarray


def section(world: World, data: Path) -> str:
    folder = data / "derived_icio2022_hybrid_39x14"
    file = np.load(folder / "baseline.npz", allow_pickle=False)
    regions = [str(r) for r in pd.read_csv(folder / "regions.csv").region]
    base = world.large
    sectors = RUV14.copy()
    sectors[SECTORS.index("D_E"), 12] = 1.0  # the quick assembly keeps utilities in services
    members = np.array(
        [
            [1.0 if c == r or (r == "ROW" and c not in regions) else 0.0 for c in COUNTRIES]
            for r in regions
        ]
    )
    output = base["trade"].values.sum(1)
    value = members @ (base["value_added_share"].values * output) @ sectors
    inputs = np.einsum(
        "rd,dkj,dj,ka,jb->rab",
        members, base["input_share"].values, output, sectors, sectors,
        optimize=True,
    )  # fmt: skip
    trade = np.einsum(
        "ro,sd,odj,ja->rsa", members, members, base["trade"].values, sectors, optimize=True
    )
    theirs = {
        "trade": file["X"],
        "value": file["va_share_adj"] * file["X"].sum(1),
        "inputs": file["Z_adj"],
    }
    ours = {"trade": trade, "value": value, "inputs": inputs}
    labels = {
        "trade": "trade, 39 x 39 x 14",
        "value": "value added, 39 x 14",
        "inputs": "purchases of inputs, 39 x 14 x 14",
    }
    rows = [
        (
            labels[n],
            f"{ours[n].sum() / theirs[n].sum():.3f}",
            f"{np.corrcoef(np.log1p(ours[n].ravel()), np.log1p(theirs[n].ravel()))[0, 1]:.4f}",
            percent(np.abs(ours[n] - theirs[n]).sum() / 2 / theirs[n].sum()),
        )
        for n in labels
    ]
    ratio = ours["value"].sum(1) / theirs["value"].sum(1)
    far = [(r, x) for r, x in zip(regions, ratio, strict=True) if abs(x - 1) > 0.05]
    return "\n".join(
        [
            "## Against the quick assembly in the project's data (39 x 14)",
            "",
            table(("", "sum, here over there", "correlation of logs", "moved"), rows),
            "Value added differs by more than 5 % in: "
            + ", ".join(f"{r} {x:.2f}" for r, x in sorted(far, key=lambda t: t[1]))
            + ". The quick assembly takes the 2018 shares as they are, without the electricity,"
            " water and government inputs that source leaves out, so its value added is higher.",
        ]
    )
