"""What do the extensions cost? A solve with all of them, over the plain one of the same tariff.

    python -m benchmarks.extensions

Plain: one factor, fixed labour. Extended: skilled and unskilled labour besides capital, labour
supply that responds to the real after-tax wage, and three purchases that bind. Both on
`world-2022`, warm, in turns; the extended one may take twice as long.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import tradetalks as tt
from benchmarks.timing import announce, medians, table

ROUNDS = 25
#: How many times as long the whole may take.
MOST = 2.0


def main() -> None:
    announce("The extensions: world-2022, the United States +25 points on India, fixed deficits")
    whole = tt.load_baseline("world-2022")
    single = whole.one_factor()
    tariff = tt.Policy().tariff("USA", "IND", add=0.25, sectors="goods")
    promises = (
        tariff.purchase("IND", "USA", add=10e3, sectors=["C25", "C28", "C302T309"])
        .purchase("IND", "USA", add=25e3, sectors=["B05", "B06", "C19"])
        .purchase("IND", "USA", at_least=150e3)
    )
    work = {"labour_supply": 0.5, "revenue": "income_tax"}

    def solving(base: tt.Baseline, policy: tt.Policy, **rules: object) -> Callable[[], object]:
        return lambda: tt.solve(base, policy, **rules).require()

    contestants = {
        "plain": solving(single, tariff),
        "three factors": solving(whole, tariff),
        "and labour supply": solving(whole, tariff, **work),
        "and three purchases": solving(whole, promises, **work),
        "and scale economies": solving(whole, promises, **work, scale_elasticity=0.05),
    }
    found = {name: action() for name, action in contestants.items()}
    assert all(found["and three purchases"].commitments["binding"]), "a purchase does not bind"
    times = medians(contestants, ROUNDS)
    rows = [
        (name, times[name], eq.steps, eq.finding.products, times[name] / times["plain"])
        for name, eq in found.items()
    ]
    print(table(("solve", "s", "Newton steps", "products", "over plain"), rows))
    ratio = times["and three purchases"] / times["plain"]
    print(
        f"\nThree purchases, two kinds of labour and labour supply: {ratio:.2f} times, at most 2."
    )
    if ratio > MOST:
        sys.exit("too slow")


if __name__ == "__main__":
    main()
