"""Any resolution: what stays apart, what is merged, and what it is called."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import tradetalks as tt
from briefs import write_long_brief, write_short_brief
from talking import talking_brief
from tradetalks.baseline import identities
from tradetalks.baseline.resolution import Resolution
from tradetalks.brief import briefs, facts_against_baseline
from tradetalks.brief.apart import apart
from tradetalks.cli.careful import Reading
from tradetalks.cli.coarse import coarse as coarse_for
from tradetalks.cli.coarse import each_sector
from tradetalks.errors import BriefError, InputError, PolicyError
from tradetalks.policy import Policy
from tradetalks.policy.compiling.meeting import Meeting
from tradetalks.policy.compiling.secondary import caught_by
from tradetalks.policy.levers import SecondaryTariff
from tradetalks.policy.schedules import schedule
from tradetalks.solve.arrays import observed_of
from worlds import make_arrays, make_world


@pytest.fixture(scope="module")
def coarse(world: tt.Baseline) -> tt.Baseline:
    return tt.aggregate_for(world, "us-india")


@pytest.mark.parametrize("name", briefs())
@pytest.mark.parametrize("resolution", ["brief", "20x25"])
def test_shipped_briefs_resolve_at_any_resolution(
    world: tt.Baseline, name: str, resolution: str
) -> None:
    brief = tt.load_brief(name)
    made = tt.aggregate_for(world, brief, resolution)
    assert len(made.countries) * len(made.sectors) < len(world.countries) * len(world.sectors)
    assert brief.check_against(made) == ()
    assert made.check().ok


def test_what_the_shipped_brief_tells_apart(coarse: tt.Baseline, world: tt.Baseline) -> None:
    named = {"USA", "IND", "JPN", "AUS", "CHN", "RUS", "GBR", "CAN", "MEX", "HKG", "BLR", "PHL"}
    assert named <= set(coarse.countries)
    assert {"rest of South-East Asia", "rest of Latin America"} <= set(coarse.countries)
    # Who gets more than a twentieth of its oil from Russia is charged, others are not.
    members = world.axes.country_group_members["EU"]
    union = [coarse.countries[i] for i in coarse.axes.country_index("EU")]
    assert union == ["EU (AUT+10)", "EU (BGR+15)"]
    parts = [set(coarse.axes.country_parts[label]) for label in union]
    assert parts[0] | parts[1] == set(members)
    trade = world["trade"].sel(sector="B06").transpose("exporter", "importer")
    abroad = trade.values - np.diag(np.diag(trade.values))
    share = dict(
        zip(
            world.countries,
            abroad[world.countries.index("RUS")] / np.maximum(abroad.sum(axis=0), 1e-12),
            strict=True,
        )
    )
    assert all((share[c] > 0.05) == (c in parts[1]) for c in members)
    # Oil is named alone, ores only together with other minerals, as exempt.
    assert {"B05", "B06", "B09", "C19", "C21", "C30", "rest of B"} <= set(coarse.sectors)
    assert coarse.axes.sector_parts["rest of B"] == ("B07", "B08")
    assert coarse.axes.sector_parts["C30"] == ("C301", "C302T309")
    titles = dict(zip(coarse.sectors, map(str, coarse["sector_title"].values), strict=True))
    assert titles["rest of B"] == "Rest of mining"
    names = dict(zip(coarse.countries, map(str, coarse["country_name"].values), strict=True))
    assert names["EU (AUT+10)"] == "European Union (AUT+10)"
    assert names["rest of Latin America"] == "Rest of Latin America"


def test_the_history_says_what_was_merged(coarse: tt.Baseline) -> None:
    last = coarse.history[-1]
    assert last.startswith("aggregated from world-2022 (81x34, ")
    assert "rest of B from B07, B08" in last
    assert "rest of East Asia from KOR, TWN" in last


def test_values_are_kept(coarse: tt.Baseline, world: tt.Baseline) -> None:
    for name in ("value_added", "expenditure", "trade"):
        assert float(coarse[name].sum()) == pytest.approx(float(world[name].sum()), rel=1e-12)
    own = {"exporter": ["USA", "IND"], "importer": ["IND", "USA"]}
    here, there = (b["trade"].sel(own).sum("sector").values for b in (coarse, world))
    np.testing.assert_allclose(here, there, rtol=1e-12)
    revenue = [
        identities.border_revenue(b["trade"].values, b["tariff"].values, b["export_tax"].values)
        for b in (coarse, world)
    ]
    assert revenue[0].sum() == pytest.approx(revenue[1].sum(), rel=1e-12)


def test_facts_are_those_of_the_whole_world(coarse: tt.Baseline, world: tt.Baseline) -> None:
    brief = tt.load_brief("us-india")
    here, there = (facts_against_baseline(brief, b)["baseline"] for b in (coarse, world))
    assert there.notna().sum() > 10
    np.testing.assert_allclose(here, there, rtol=1e-9)


def test_a_number_keeps_the_largest_partners(world: tt.Baseline) -> None:
    made = tt.aggregate_for(world, ["USA", "IND"], 4)
    assert {"USA", "IND"} < set(made.countries)
    further = {"CHN", "CAN", "MEX"} & set(made.countries)
    assert len(further - {c for c in made.countries if c in made.axes.country_parts}) >= 2
    assert made.sectors == world.sectors
    whole = tt.aggregate_for(world, ["USA", "IND"], f"{len(world.countries)}")
    assert whole is world


def test_a_party_that_is_a_group_becomes_one(world: tt.Baseline) -> None:
    made = tt.aggregate_for(world, ["USA", "EU", "IND"], "full")
    assert len(made.countries) == len(world.countries) - 26
    assert made.axes.country_index("EU").size == 1
    assert made.sectors == world.sectors
    cut = tt.aggregate_for(world, ["USA", "EU", "DEU"])
    assert "DEU" in cut.countries
    assert {"EU", "rest of EU"} & set(cut.countries) == {"rest of EU"}
    assert len(cut.axes.country_index("EU")) == 2


def test_labels_that_are_no_codes(small: tt.Baseline) -> None:
    base = tt.Baseline.from_arrays(**make_world(3, countries=5, sectors=4))
    made = tt.aggregate_for(base, ["C01"])
    assert made.countries == ("C01", "ROW")
    assert made.sectors == base.sectors
    kept = tt.aggregate_for(small, ["USA", "IND"])
    assert set(kept.axes.country_parts["Europe"]) >= {"GBR", "RUS", "DEU"}
    assert kept.sectors == small.sectors


def test_members_of_blocs_and_players_stand_alone(small: tt.Baseline, tmp_path: Path) -> None:
    made = tt.aggregate_for(small, write_long_brief(tmp_path))
    assert {"USA", "IND", "JPN", "AUS", "RUS", "EU"} <= set(made.countries)
    talks = tt.aggregate_for(small, talking_brief(tmp_path))
    assert len(talks.countries) < len(made.countries)
    text = (tmp_path / "talks.toml").read_text("utf-8")
    war = 'kind = "trade_war"'
    (tmp_path / "war.toml").write_text(text.replace(war, f'{war}\nplayers = ["quad", "CHN"]'))
    each = tt.aggregate_for(small, tmp_path / "war.toml")
    assert {"USA", "IND", "JPN", "AUS", "CHN"} <= set(each.countries)


def test_countries_at_both_ends_stand_alone(world: tt.Baseline, tmp_path: Path) -> None:
    text = write_short_brief(tmp_path).read_text("utf-8")
    text = text.replace(
        'importer = "IND"\nexporter = "USA"', 'importer = "EFTA"\nexporter = "EFTA"'
    )
    (tmp_path / "ends.toml").write_text(text)
    told = apart(tt.load_brief(tmp_path / "ends.toml"), world)
    assert ("CHE", "ISL", "NOR") in [tuple(e) for e in told.each]


def test_an_aggregate_is_charged_its_members_mean(world: tt.Baseline) -> None:
    made = world.aggregate({"both": ["VNM", "SGP"]}, partners="USA")
    weights = made.axes.country_weights["both"]
    assert set(weights) == {"VNM", "SGP"}
    sold = world["trade"].sel(exporter=list(weights), importer="USA").sum("sector").values
    assert list(weights.values()) == pytest.approx(sold / sold.sum())
    listed = schedule("us-2025-04-02")
    line = listed.charged(["both"], made.axes.country_weights)["both"]
    rates = [listed[c] for c in weights]
    assert line.rate == pytest.approx(np.average(rates, weights=sold))
    assert line.source == "mean over SGP, VNM, by their exports"
    mixed = world.aggregate({"both": ["VNM", "DEU"]}).axes.country_weights
    with pytest.raises(PolicyError, match=r"'both' holds DEU.*keep them apart"):
        schedule("us-2025-08-07").charged(["both"], mixed)


def test_weights_survive_a_file_and_a_second_merger(small: tt.Baseline, tmp_path: Path) -> None:
    once = small.aggregate({"A": ["CHN", "JPN", "KOR"]}, partners="USA")
    twice = small.aggregate({"B": ["CHN", "JPN"]}, partners="USA")
    twice = twice.aggregate({"A": ["B", "KOR"]}, partners="USA")
    assert twice.axes.country_weights["A"] == pytest.approx(once.axes.country_weights["A"])
    once.to_file(tmp_path / "a.nc")
    assert tt.load_baseline(tmp_path / "a.nc").axes.country_weights == once.axes.country_weights


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("full", ("full", "full")),
        ("brief", ("brief", "brief")),
        ("BRIEF ", ("brief", "brief")),
        (20, (20, "full")),
        ("20", (20, "full")),
        ("20xbrief", (20, "brief")),
        ("20x15", (20, 15)),
        ("fullxbrief", ("full", "brief")),
    ],
)
def test_resolutions_are_read(written: str | int, read: tuple[object, object]) -> None:
    found = Resolution.read(written)
    assert (found.countries, found.sectors) == read
    assert Resolution.read(str(found)) == found


@pytest.mark.parametrize("written", ["", "bref", "0", "-3", "20x", "x20", "2.5", True, "20x15x3"])
def test_what_is_no_resolution(written: str | bool) -> None:
    with pytest.raises(InputError, match="is no resolution; allowed: full, brief, a number"):
        Resolution.read(written)


def test_too_few_and_too_many(world: tt.Baseline) -> None:
    with pytest.raises(InputError) as caught:
        tt.aggregate_for(world, "us-india", "5x4")
    assert [p.allowed for p in caught.value.problems] == [
        "19 to 81, brief or full",
        "18 to 34, brief or full",
    ]
    with pytest.raises(InputError, match=r"there are no 100 countries to keep apart, only 81"):
        tt.aggregate_for(world, "us-india", 100)


def test_names_that_the_world_lacks(small: tt.Baseline, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        tt.aggregate_for(small, ["USA", "VNN"], sectors=["C99"])
    assert len(caught.value.problems) == 2
    path = write_short_brief(tmp_path)
    path.write_text(path.read_text("utf-8").replace('exporter = "USA"', 'exporter = "DEU"'))
    with pytest.raises(BriefError, match=r"short.toml:\d+: .*'DEU' is inside 'EU'"):
        tt.aggregate_for(small, path)
    with pytest.raises(InputError, match="a brief says itself"):
        tt.aggregate_for(small, write_short_brief(tmp_path), sectors=["A"])


def test_own_groups_are_kept_whole_or_not_at_all() -> None:
    groups = {"friends": ("IND", "DEU"), "wide": ("USA", "IND", "DEU"), "cut": ("DEU", "CHN")}
    arrays = make_arrays(countries=6, sectors=5)
    base = tt.Baseline.from_arrays(**arrays, country_groups=groups)
    made = tt.aggregate_for(base, ["USA", "friends"])
    assert made.axes.country_parts["friends"] == ("IND", "DEU")
    assert list(made.axes.country_index("friends")) == [made.countries.index("friends")]
    assert len(made.axes.country_index("wide")) == 2
    assert "the group cut is gone, friends holding only part of it" in made.history[-1]
    with pytest.raises(InputError, match="unknown country 'cut'"):
        made.axes.country_index("cut")


def test_a_party_must_not_be_told_apart_in_itself(world: tt.Baseline, tmp_path: Path) -> None:
    text = write_short_brief(tmp_path).read_text("utf-8")
    text = text.replace('country = "IND"\nname = "India"', 'country = "EU"\nname = "Union"')
    text = text[: text.index("[[fact]]")] + text[text.index("[[scenario]]") :]
    text = text.replace('"world-2022-small"', '"world-2022"').replace('"IND"', '"EU"')
    (tmp_path / "whole.toml").write_text(text)
    made = tt.aggregate_for(world, tmp_path / "whole.toml")
    assert tt.load_brief(tmp_path / "whole.toml").check_against(made) == ()
    assert {"USA", "EU"} < set(made.countries)
    text = text.replace('exporter = "EU"', 'exporter = "DEU"', 1)
    (tmp_path / "cut.toml").write_text(text)
    with pytest.raises(InputError, match="DEU is told apart from the party that it is part of"):
        tt.aggregate_for(world, tmp_path / "cut.toml")


ASKED = """
title = "A question"
summary = "s"
baseline = "world-2022"
[[party]]
country = "USA"
name = "United States"
[[party]]
country = "IND"
name = "India"
[[scenario]]
id = "one"
title = "One"
source = "me"
[[scenario.lever]]
"""
STEEL = """kind = "secondary_tariff"
importer = "USA"
target = "CHN"
because_of = "C24A"
sectors = "goods"
add = 0.25
"""


def asked(folder: Path, lever: str) -> Path:
    path = folder / "asked.toml"
    path.write_text(ASKED + lever)
    return path


def test_a_group_against_everyone_stands_apart(world: tt.Baseline, tmp_path: Path) -> None:
    lever = 'kind = "tariff"\nimporter = "EFTA"\nexporter = "all"\nsectors = "goods"\nadd = 0.1\n'
    made = tt.aggregate_for(world, asked(tmp_path, lever))
    assert {"CHE", "ISL", "NOR"} <= set(made.countries)
    all_on_all = lever.replace("EFTA", "all")
    assert not {"CHE", "NOR"} & set(tt.aggregate_for(world, asked(tmp_path, all_on_all)).countries)


def charged(rule: SecondaryTariff, base: tt.Baseline) -> set[str]:
    """Countries of the whole world that the rule charges."""
    labels = caught_by(rule, Meeting(base.axes, observed_of(base), "lever")).exporters
    return {part for c in labels for part in base.axes.country_parts.get(c, (c,))}


def test_a_secondary_tariff_catches_the_same_at_every_resolution(
    world: tt.Baseline, tmp_path: Path
) -> None:
    brief = tt.load_brief(asked(tmp_path, STEEL))
    (rule,) = brief.scenarios[0].policy(world.axes).levers
    assert isinstance(rule, SecondaryTariff)
    made = tt.aggregate_for(world, brief)
    assert charged(rule, made) == charged(rule, world)
    assert len(made.countries) < 60
    policy = Policy((rule,))
    for resolution in ("brief", "60"):
        listed = tt.aggregate_for(
            world, ["USA", "IND", "CHN"], resolution, sectors=["C24A"], policy=policy
        )
        assert charged(rule, listed) == charged(rule, world)
    read = Reading()
    written = [("secondary_tariff", "USA:CHN:C24A:goods:+25%")]
    assert charged(rule, coarse_for(read, world, "brief", written)) == charged(rule, world)
    read.done()
    with pytest.raises(InputError, match="policy goes with a list of countries"):
        tt.aggregate_for(world, brief, policy=policy)


def test_a_party_that_a_secondary_tariff_treats_otherwise_is_told(world: tt.Baseline) -> None:
    # No member gets half of these from China; without what they sell one another, they do.
    policy = Policy().secondary_tariff(
        "USA", "CHN", because_of="C27", sectors="goods", add=0.25, threshold=0.5
    )
    with pytest.raises(InputError, match="party EU: a secondary tariff treats it otherwise"):
        tt.aggregate_for(world, ["USA", "EU", "CHN"], "full", sectors=["C27"], policy=policy)


def test_sectors_of_a_rate_each_stand_apart(world: tt.Baseline, tmp_path: Path) -> None:
    lever = 'kind = "tariff"\nimporter = "USA"\nexporter = "IND"\nsectors = "goods"\nadd = 0.1\n'
    question = """
[[question]]
id = "rates"
kind = "optimal_policy"
title = "Rates"
source = "me"
country = "USA"
partners = "IND"
by = ["sector"]
sectors = ["C26", "C27", "C28"]
"""
    made = tt.aggregate_for(world, asked(tmp_path, lever + question))
    assert {"C26", "C27", "C28"} <= set(made.sectors)
    together = tt.aggregate_for(
        world, asked(tmp_path, lever + question.replace('["sector"]', '["partner"]'))
    )
    assert not {"C26", "C27", "C28"} & set(together.sectors)
    for by, apart_here in ((("sector",), 3), ((), 0)):
        named = each_sector(world, "C26T28", by)
        listed = coarse_for(Reading(), world, "brief", [], "USA,IND", named)
        assert len({"C26", "C27", "C28"} & set(listed.sectors)) == apart_here
    assert each_sector(world, "C26,nonsense", ("sector",)) == "C26,nonsense"


def test_a_rank_that_a_merged_world_cannot_tell_is_none(world: tt.Baseline, tmp_path: Path) -> None:
    lever = 'kind = "tariff"\nimporter = "USA"\nexporter = "IND"\nsectors = "goods"\nadd = 0.1\n'
    fact = """
[[fact]]
id = "rank"
statement = "Where a partner stands"
value = 3
unit = "rank"
period = "2022"
measure = "partner_rank(IND, BGD)"
source = "me"
"""
    brief = tt.load_brief(asked(tmp_path, lever + fact))
    (there,) = facts_against_baseline(brief, world)["baseline"]
    assert there > 3
    row = facts_against_baseline(brief, tt.aggregate_for(world, brief)).iloc[0]
    assert np.isnan(row["baseline"])
    assert row["note"].startswith("an aggregate of the baseline trades more than the partner")


def test_the_title_gives_the_size_of_the_merged_world(small: tt.Baseline) -> None:
    once = tt.aggregate_for(small, ["USA", "IND"])
    assert once.title == "The world economy in 2022: 8 countries and groups, 10 sectors"
    twice = once.aggregate({"all others": "rest", "one": ["USA"]}, {})
    assert twice.title == "The world economy in 2022: 2 countries and groups, 10 sectors"
    assert tt.Baseline.from_arrays(**make_arrays()).aggregate({"both": ["USA", "IND"]}).title == ""
