"""Scenarios as policies, and the published lists they draw on."""

from __future__ import annotations

import numpy as np
import pytest

from tradetalks.brief.compiling import policy_of
from tradetalks.brief.levers import EmbargoLever, ExportTaxLever, TariffLever, TradeCostLever
from tradetalks.errors import PolicyError
from tradetalks.labels import Axes
from tradetalks.policy import Observed, compile_policy
from tradetalks.policy.schedules import schedule, schedules

AXES = Axes(("USA", "IND", "CHN", "DEU", "FRA", "RUS", "ROW"), ("C10T12", "J"))
N, J = len(AXES.countries), len(AXES.sectors)
USA, IND, CHN, DEU, FRA, RUS, ROW = range(N)
APRIL = {"kind": "tariff", "sectors": "goods", "schedule": "us-2025-04-02"}


def settings(*levers, base: float = 0.02):
    old = np.full((N, N, J), base)
    seen = Observed(old, np.zeros_like(old), np.ones_like(old), ("labour",), np.ones((N, 1)))
    return compile_policy(policy_of(levers, AXES), AXES, seen)


def test_the_lists_hold_the_published_rates() -> None:
    april, august = schedule("us-2025-04-02"), schedule("us-2025-08-07")
    assert (april["IND"], april["VNM"], april["DEU"], april["JPN"]) == (0.27, 0.46, 0.20, 0.24)
    assert april["AUS"] == april["ROW"] == april.default == 0.10
    assert april["CHN"] == 0.54
    assert "34 points" in april.line("CHN").source
    assert april["RUS"] == 0.0
    assert (august["IND"], august["CHE"], august["BRA"]) == (0.25, 0.39, 0.10)
    assert august.line("FRA").basis == "all-in"
    assert "USA" not in april
    for name in schedules():
        lines = [schedule(name).line(c) for c in schedule(name)]
        assert all(0 <= line.rate < 1 and line.source and line.rule for line in lines)


def test_a_name_the_list_does_not_know_is_charged_its_baseline_rate() -> None:
    assert schedule("us-2025-04-02").charged(["Atlantis", "USA"])["Atlantis"].rate == 0.10


def test_no_such_list() -> None:
    with pytest.raises(PolicyError, match="did you mean us-2025-04-02"):
        schedule("us-2025-04-20")


def test_the_list_charged_by_its_owner() -> None:
    tariff = settings(TariffLever(importer="USA", exporter="all", **APRIL)).tariff
    assert tariff[IND, USA, 0] == pytest.approx(0.29)
    assert tariff[RUS, USA, 0] == tariff[USA, USA, 0] == tariff[IND, USA, 1] == 0.02
    assert (tariff[:, IND:] == 0.02).all()


def test_retaliation_in_kind() -> None:
    lever = TariffLever(importer="all", exporter="USA", rate_of="importer", **APRIL)
    tariff = settings(lever).tariff
    assert tariff[USA, IND, 0] == pytest.approx(0.29)
    assert tariff[USA, CHN, 0] == pytest.approx(0.56)
    assert tariff[USA, RUS, 0] == 0.02
    assert (tariff[IND:] == 0.02).all()


def test_everyone_against_everyone() -> None:
    tariff = settings(
        TariffLever(importer="all", exporter="all", spare="EU", **APRIL),
        TariffLever(importer="all", exporter="USA", rate_of="importer", **APRIL),
    ).tariff[:, :, 0]
    assert tariff[IND, USA] == tariff[IND, CHN] == pytest.approx(0.29)
    assert tariff[USA, IND] == pytest.approx(0.29)
    assert tariff[DEU, IND] == pytest.approx(0.22)
    assert tariff[DEU, FRA] == tariff[FRA, DEU] == 0.02
    assert tariff[IND, DEU] == pytest.approx(0.29)
    assert (np.diag(tariff) == 0.02).all()


def test_all_in_rates_replace_the_duty() -> None:
    lever = TariffLever(
        kind="tariff", importer="USA", exporter="all", sectors="all", schedule="us-2025-08-07"
    )
    tariff = settings(lever, base=0.05).tariff
    assert tariff[DEU, USA, 0] == pytest.approx(0.15)
    assert tariff[IND, USA, 0] == pytest.approx(0.30)


def test_the_other_levers() -> None:
    made = settings(
        TariffLever(kind="tariff", importer="IND", exporter="USA", sectors="all", factor=0.5),
        ExportTaxLever(kind="export_tax", exporter="IND", importer="CHN", sectors="J", add=0.1),
        TradeCostLever(kind="trade_cost", importer="USA", exporter="IND", sectors="J", factor=1.2),
        EmbargoLever(kind="embargo", importer="IND", exporter="RUS", sectors="all", both=True),
    )
    assert made.tariff[USA, IND, 0] == 0.01
    assert made.export_tax[IND, CHN, 1] == 0.1
    assert made.trade_cost[IND, USA, 1] == 1.2
    assert made.open[RUS, IND, 0] == made.open[IND, RUS, 1] == 0
    assert made.open.sum() == N * N * J - 2 * J
