"""Every published estimate beside ours.

`python -m replication.elasticities.comparison`, run in `tests`, writes the table kept here
(`comparison.csv`) and prints the score.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from replication.elasticities.data import LACKING, as_estimated, gravity_2006, published
from tradetalks.baseline.estimation import estimate_elasticities
from tradetalks.baseline.estimation.effects import crossed
from tradetalks.baseline.estimation.ppml import ppml

KEPT = Path(__file__).with_name("comparison.csv")
KEY = ["study", "figure"]
ROWS = 20

#: Coefficient and robust error as printed by the guide's own program (Stata's ppml).
GUIDE = {
    "ln_DIST": (-0.7912879, 0.0501494),
    "CNTG": (0.6736456, 0.1073719),
    "INTL_BRDR": (-2.47445, 0.1193816),
}
GUIDE_PARAMETERS = 140
#: Stata prints seven digits and stops where the deviance has settled to six.
LAST_DIGIT = 1e-6
SAMPLE = (
    f"13 of the 16 economies: {', '.join(LACKING)} are not told apart in the files; tariffs by "
    "sector, not averaged from four digits, and gaps filled in another way"
)


def compare() -> pd.DataFrame:
    """One row a figure: KEY, published (estimate, error, n), ours, how they agree, the reason.

    error_by_pair: ours where triples that share a pair go together. gap: in published errors.
    agrees: in all `digits` but the seventh, within `one` or `two` published errors, or `apart`.
    """
    table = pd.concat([guide(), caliendo_parro()], ignore_index=True)
    table["gap"] = (table["ours"] - table["published"]) / table["published_error"]
    near = np.select([table["gap"].abs() <= 1, table["gap"].abs() <= 2], ["one", "two"], "apart")
    exact = (table["ours"] - table["published"]).abs() <= LAST_DIGIT
    table["agrees"] = np.where(exact, "digits", near)
    return table


def guide() -> pd.DataFrame:
    """Yotov and others (2016), trade without borders: Poisson, effects of both countries."""
    flows = gravity_2006()
    border = (flows["exporter"] != flows["importer"]).astype(float)
    regressors = {
        "ln_DIST": np.log(flows["dist"]),
        "CNTG": flows["cntg"],
        "INTL_BRDR": border,
    }
    effects = [flows["exporter"], flows["importer"]]
    fit = ppml(
        flows["trade"].to_numpy(),
        {name: values.to_numpy() for name, values in regressors.items()},
        effects,
        None,
        crossed(flows.assign(year="2006"), "exporter-importer-year"),
    )
    first = ("ln_DIST", fit.coefficient, fit.variance**0.5)
    # Stata's ppml corrects by N / (N - 1), we by N / (N - k): theirs is taken for comparison.
    scale = np.sqrt((fit.rows - GUIDE_PARAMETERS) / (fit.rows - 1))
    rows = [
        {
            "study": "Yotov and others (2016), application 1 of chapter 2",
            "figure": name,
            "published": GUIDE[name][0],
            "published_error": GUIDE[name][1],
            "published_n": 4761,
            "ours": ours,
            "our_error": error * scale,
            "our_n": fit.rows,
            "reason": "",
        }
        for name, ours, error in (first, *fit.others)
    ]
    return pd.DataFrame(rows)


def caliendo_parro() -> pd.DataFrame:
    """Tables 1 (no effects) and A2 (an effect of each country), full sample."""
    table, groups = as_estimated()
    found = []
    for effects, first, name in ((None, 0, "table 1"), (("country",), ROWS, "table A2")):
        theirs = published().iloc[first : first + ROWS]
        ours, by_pair = (
            estimate_elasticities(
                table,
                method="triple",
                effects=effects,
                cluster=cluster,
                trade_values="duty-paid",
                groups=groups,
            )
            for cluster in ("none", "pair")
        )
        found.append(
            pd.DataFrame(
                {
                    "study": f"Caliendo and Parro (2015), {name}",
                    "figure": theirs["sector"].to_numpy(),
                    "published": theirs["theta_full"].to_numpy(),
                    "published_error": theirs["se_full"].to_numpy(),
                    "published_n": theirs["n_full"].to_numpy().astype(int),
                    "ours": ours.theta,
                    "our_error": ours.standard_error,
                    "error_by_pair": by_pair.standard_error,
                    "our_n": [fit.rows for fit in ours.fits],
                    "reason": SAMPLE,
                }
            )
        )
    return pd.concat(found, ignore_index=True)


def main() -> None:
    """Refresh the kept table and print the score."""
    table = compare().round(7)
    table.to_csv(KEPT, index=False)
    print(table.drop(columns="reason").to_string())
    print(table.groupby(["study", "agrees"]).size().to_string())
    for study, part in table.groupby("study"):
        print(study, "rank correlation", part["published"].corr(part["ours"], method="spearman"))


if __name__ == "__main__":
    main()
