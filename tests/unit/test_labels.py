"""Selectors: labels, groups and ISIC codes."""

from __future__ import annotations

import pytest

from tradetalks.errors import InputError
from tradetalks.labels import Axes
from tradetalks.labels.isic import classes

CODES = "A01 A02 B06 C10T12 C17_18 C24A C24B C26 C301 C302T309 D_E G_I O_T"
SECTORS = CODES.split()


@pytest.fixture
def axes() -> Axes:
    return Axes(("USA", "IND", "DEU", "FRA", "ROW"), tuple(SECTORS))


def picked(axes: Axes, selector: object) -> list[str]:
    return [axes.sectors[i] for i in axes.sector_index(selector)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("selector", "labels"),
    [
        ("all", SECTORS),
        ("goods", SECTORS[:10]),
        ("services", ["D_E", "G_I", "O_T"]),
        ("AGRICULTURE", ["A01", "A02"]),
        ("manufacturing", SECTORS[3:10]),
        ("C", SECTORS[3:10]),
        ("c26", ["C26"]),
        ("C24", ["C24A", "C24B"]),
        ("C30", ["C301", "C302T309"]),
        ("C17T18", ["C17_18"]),
        ("C10T26", ["C10T12", "C17_18", "C24A", "C24B", "C26"]),
        ("A_B", ["A01", "A02", "B06"]),
        ("energy", ["B06"]),
        (["G_I", "A01", "A01"], ["A01", "G_I"]),
    ],
)
def test_sector_selectors(axes: Axes, selector: object, labels: list[str]) -> None:
    assert picked(axes, selector) == labels


@pytest.mark.parametrize(
    ("selector", "labels"),
    [
        ("EU", ["DEU", "FRA"]),
        ("quad", ["USA", "IND"]),
        ("usa", ["USA"]),
        (("ROW", "brics"), ["IND", "ROW"]),
        ("all", ["USA", "IND", "DEU", "FRA", "ROW"]),
    ],
)
def test_country_selectors(axes: Axes, selector: object, labels: list[str]) -> None:
    found = axes.country_index(selector)  # type: ignore[arg-type]
    assert [axes.countries[i] for i in found] == labels


def test_a_code_finer_than_the_sector_names_the_sector(axes: Axes) -> None:
    with pytest.raises(InputError, match="only part of C10T12") as caught:
        axes.sector_index("C10")
    assert caught.value.problems[0].nearest == "C10T12"


def test_all_unknown_entries_are_listed_at_once(axes: Axes) -> None:
    with pytest.raises(InputError) as caught:
        axes.country_index(["USB", "IND", "Atlantis", 3], "lever 1")  # type: ignore[list-item]
    problems = caught.value.problems
    assert [p.place for p in problems] == ["lever 1"] * 3
    assert problems[0].nearest == "USA"
    assert "3 is not a name" in problems[2].what


@pytest.mark.parametrize("selector", ["", [], "C99", "Z", "F", "asean"])
def test_what_selects_nothing_is_an_error(axes: Axes, selector: object) -> None:
    with pytest.raises(InputError):
        axes.sector_index(selector)  # type: ignore[arg-type]


def test_a_label_wins_over_a_group_and_a_given_group_over_a_built_in_one() -> None:
    axes = Axes(("EU", "DEU", "USA"), ("goods", "x"), {"quad": ("DEU",)})
    assert list(axes.country_index("eu")) == [0]
    assert list(axes.country_index("quad")) == [1]
    assert list(axes.sector_index("goods")) == [0]


def test_names_that_are_no_codes_have_no_built_in_sector_groups() -> None:
    axes = Axes(("a",), ("wine", "cloth"), sector_groups={"exports": ("wine",)})
    assert list(axes.sector_index("exports")) == [0]
    with pytest.raises(InputError, match="unknown sector 'goods'"):
        axes.sector_index("goods")


def test_an_aggregate_is_found_by_what_it_is_made_of() -> None:
    axes = Axes(
        ("Europe", "ROW"),
        ("farming", "rest"),
        country_parts={"Europe": ("DEU", "FRA"), "ROW": ("ITA", "USA")},
        sector_parts={"farming": ("A01", "A02"), "rest": ("C26", "G_I")},
    )
    assert list(axes.country_index("EU")) == [0]
    assert list(axes.sector_index("agriculture")) == [0]
    with pytest.raises(InputError, match="'fra' is inside 'Europe'"):
        axes.country_index("fra")


@pytest.fixture
def coarse() -> Axes:
    """Two aggregates of countries and of sectors, and a rest of the world."""
    return Axes(
        ("USA", "CAN", "EU", "Asia", "ROW"),
        ("ores", "metal", "C26"),
        country_parts={"EU": ("DEU", "FRA"), "Asia": ("JPN", "VNM"), "ROW": ("ITA", "ZAF")},
        sector_parts={"ores": ("B07", "B08"), "metal": ("C24A", "C24B", "C25")},
    )


def test_several_names_find_what_each_holds_a_part_of(coarse: Axes) -> None:
    assert list(coarse.sector_index(["B07", "B08"])) == [0]
    assert list(coarse.sector_index(["C24", "C25", "C26"])) == [1, 2]
    assert list(coarse.country_index(["VNM", "JPN", "USA"])) == [0, 3]
    with pytest.raises(InputError, match="'B07' covers only part of ores"):
        coarse.sector_index(["B07", "C26"])
    with pytest.raises(InputError, match="'JPN' is inside 'Asia'"):
        coarse.country_index(["JPN", "DEU", "FRA"])


def test_a_group_cut_by_an_aggregate_is_told(coarse: Axes) -> None:
    with pytest.raises(InputError) as caught:
        coarse.country_index("g7")
    (problem,) = caught.value.problems
    assert problem.what == "the group 'G7' holds only part of Asia, an aggregate of countries"
    assert "name its members that stand apart" in problem.remedy
    assert "G7" not in coarse.country_group_members
    with pytest.raises(InputError, match="'ASEAN' holds only part of Asia"):
        coarse.country_index("ASEAN")
    assert list(coarse.country_index(["G7", "VNM"])) == [0, 1, 2, 3]
    # What a group has in the rest of the world is absent, as from any baseline.
    assert list(coarse.country_index("EU")) == [2]
    assert list(coarse.country_index("USMCA")) == [0, 1]


def test_a_group_of_sectors_cut_by_an_aggregate_is_told(coarse: Axes) -> None:
    merged = Axes(("a",), ("s", "C26"), sector_parts={"s": ("C19", "C20")})
    with pytest.raises(InputError, match="'energy' holds only part of s, an aggregate of sectors"):
        merged.sector_index("energy")
    assert list(coarse.sector_index("metals")) == [1]
    assert list(coarse.sector_index("mining")) == [0]


def test_sectors_that_a_selector_covers(coarse: Axes) -> None:
    whole, missed = coarse.sector_cover(["B07", "C24", "C25"])
    assert whole == {"metal"}
    assert list(missed) == ["B07"]


def test_isic_codes() -> None:
    assert classes("D_E") == classes("D35T39")
    assert (classes("C24A") or set()) | (classes("C24B") or set()) == classes("C24")
    assert (classes("C301") or set()) | (classes("C302T309") or set()) == classes("C30")
    assert all(classes(text) is None for text in ("wine", "S1", "A99", "C34", "E_D", "C26A", ""))


def test_axes_are_hashable() -> None:
    assert hash(Axes(("a",), ("b",))) == hash(Axes(("a",), ("b",)))
