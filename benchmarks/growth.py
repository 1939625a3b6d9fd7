"""How do time and memory grow with the world?

One process a world, so that each has its own peak memory. Time is given in seconds and in units of
one evaluation of all equations; a Krylov solver's products cost one or two of these each.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from typing import Any

import jax

import tradetalks as tt
from benchmarks.timing import announce, medians, seconds, table
from benchmarks.worlds import MADE_UP, REAL, world
from tradetalks.model.trade import trade_kernel
from tradetalks.solve.compiled import gap_at

HEADINGS = {
    "world": "world",
    "unknowns": "unknowns",
    "steps": "Newton steps",
    "products": "products",
    "solve": "solve, s",
    "evaluation": "one evaluation, s",
    "evaluations": "solve in evaluations",
    "gradient": "gradient over solve",
    "memory": "peak memory, MB",
    "before": "of that before, MB",
    "first": "first solve, s",
}
ROUNDS = 7


def main() -> None:
    announce("Cost growth: the first country +25 points on everyone, fixed deficits, 1e-10")
    rows = []
    for name in (*REAL, *MADE_UP):
        command = [sys.executable, "-m", "benchmarks.growth", name]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        rows.append(json.loads(done.stdout.splitlines()[-1]))
        print(f"{name}: {rows[-1]['solve']:.3g} s", flush=True)
    print()
    print(table(HEADINGS.values(), ([row[key] for key in HEADINGS] for row in rows)))
    print("\nGradient: real income of the first country in every tariff, at the solved world.")
    print("The first solve compiles; on Caliendo and Parro's data, solving the base year did.")


def measure(name: str) -> dict[str, Any]:
    """One world: how long, how many, how much."""
    base = world(name)
    before = _peak()
    here = base.countries[0]
    policy = tt.Policy().tariff(here, "all", add=0.25)

    def solve() -> tt.Equilibrium:
        return tt.solve(base, policy)

    def gradient() -> Any:
        return tt.gradient(base, eq, outcome="real_income", country=here)

    found = []
    first = seconds(lambda: found.append(solve()))
    eq = found[0]
    u, economy, shock, closure = eq.require().arguments
    kernel = jax.jit(trade_kernel)(economy, shock)
    gap = jax.jit(gap_at)

    def evaluate() -> Any:
        return jax.block_until_ready(gap(u, economy, shock, kernel, closure))

    evaluate()

    def evaluate_often() -> None:
        for _ in range(20):
            evaluate()

    times = medians({"solve": solve, "evaluation": evaluate_often}, ROUNDS)
    memory = _peak()  # before the gradient's own program is made
    gradient()
    times |= medians({"gradient": gradient}, ROUNDS)
    each = times["evaluation"] / 20
    return {
        "world": name,
        "unknowns": int(u.size),
        "steps": eq.steps,
        "products": eq.finding.products,
        "solve": times["solve"],
        "evaluation": each,
        "evaluations": round(times["solve"] / each),
        "gradient": times["gradient"] / times["solve"],
        "memory": round(memory),
        "before": round(before),
        "first": first,
    }


def _peak() -> float:
    """The most memory this process has held, MB."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / (1e6 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
    else:
        main()
