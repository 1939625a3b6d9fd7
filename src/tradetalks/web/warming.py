"""Programs compiled at the start, so that the first slider moves as smoothly as the last."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tradetalks.brief.levers import PurchaseLever, TariffLever
from tradetalks.web.present import described
from tradetalks.web.solving import solved
from tradetalks.web.state import State

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.web.worlds import Worlds

Progress = Callable[[str, int, int], None]


def warm(worlds: Worlds, tell: Progress) -> None:
    """Loads the world the page opens with and solves each shape that a program is made for."""
    steps = ("read the baseline", "compile the solver", "compile promised purchases")
    tell(steps[0], 0, len(steps))
    base = worlds.baseline(worlds.opened)
    described(worlds, worlds.opened)
    for done, (step, kind) in enumerate(zip(steps[1:], ("tariff", "purchase"), strict=True), 1):
        tell(step, done, len(steps))
        solved(worlds, _state(worlds.opened, base, kind))
    tell("ready", len(steps), len(steps))


def warm_bands(worlds: Worlds) -> None:
    """Compiles what bands need."""
    base = worlds.baseline(worlds.opened)
    solved(worlds, _state(worlds.opened, base, "tariff"), tables=(), bands=True)


def _state(name: str, base: Baseline, kind: str) -> State:
    """A small move between the first two countries, which any world has."""
    first, second = base.countries[:2]
    levers: dict[str, Any] = {
        "tariff": TariffLever(
            kind="tariff", importer=first, exporter=second, sectors="all", add=0.01
        ),
        "purchase": PurchaseLever(
            kind="purchase", buyer=first, seller=second, sectors="all", add=1.0
        ),
    }
    return State(baseline=name, parties=(first, second), levers=(levers[kind],))
