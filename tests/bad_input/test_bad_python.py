"""Mistakes in Python: each ends in a named exception that names the place, or is put right."""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import tradetalks as tt
from tradetalks.baseline import compare_elasticities, elasticity_set
from tradetalks.policy import Settings, compile_policy
from tradetalks.policy.schedules import schedule
from tradetalks.solve.arrays import observed_of
from worlds import make_arrays

P = tt.Policy()
BASE = tt.Baseline.from_arrays(**make_arrays())
DIMS = ("exporter", "importer", "sector")


def settings(policy: tt.Policy, base: tt.Baseline = BASE) -> Settings:
    return compile_policy(policy, base.axes, observed_of(base))


def made(**changed: Any) -> tt.Baseline:
    return tt.Baseline.from_arrays(**(make_arrays() | changed))


#: Levers refused when they are written. (name, call, words the message must have)
LEVERS: list[tuple[str, Callable[[], object], list[str]]] = [
    (
        "per cent as text",
        lambda: P.tariff("USA", "IND", add="25%"),
        ["tariff add", "'25%'", "0.25"],
    ),
    ("truth value", lambda: P.tariff("USA", "IND", add=True), ["tariff add", "True"]),
    ("list of rates", lambda: P.tariff("USA", "IND", rate=[0.1]), ["tariff rate", "[0.1]"]),
    ("complex rate", lambda: P.export_tax("USA", "IND", add=1j), ["export_tax add", "1j"]),
    ("infinite", lambda: P.tariff("USA", "IND", add=float("inf")), ["tariff add", "finite"]),
    ("no importer", lambda: P.tariff(None, "IND", add=0.1), ["tariff importer", "None"]),
    ("a number for a name", lambda: P.tariff("USA", 5, add=0.1), ["tariff exporter", "5"]),
    ("a number in a list", lambda: P.tariff("USA", ["IND", 5], add=0.1), ["exporter", "5"]),
    ("bytes", lambda: P.tariff(b"USA", "IND", add=0.1), ["tariff importer", "b'USA'"]),
    ("rates for a name", lambda: P.tariff("USA", {"IND": 0.1}, add=0.1), ["tariff_schedule"]),
    ("no sector", lambda: P.tariff("USA", "IND", add=0.1, sectors=[]), ["sectors", "nothing"]),
    ("empty name", lambda: P.tariff("USA", " ", add=0.1), ["tariff exporter", "empty name"]),
    ("sectors None", lambda: P.embargo("USA", "IND", sectors=None), ["embargo sectors"]),
    ("both as text", lambda: P.embargo("USA", "IND", both="no"), ["embargo both", "True or False"]),
    ("productivity", lambda: P.productivity("USA", factor="x"), ["productivity factor", "'x'"]),
    ("trade cost", lambda: P.trade_cost("USA", "IND", factor=None), ["trade_cost factor", "None"]),
    ("schedule of texts", lambda: P.tariff_schedule("USA", {"IND": "x"}), ["rates[IND]", "'x'"]),
    ("schedule of pairs", lambda: P.tariff_schedule("USA", [("IND", 0.1)]), ["not a mapping"]),
    ("schedule of none", lambda: P.tariff_schedule("USA", {}), ["rates", "no exporter"]),
    ("schedule by number", lambda: P.tariff_schedule("USA", {5: 0.1}), ["5 is not a country"]),
    ("way", lambda: P.tariff_schedule("USA", {"IND": 0.1}, how="ad"), ["how", "did you mean add"]),
    ("way, array", lambda: P.tariff_schedule("USA", {"IND": 0.1}, how=np.ones(2)), ["how"]),
    ("array of text", lambda: P.tariff_array("abc"), ["tariff_array", "real numbers"]),
    ("ragged", lambda: P.tariff_array([[1], [1, 2]]), ["tariff_array", "real numbers"]),
    ("no array", lambda: P.export_tax_array(None), ["export_tax_array", "exporter"]),
    ("flat", lambda: P.trade_cost_array(np.ones(3)), ["trade_cost_array", "1 dimensions"]),
    ("other axes", lambda: P.tariff_array(BASE["input_share"]), ["country, input, sector"]),
    ("an axis lost", lambda: P.tariff_array(BASE["tariff"].sum("sector")), ["exporter, importer"]),
    ("dataset", lambda: P.tariff_array(BASE.dataset), ["tariff_array", "real numbers"]),
    ("no amount", lambda: P.purchase("IND", "USA"), ["purchase: 0 of add and at_least", "10e3"]),
    ("two amounts", lambda: P.purchase("IND", "USA", add=1, at_least=2), ["2 of add and at_least"]),
    ("amount as text", lambda: P.purchase("IND", "USA", add="10bn"), ["'10bn'", "USD million"]),
    ("less than before", lambda: P.purchase("IND", "USA", add=-1), ["purchase add", "0 or above"]),
    ("nothing at least", lambda: P.purchase("IND", "USA", at_least=0), ["at_least", "above zero"]),
    ("nobody pays", lambda: P.purchase("IND", "USA", add=1, paid_by=[]), ["paid_by", "nothing"]),
    ("both, number", lambda: P.purchase("IND", "USA", add=1, both=1), ["both", "True or False"]),
    ("endless transfer", lambda: P.transfer("USA", "IND", amount=np.inf), ["transfer amount"]),
    ("transfer to None", lambda: P.transfer("USA", None, amount=1), ["transfer receiver", "None"]),
    ("movers as text", lambda: P.migration("IND", "USA", movers="18k"), ["movers", "persons"]),
    ("no skill", lambda: P.migration("IND", "USA", movers=1, skill=""), ["skill", "empty name"]),
    ("skill list", lambda: P.migration("IND", "USA", movers=1, skill=["a"]), ["skill", "not text"]),
    (
        "idle movers",
        lambda: P.migration("IND", "USA", movers=1, efficiency=0),
        ["migration efficiency", "above zero"],
    ),
    (
        "more than the wage",
        lambda: P.migration("IND", "USA", movers=1, remittance_share=1.5),
        ["migration remittance_share", "1.5", "0 to 1"],
    ),
    (
        "measure",
        lambda: P.sanction("USA", "RUS", measure="embargoo"),
        ["sanction measure", "export_control, import_ban", "did you mean embargo"],
    ),
    ("measure list", lambda: P.sanction("USA", "RUS", measure=["embargo"]), ["not a measure"]),
    ("no cost", lambda: P.sanction("USA", "RUS", measure="trade_cost"), ["factor", "is missing"]),
    ("cost of embargo", lambda: P.sanction("USA", "RUS", factor=2.0), ["factor", "no meaning"]),
    (
        "free cost",
        lambda: P.sanction("USA", "RUS", measure="trade_cost", factor=0),
        ["sanction factor", "above zero"],
    ),
    (
        "threshold in per cent",
        lambda: P.secondary_tariff("USA", "RUS", add=0.25, threshold=5),
        ["secondary_tariff threshold", "0 to 1"],
    ),
    (
        "points",
        lambda: P.secondary_tariff("USA", "RUS", add="25"),
        ["secondary_tariff add", "'25'"],
    ),
    ("because", lambda: P.secondary_tariff("USA", "RUS", add=1, because_of=5), ["because_of", "5"]),
    (
        "waived measure",
        lambda: P.waiver("USA", "IND", "RUS", measure="secondary"),
        ["waiver measure", "did you mean secondary_tariff"],
    ),
    ("waiver to 5", lambda: P.waiver("USA", 5, "RUS"), ["waiver to", "5"]),
    (
        "inside",
        lambda: P.bloc("quad", inside="fre"),
        ["bloc inside", "did you mean free"],
    ),
    ("inside negative", lambda: P.bloc("quad", inside=-1), ["bloc inside", "0 or above"]),
    ("outside", lambda: P.bloc("quad", outside="comon"), ["outside", "did you mean common"]),
    ("spite", lambda: P.bloc("quad", welfare_weight=-0.1), ["welfare_weight", "0 or above"]),
    ("bloc label", lambda: P.bloc("quad", label=5), ["bloc label", "5"]),
    ("added to a number", lambda: P + 5, ["policy", "int"]),
    ("label", lambda: P.labelled(5), ["policy label", "5"]),
    ("levers of text", lambda: tt.Policy(("tariff",)), ["policy levers", "'tariff'"]),
    ("no levers", lambda: tt.Policy(None), ["policy levers", "None"]),
]

#: Levers refused when they meet a baseline.
MEETINGS: list[tuple[str, tt.Policy, list[str]]] = [
    ("typo in a list", P.tariff_schedule("USA", {"IND": 0.1, "RWO": 0.1}), ["'RWO'", "mean ROW"]),
    ("list of strangers", P.tariff_schedule("USA", {"FJI": 0.1}), ["lever 1", "names no country"]),
    ("lacks labels", P.tariff_array(BASE["tariff"][:, :, :2]), ["sector", "lacks 1 of 3", "'G_I'"]),
    (
        "unknown label",
        P.tariff_array(BASE["tariff"].assign_coords(exporter=["USA", "INX", "ROW"])),
        ["exporter", "'INX' is unknown", "did you mean IND"],
    ),
    (
        "label twice",
        P.tariff_array(BASE["tariff"].assign_coords(importer=["USA", "USA", "ROW"])),
        ["importer", "'USA' stands there twice", "lacks 1 of 3"],
    ),
]

#: Baselines. (name, call, words the message must have)
BASELINES: list[tuple[str, Callable[[], object], list[str]]] = [
    ("number for a path", lambda: tt.load_baseline(5), ["path", "5"]),
    ("bytes for a path", lambda: tt.load_baseline(b"world"), ["path", "b'world'"]),
    ("folder", lambda: tt.load_baseline(Path.cwd()), ["neither an embedded baseline nor a file"]),
    ("NUL in a path", lambda: tt.load_baseline("a\0b"), ["path", "is not a path"]),
    ("endless path", lambda: tt.load_baseline("a" * 5000), ["neither an embedded"]),
    ("written to a folder", lambda: BASE.to_file("."), ["is a folder"]),
    ("written nowhere", lambda: BASE.to_file(None), ["path", "None"]),
    ("a list of names", lambda: BASE[["trade"]], ["has no variable ['trade']"]),
    ("note", lambda: BASE.replace(note=5), ["note", "5 is not text"]),
    ("unknown array", lambda: BASE.replace(tarif=1), ["tarif", "did you mean tariff"]),
    ("array taken away", lambda: BASE.replace(trade=None), ["trade", "missing"]),
    ("one tariff for all", lambda: BASE.replace(tariff=0.1), ["tariff", "shape ()"]),
    ("groups as list", lambda: made(country_groups=["EU"]), ["country_groups", "mapping"]),
    ("group of a text", lambda: made(country_groups={"x": "USA"}), ["country_groups[x]", "list"]),
    ("group of a number", lambda: made(sector_groups={"x": 5}), ["sector_groups[x]", "5"]),
    ("group by number", lambda: made(country_groups={5: ["USA"]}), ["country_groups[5]", "name"]),
    ("name", lambda: made(name=5), ["name", "5 is not text"]),
    ("source", lambda: made(source={"trade": 5}), ["source[trade]", "5"]),
    ("year", lambda: made(year=[2020]), ["year", "[2020]"]),
    ("ragged income", lambda: made(value_added=[1, [2, 3]]), ["value_added", "real numbers"]),
    ("ragged theta", lambda: made(trade_elasticity=[1, [2, 3]]), ["trade_elasticity", "real"]),
    ("ragged factors", lambda: made(factor_share=[1, [2, 3]]), ["factor_share", "real numbers"]),
    ("theta by name", lambda: made(trade_elasticity="fontagne_2022"), ["trade_elasticity"]),
    ("dates", lambda: made(trade=np.zeros((3, 3, 3), "datetime64[s]")), ["trade", "real numbers"]),
    ("not a dataset", lambda: tt.Baseline(5), ["dataset", "int", "from_arrays"]),
    ("another dataset", lambda: tt.Baseline(xr.Dataset()), ["dataset", "one with trade"]),
    ("set by number", lambda: BASE.with_elasticities(None), ["trade_elasticity", "missing"]),
    ("isic as list", lambda: BASE.with_elasticities("fontagne_2022", ["A"]), ["isic", "mapping"]),
    ("isic of number", lambda: BASE.with_elasticities("fontagne_2022", {"A": 5}), ["isic"]),
    ("isic compared", lambda: compare_elasticities(BASE, 5), ["isic", "5"]),
    ("set by list", lambda: elasticity_set(["x"]), ["elasticities", "['x']"]),
    ("limit", lambda: BASE.check("x"), ["limit", "'x'"]),
    ("limit below one", lambda: BASE.check(-1), ["limit", "-1"]),
    ("text on no axis", lambda: BASE.annotate(x=("contry", ["a"])), ["x", "did you mean country"]),
    ("too few texts", lambda: BASE.annotate(x=("country", ["a"])), ["annotation x", "3 texts"]),
    ("texts alone", lambda: BASE.annotate(x=["a"]), ["annotation x", "(axis, texts)"]),
    (
        "text over trade",
        lambda: BASE.annotate(trade=("country", list("abc"))),
        ["trade", "another"],
    ),
    ("new label", lambda: BASE.aggregate({5: ["USA"]}), ["5 is not a label"]),
    ("new name", lambda: BASE.aggregate({"X": ["USA"]}, name=5), ["name", "5 is not text"]),
    (
        "axes by other names",
        lambda: made(tariff=BASE["tariff"].rename(sector="good")),
        ["tariff", "good", "in any order"],
    ),
    (
        "labels of another world",
        lambda: made(trade_elasticity=pd.Series({"A": 4.0, "C26": 4.0, "GI": 4.0})),
        ["trade_elasticity sector", "'GI' is unknown", "did you mean G_I", "lacks 1 of 3"],
    ),
    (
        "countries lost",
        lambda: BASE.replace(tariff=BASE["tariff"][:2]),
        ["tariff exporter", "lacks 1 of 3 labels: 'ROW'"],
    ),
]


def cases(table: list[tuple[str, Any, list[str]]]) -> Any:
    return pytest.mark.parametrize(
        ("case", "words"), [c[1:] for c in table], ids=[c[0] for c in table]
    )


@cases(LEVERS)
def test_a_lever_that_cannot_be_read_is_refused(case: Callable[[], object], words: str) -> None:
    with pytest.raises(tt.PolicyError) as caught:
        case()
    assert all(word in str(caught.value) for word in words), caught.value
    assert all(p.place and p.what for p in caught.value.problems)


@cases(MEETINGS)
def test_a_lever_that_does_not_fit_the_labels_is_refused(case: tt.Policy, words: str) -> None:
    with pytest.raises(tt.PolicyError) as caught:
        settings(case)
    assert all(word in str(caught.value) for word in words), caught.value


@cases(BASELINES)
def test_a_baseline_that_cannot_be_is_refused(case: Callable[[], object], words: str) -> None:
    with pytest.raises(tt.BaselineError) as caught:
        case()
    assert all(word in str(caught.value) for word in words), caught.value
    assert all(p.place and p.what for p in caught.value.problems)


@pytest.mark.parametrize("selector", [None, 5, b"USA", [], ["USA", None], "", float("nan")])
def test_a_selector_that_is_none_is_refused(selector: Any) -> None:
    for index in (BASE.axes.country_index, BASE.axes.sector_index):
        with pytest.raises(tt.InputError, match="here: "):
            index(selector, "here")


def test_every_mistake_in_a_lever_is_named_at_once() -> None:
    with pytest.raises(tt.PolicyError) as caught:
        P.tariff(None, [], add="25%", sectors="")
    assert [p.place for p in caught.value.problems] == [
        "tariff importer",
        "tariff exporter",
        "tariff sectors",
        "tariff add",
    ]


@pytest.mark.parametrize(
    ("call", "places"),
    [
        (
            lambda: P.purchase(None, [], sectors="", at_least="x", paid_by=5, both=2),
            "at_least buyer seller sectors paid_by both",
        ),
        (lambda: P.transfer(None, [], amount="x"), "payer receiver amount"),
        (
            lambda: P.migration(1, 2, movers=None, skill="", efficiency=-1, remittance_share=2),
            "origin residence movers skill efficiency remittance_share",
        ),
        (
            lambda: P.sanction(1, 2, measure="x", sectors=3, factor=-1),
            "measure by target sectors factor",
        ),
        (
            lambda: P.secondary_tariff(
                1, 2, add="x", because_of=3, sectors=4, exporter=5, threshold=6
            ),
            "importer target add because_of sectors exporter threshold",
        ),
        (lambda: P.waiver(1, 2, 3, measure=4), "by to target measure"),
        (
            lambda: P.bloc(1, inside="x", outside=2, sectors=3, welfare_weight=-4, label=5),
            "inside members outside sectors welfare_weight label",
        ),
    ],
)
def test_every_mistake_in_a_lever_of_the_case_is_named_at_once(
    call: Callable[[], object], places: str
) -> None:
    with pytest.raises(tt.PolicyError) as caught:
        call()
    assert [p.place.split()[1] for p in caught.value.problems] == places.split()


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(tt.BaselineError, match="taken: is a folder"):
        BASE.to_file(tmp_path / "taken")
    with pytest.raises(tt.BaselineError, match="cannot be written"):
        BASE.to_file(tmp_path / ("x" * 300))


@pytest.mark.parametrize("order", [DIMS, DIMS[::-1], ("importer", "sector", "exporter")])
def test_a_labelled_array_is_matched_by_name_and_label(order: tuple[str, ...]) -> None:
    tariff = BASE["tariff"] + 0.1
    shuffled = tariff[::-1, [1, 2, 0], ::-1].transpose(*order)
    for given in (shuffled, shuffled.drop_vars("sector").isel(sector=[2, 1, 0])):
        policy = P.tariff_array(given)
        assert hash(policy) == hash(P.tariff_array(given.copy()))
        assert pickle.loads(pickle.dumps(policy)) == policy
        abroad = ~np.eye(3, dtype=bool)
        assert np.array_equal(settings(policy).tariff[abroad], tariff.values[abroad])
    assert np.array_equal(BASE.replace(tariff=shuffled)["tariff"], tariff)


def test_baselines_keep_the_labels_arrays_bring() -> None:
    plain = make_arrays(factors=2)
    base = tt.Baseline.from_arrays(**plain, factors=("skilled", "unskilled"))
    kept = {n: base[n][..., ::-1].T for n in plain if n in base.dataset}
    axes = {n: plain[n] for n in ("countries", "sectors")}
    again = tt.Baseline.from_arrays(**axes, **kept)
    assert again.factors in {("skilled", "unskilled"), ("unskilled", "skilled")}
    assert again.fingerprint == base.fingerprint
    frames = {n: base[n].to_pandas().iloc[::-1] for n in ("value_added_share", "trade_elasticity")}
    assert base.replace(**frames).fingerprint == base.fingerprint
    income = BASE["value_added"].sum("factor")[::-1].rename(country="exporter")
    given = made(value_added=income, deficit=BASE["deficit"][::-1])
    assert np.array_equal(given["value_added"], BASE["value_added"])
    assert np.array_equal(given["deficit"], BASE["deficit"])


def test_a_list_of_rates_knows_groups_and_passes_over_strangers(small: tt.Baseline) -> None:
    world = tt.load_baseline()
    at = world.countries.index
    rates = {"FRA": 0.3, "EU": 0.2, "FJI": 0.9, "XKX": 0.9, "ind": 0.1}
    tariff = settings(P.tariff_schedule("USA", rates, how="rate"), world).tariff[:, at("USA")]
    shown = {c: tariff[at(c)][0] for c in ("FRA", "DEU", "IND")}
    assert shown == {"FRA": 0.3, "DEU": 0.2, "IND": 0.1}
    with pytest.raises(tt.PolicyError, match="DEU is inside 'EU'"):
        settings(P.tariff_schedule("USA", {"IND": 0.1, "DEU": 0.1}), small)
    for name in ("us-2025-04-02", "us-2025-08-07"):
        for base in (world, small):
            assert np.isfinite(
                settings(P.tariff_schedule("USA", schedule(name)), base).tariff
            ).all()


@pytest.mark.parametrize("build", [made, BASE.replace])
def test_elasticities_like_inverses_are_said(build: Callable[..., object]) -> None:
    with pytest.warns(UserWarning, match="look like 1/theta"):
        build(trade_elasticity=[0.3, 0.25, 0.2])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        build(trade_elasticity=[3, 4, 5])


def test_inputs_of_what_nobody_buys_are_said_in_plain_words() -> None:
    spent = BASE["expenditure"].values.copy()
    spent[0, 1] = 0.0
    text = str(made(expenditure=spent).check())
    assert "inf " not in text
    assert "USD million of this good but the country buys none" in text


@pytest.mark.parametrize("over", [3, None, "us-india"])
def test_a_bargain_is_over_a_brief_or_an_agenda(over: object) -> None:
    with pytest.raises(tt.InputError, match="neither a baseline nor an agenda"):
        tt.bargain(over)  # type: ignore[arg-type]
