"""What a bloc is worth to its members."""

from __future__ import annotations

from collections.abc import Iterator

from tradetalks.report.sentences.told import Told
from tradetalks.report.words import listed, money, sentence


def of_blocs(told: Told) -> Iterator[str]:
    """Members' gains and their sum, and how their trade turns."""
    rows = told.rows("blocs")
    for bloc in dict.fromkeys(row["bloc"] for row in rows):
        members = [row for row in rows if row["bloc"] == bloc]
        joint = members[0]["joint_objective"]
        verb = "gain" if joint > 0 else "lose"
        each = [
            f"{told.name(row['country'])} {money(row['equivalent_variation'], sign=True)}"
            for row in members
        ]
        together = f"the members of {bloc} {verb} {money(abs(joint))} together: {listed(each)}"
        yield sentence(together)
        inside, outside = (
            sum(row[f"imports_{side}_change"] for row in members) for side in ("inside", "outside")
        )
        yield sentence(
            f"they buy {money(abs(inside))} {_less(inside)} from each other and "
            f"{money(abs(outside))} {_less(outside)} from outside"
        )


def _less(change: float) -> str:
    return "more" if change > 0 else "less"
