"""Every lever of a brief is the lever of the same name in Python."""

from __future__ import annotations

from pathlib import Path

import pytest

import tradetalks as tt
from tradetalks.brief import LEVERS, load_brief
from tradetalks.brief.compiling import at, policy_of, ranged
from tradetalks.errors import BriefError

HEAD = """
title = "A case"
summary = "Levers."
baseline = "world-2022-small"

[[party]]
country = "USA"
name = "United States"

[[scenario]]
id = "one"
title = "One"
source = "a test"
"""
P = tt.Policy
PEOPLE = {"efficiency": 0.8, "remittance_share": 0.1}
# Lever in TOML, and the policy that says the same in Python.
SAME: dict[str, tuple[str, tt.Policy]] = {
    "tariff": (
        'kind = "tariff"\nimporter = "USA"\nexporter = "IND"\nsectors = "goods"\nadd = 0.25',
        P().tariff("USA", "IND", add=0.25, sectors="goods"),
    ),
    "export_tax": (
        'kind = "export_tax"\nexporter = "IND"\nimporter = "USA"\nsectors = "goods"\nrate = 0.1',
        P().export_tax("IND", "USA", rate=0.1, sectors="goods"),
    ),
    "trade_cost": (
        'kind = "trade_cost"\nimporter = "USA"\nexporter = "IND"\nsectors = "J_N"\nfactor = 0.95',
        P().trade_cost("USA", "IND", factor=0.95, sectors="J_N"),
    ),
    "embargo": (
        'kind = "embargo"\nimporter = "IND"\nexporter = "RUS"\nsectors = "B"\nboth = true',
        P().embargo("IND", "RUS", sectors="B", both=True),
    ),
    "purchase": (
        'kind = "purchase"\nbuyer = "IND"\nseller = "USA"\nsectors = "C13T33"\nadd = 1e4',
        P().purchase("IND", "USA", sectors="C13T33", add=1e4),
    ),
    "purchase in all, paid by the seller, both ways": (
        'kind = "purchase"\nbuyer = "IND"\nseller = "USA"\nsectors = "all"\nat_least = 500000\n'
        'paid_by = "USA"\nboth = true',
        P().purchase("IND", "USA", at_least=5e5, paid_by="USA", both=True),
    ),
    "transfer": (
        'kind = "transfer"\npayer = "USA"\nreceiver = ["IND", "JPN"]\namount = 250',
        P().transfer("USA", ["IND", "JPN"], amount=250.0),
    ),
    "migration": (
        'kind = "migration"\norigin = "IND"\nresidence = "USA"\nskill = "skilled"\nmovers = 50000',
        P().migration("IND", "USA", movers=50e3, skill="skilled"),
    ),
    "migration with its own figures": (
        'kind = "migration"\norigin = "IND"\nresidence = "USA"\nskill = "all"\nmovers = -18000\n'
        "efficiency = 0.8\nremittance_share = 0.1",
        P().migration("IND", "USA", movers=-18e3, **PEOPLE),
    ),
    "sanction": (
        'kind = "sanction"\nby = ["USA", "EU"]\ntarget = "RUS"\nmeasure = "export_control"\n'
        'sectors = "C13T33"',
        P().sanction(["USA", "EU"], "RUS", measure="export_control", sectors="C13T33"),
    ),
    "sanction by cost": (
        'kind = "sanction"\nby = "IND"\ntarget = "RUS"\nmeasure = "trade_cost"\nsectors = "B"\n'
        "factor = 1.5",
        P().sanction("IND", "RUS", measure="trade_cost", sectors="B", factor=1.5),
    ),
    "secondary_tariff": (
        'kind = "secondary_tariff"\nimporter = "USA"\ntarget = "RUS"\nbecause_of = "B"\n'
        'sectors = "goods"\nadd = 0.25\nexporter = ["IND", "CHN"]\nthreshold = 0.01',
        P().secondary_tariff(
            "USA",
            "RUS",
            add=0.25,
            because_of="B",
            sectors="goods",
            exporter=["IND", "CHN"],
            threshold=0.01,
        ),
    ),
    "bloc": (
        'kind = "bloc"\nmembers = "quad"\nsectors = "goods"',
        P().bloc("quad", sectors="goods"),
    ),
    "bloc with all its keys": (
        'kind = "bloc"\nmembers = ["USA", "IND"]\nsectors = "all"\ninside = 0.5\n'
        'outside = "common"\nwelfare_weight = 0.1\nlabel = "two"',
        P().bloc(["USA", "IND"], inside=0.5, outside="common", welfare_weight=0.1, label="two"),
    ),
}


def scenario(folder: Path, *levers: str) -> Path:
    path = folder / "levers.toml"
    path.write_text(
        HEAD + "".join(f"\n[[scenario.lever]]\n{lever}\n" for lever in levers), encoding="utf-8"
    )
    return path


@pytest.mark.parametrize("case", SAME)
def test_a_lever_is_that_of_the_python_api(case: str, tmp_path: Path, small: tt.Baseline) -> None:
    text, wanted = SAME[case]
    brief = load_brief(scenario(tmp_path, text))
    assert brief.scenarios[0].policy(small.axes).levers == wanted.levers
    assert brief.check_against(small) == ()
    assert not brief.not_evaluated


def test_a_waiver_follows_what_it_lifts(tmp_path: Path, small: tt.Baseline) -> None:
    duty, wanted = SAME["secondary_tariff"]
    waiver = 'kind = "waiver"\nby = "USA"\nto = "IND"\ntarget = "RUS"\nmeasure = "secondary_tariff"'
    brief = load_brief(scenario(tmp_path, duty, waiver))
    wanted = wanted.waiver("USA", "IND", "RUS", measure="secondary_tariff")
    assert brief.scenarios[0].policy(small.axes).levers == wanted.levers
    (problem,) = load_brief(scenario(tmp_path, waiver, duty)).check_against(small)
    assert "levers.toml:" in problem.place
    assert "scenario[one]" in problem.place
    assert "nothing to waive" in problem.what


def test_every_kind_is_tried() -> None:
    assert set(LEVERS) == {name.split()[0] for name in SAME} | {"waiver"}


def test_what_the_data_cannot_carry_is_said_for_all_scenarios(
    tmp_path: Path, small: tt.Baseline
) -> None:
    crowd = SAME["migration"][0].replace("50000", "5e9")
    nobody = SAME["secondary_tariff"][0].replace("0.01", "0.99")
    text = scenario(tmp_path, crowd).read_text(encoding="utf-8")
    second = HEAD[HEAD.index("[[scenario]]") :].replace('"one"', '"two"')
    path = tmp_path / "both.toml"
    path.write_text(f"{text}{second}\n[[scenario.lever]]\n{nobody}\n", encoding="utf-8")
    with pytest.raises(BriefError) as caught:
        tt.run(path)
    said = [str(p) for p in caught.value.problems]
    assert any("scenario[one]" in s and "would leave" in s for s in said)
    assert any("scenario[two]" in s and "catches nobody" in s for s in said)


def test_a_range_is_found_and_filled(tmp_path: Path, small: tt.Baseline) -> None:
    text = SAME["purchase"][0].replace("1e4", "[0, 2e4]").replace("add", "add")
    offer = f'\n[[offer]]\nid = "o"\ntitle = "O"\nby = "USA"\nsource = "s"\n[[offer.lever]]\n{text}'
    path = scenario(tmp_path, SAME["tariff"][0])
    path.write_text(path.read_text(encoding="utf-8") + offer, encoding="utf-8")
    brief = load_brief(path)
    lever = brief.offers[0].levers[0]
    assert ranged(lever) == ("add", (0.0, 2e4))
    assert ranged(brief.scenarios[0].levers[0]) is None
    assert policy_of([at(lever, "add", 1e4)], small.axes).levers == SAME["purchase"][1].levers
