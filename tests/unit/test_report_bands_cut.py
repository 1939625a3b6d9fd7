"""Bands of a run that is interrupted, or whose slopes fail."""

from __future__ import annotations

import os
import signal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import tradetalks as tt
from briefs import write_short_brief
from tradetalks.errors import NotConvergedError

DRAWS = 4000


def test_an_interrupt_during_the_draws_keeps_the_bands_by_slopes(tmp_path: Path) -> None:
    solved: list[str] = []
    sent: list[str] = []

    def progress(what: str, done: int, total: int) -> None:
        if what == "talks":  # there are none, but all scenarios are done
            solved.append(what)
        elif "draws" in what and solved and not sent:
            sent.append(what)
            os.kill(os.getpid(), signal.SIGINT)

    brief = write_short_brief(tmp_path)
    whole = tt.run(brief, quick=True)
    cut = tt.run(brief, quick=True, draws=DRAWS, progress=progress)
    assert sent
    assert cut.interrupted
    assert cut.converged
    bands = cut.tables["bands"]
    assert bands["draws"].isna().all()
    assert "interrupted" in cut.contents["bands"].note
    same = whole.tables["bands"]
    assert len(bands) == len(same) > 0
    for end in ("band_low", "band_high"):
        assert bands[end].tolist() == pytest.approx(same[end].tolist(), rel=1e-9)


def test_slopes_that_fail_cost_the_bands_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: Any, **__: Any) -> Any:
        raise NotConvergedError("stuck")

    monkeypatch.setattr(import_module("tradetalks.report.banded"), "figure_bands", failing)
    found = tt.run(write_short_brief(tmp_path), quick=True)
    assert found.converged
    assert found.tables["bands"].empty
    assert found.tables["scenarios"]["real_income_change"].notna().all()
