"""What a sweep's file asks for, and everything that can be wrong with it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import qmc

import tradetalks as tt
from tradetalks.brief.sweeps import load_sweep
from tradetalks.uncertainty.sweep.design import Axis, Design, Points

LEVER = {"kind": "tariff", "importer": "USA", "exporter": "IND", "sectors": "goods"}
GOOD: dict[str, Any] = {
    "title": "t",
    "baseline": "world-2022-small",
    "lever": [{**LEVER, "add": [0.0, 0.1, 0.2]}],
}


def test_every_combination_is_there_once_and_neighbours_differ_in_one_step() -> None:
    design = Design((Axis("a", (1, 2, 3)), Axis("b", ("x", "y")), Axis("c", tuple(range(4)))))
    steps = [design.steps(k) for k in range(design.count)]
    assert len(set(steps)) == design.count == 24
    for one, next_ in pairwise(steps):
        assert sum(abs(a - b) for a, b in zip(one, next_, strict=True)) == 1


@pytest.mark.parametrize("method", ["sobol", "plain"])
def test_a_point_drawn_depends_on_its_number_and_the_seed_alone(method: Any) -> None:
    def points(count: int, seed: int) -> Points:
        return Points(("a", "b"), (0.0, 1.0), (1.0, 3.0), count, method, seed)

    few, many, other = points(10, 1), points(3000, 1), points(10, 2)
    late = many.at(2500)
    assert [few.at(k) for k in range(10)] == [many.at(k) for k in range(10)]
    assert many.at(2500) == late == points(3000, 1).at(2500)
    assert few.at(3) != other.at(3)
    drawn = [many.at(k) for k in range(1024)]
    for column, low, high in ((0, 0.0, 1.0), (1, 1.0, 3.0)):
        values = [row[column] for row in drawn]
        assert low <= min(values) < max(values) <= high
        assert sum(values) / len(values) == pytest.approx((low + high) / 2, rel=0.05)


def test_a_point_drawn_costs_the_same_whatever_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    class Counted(qmc.Sobol):
        def random(self, *how: Any, **more: Any) -> Any:
            made.append(super().random(*how, **more))
            return made[-1]

        def fast_forward(self, n: Any) -> Any:
            raise AssertionError(f"{n} points are gone through")

    monkeypatch.setattr(qmc, "Sobol", Counted)
    points = Points(("a", "b", "c"), (0.0,) * 3, (1.0,) * 3, 10**12, seed=77)
    chunk = range(10**11 + 500, 10**11 + 500 + 16_384)
    drawn = np.array([points.at(k) for k in chunk])
    assert len(made) == 17  # the nets of so large a chunk, each once, in whatever order
    assert [list(points.at(k)) for k in reversed(chunk)] == drawn[::-1].tolist()
    assert len(made) == 17
    # Nets differ, and each is balanced: as many points in every one of 1,024 even slices.
    assert len(np.unique(drawn, axis=0)) == len(drawn)
    begin = -chunk[0] % 1024
    for net in (drawn[begin : begin + 1024], drawn[begin + 1024 : begin + 2048]):
        assert (np.sort((net * 1024).astype(int), axis=0) == np.arange(1024)[:, None]).all()


def test_amounts_are_written_as_lists_steps_and_ranges() -> None:
    plan = load_sweep(
        {
            **GOOD,
            "deficits": ["fixed", "balanced"],
            "random": {"points": 5, "method": "plain", "seed": 3},
            "draws": {"count": 2},
            "lever": [
                {**LEVER, "add": {"from": 0.0, "to": 0.3, "steps": 4}, "axis": "us"},
                {**LEVER, "exporter": "CHN", "add": [0.1, 0.2, 0.3, 0.4], "axis": "us"},
                {**LEVER, "importer": "IND", "exporter": "USA", "add": {"low": 0.0, "high": 1.0}},
            ],
            "scenario": [
                {"id": "open", "lever": []},
                {"id": "shut", "lever": [{**LEVER, "kind": "embargo"}]},
            ],
        }
    )
    assert plan.count == 2 * 2 * 3 * 5 * 4
    every = [plan.values(k) for k in range(plan.count)]
    assert sorted({v["us"] for v in every}) == [0.0, 0.1, 0.2, 0.3]
    assert {v["draw"] for v in every} == {0, 1, 2}
    for values in every[:30]:
        us, china, india, *rest = plan.recipe.levers(values)
        assert us["add"] == values["us"]
        assert china["add"] == pytest.approx(values["us"] + 0.1)
        assert india["add"] == values["tariff_3"]
        assert [lever["kind"] for lever in rest] == ["embargo"] * (values["scenario"] == "shut")


def test_a_scenario_is_named_by_its_content() -> None:
    plan = load_sweep(GOOD)
    turned = load_sweep({**GOOD, "lever": [{**LEVER, "add": [0.2, 0.1, 0.0]}], "title": "other"})
    ids = [plan.identity(k) for k in range(3)]
    assert ids == [turned.identity(k) for k in (2, 1, 0)]
    tighter = load_sweep({**GOOD, "tol": 1e-9})
    closed = load_sweep({**GOOD, "deficits": "balanced"})
    assert len({*ids, tighter.identity(0), closed.identity(0)}) == 5


def test_worlds_of_one_name_are_told_apart() -> None:
    base = tt.load_baseline("world-2022-small")
    other = base.replace(trade_elasticity=base["trade_elasticity"].values + 1)
    plan = load_sweep({k: v for k, v in GOOD.items() if k != "baseline"}, [base, other])
    assert [world.baseline for world in plan.worlds] == [base.name, f"{base.name} (2)"]
    assert plan.count == 6
    assert len({plan.identity(k) for k in range(6)}) == 6


def test_any_number_of_scenarios_takes_no_memory() -> None:
    levers = [
        {**LEVER, "exporter": who, "add": {"from": 0.0, "to": 1.0, "steps": 1000}}
        for who in ("IND", "CHN", "JPN")
    ]
    plan = load_sweep({**GOOD, "lever": levers})
    assert plan.count == 10**9
    assert plan.values(10**9 - 1)["tariff_3"] in (0.0, 1.0)
    assert len(plan.identity(123_456_789)) == 16


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(
        """title = ""
baseline = ["world-2022-small", "world-2023"]
deficit = "fixed"
deficits = ["fixed", "fixd"]
outcomes = "real_income"
chunk = 0
[draws]
count = 1.5
[[lever]]
kind = "tarif"
[[lever]]
kind = "tariff"
importer = "USAA"
exporter = "IND"
sectors = "goods"
add = { from = 0.0, to = 50, steps = 6 }
axis = "status"
[[lever]]
kind = "tariff"
importer = "USA"
exporter = "IND"
sectors = "godos"
add = { lw = 0.0, high = 0.5 }
[[scenario]]
id = "x"
[[scenario.lever]]
kind = "tariff"
importer = "USA"
exporter = "IND"
sectors = "goods"
add = [0.1, 0.2, 0.3]
""",
        encoding="utf-8",
    )
    with pytest.raises(tt.BriefError) as told:
        load_sweep(path)
    text = str(told.value)
    for words in (
        "bad.toml:1: title: is empty",
        "bad.toml:2: baseline: is neither",
        "no key 'deficit' here",
        "did you mean deficits?",
        "'fixd' is not a closure",
        "did you mean real_income_change?",
        "bad.toml:6: chunk: 0",
        "draws.count: 1.5",
        "'tarif' is not a kind of lever",
        "lever[2].add: 50 would be 5000 per cent",
        "lever[2].axis: 'status' names another column",
        "lever[2].importer",
        "USA?",
        "lever[3].add: has the keys high, lw (did you mean low?)",
        "godos",
        "scenario[x].lever[1]: varies within a listed scenario",
    ):
        assert words in text, words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lever": [{**LEVER, "add": {"low": 0.0, "high": 0.5}}]}, "random: is missing"),
        ({"random": {"points": 8}}, "nothing is drawn at random"),
        ({"lever": [{**LEVER, "add": [0.1, 0.1]}]}, "0.1 is given twice"),
        ({"lever": [{**LEVER, "add": []}]}, "is empty"),
        ({"lever": [{**LEVER, "add": 0.1, "axis": "us"}]}, "does not vary"),
        ({"lever": [{**LEVER, "add": [0.1], "axis": "2 b"}]}, "cannot name a column"),
        ({"lever": [{**LEVER, "add": ["10%"]}]}, "is not a number"),
        ({"lever": [{**LEVER, "add": {"from": 0, "to": 1, "steps": 1}}]}, "no number of steps"),
        ({"lever": [{**LEVER, "add": [-1.5, 0.1]}]}, "-100 per cent"),
        ({"elasticities": "caliendo"}, "elasticities"),
        ({"scale_elasticity": [0.0, 5.0]}, "would not be unique"),
        ({"scale_elasticity": [0.0, 5.0, 0.01]}, "scale_elasticity: [A]: 5 times"),
        ({"outcomes": ["bilateral_trad"]}, "did you mean bilateral_trade?"),
        ({"flows": ["trade", "tarif"]}, "did you mean tariff?"),
        ({"flows": "yes"}, "'yes' is not kept by flow"),
        ({"lever": [{**LEVER, "add": [0.1], "axis": "factor"}]}, "names another column"),
        ({"lever": [{**LEVER, "add": [0.1], "axis": "Country"}]}, "names another column"),
        (
            {
                "lever": [
                    {**LEVER, "add": [0.1, 0.2], "axis": "us"},
                    {**LEVER, "exporter": "CHN", "add": [0.1, 0.3], "axis": "US"},
                ]
            },
            "'US' and 'us' differ in capitals alone",
        ),
        (
            {
                "lever": [
                    {**LEVER, "axis": f"a{k}", "add": {"from": 0, "to": 1, "steps": 10_000 + k}}
                    for k in range(3)
                ]
            },
            "100,000,000 chunks at most",
        ),
        (
            {
                "lever": [
                    {**LEVER, "add": [0.1, 0.2], "axis": "us"},
                    {**LEVER, "exporter": "CHN", "add": [0.1, 0.2, 0.3], "axis": "us"},
                ]
            },
            "takes 3 values and the axis 'us' takes 2",
        ),
        (
            {
                "lever": [
                    {**LEVER, "add": [0.1, 0.2]},
                    {**LEVER, "exporter": "CHN", "add": [0.1, 0.2, 0.3], "axis": "tariff_1"},
                ]
            },
            "lever[2].add: takes 3 values and the axis 'tariff_1' takes 2",
        ),
        (
            {
                "random": {"points": 4},
                "lever": [
                    {**LEVER, "add": {"low": 0.0, "high": 0.5}},
                    {**LEVER, "exporter": "CHN", "add": [0.1, 0.2], "axis": "tariff_1"},
                ],
            },
            "takes 2 values and the axis 'tariff_1' takes values drawn at random",
        ),
        ({"scenario": [{"id": "a"}, {"id": "a"}]}, "is used twice"),
    ],
)
def test_problem(change: dict[str, Any], words: str) -> None:
    with pytest.raises(tt.InputError) as told:
        load_sweep({**GOOD, **change})
    assert words in str(told.value)
