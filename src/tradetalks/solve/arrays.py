"""Labels to arrays: a baseline and a policy as the model sees them."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import jax
import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.baseline.people import people_factors
from tradetalks.errors import BaselineError, Problem
from tradetalks.model.economy import Closure, Economy, Shock
from tradetalks.policy import Lever, Observed, People, Policy, Settings, compile_policy
from tradetalks.solve.options import Rules
from tradetalks.solve.promises import commitments_of
from tradetalks.symbols import DATA, DERIVED

#: Cost shares further from one than this are a mistake, not rounding.
WORST_LEAK = 1e-3
#: Optional variables that levers on people need.
PEOPLE = ("workers", "remittance_share", "mover_efficiency", "migrants")

_leaks: WeakKeyDictionary[Baseline, float] = WeakKeyDictionary()
#: Policies whose settings are kept: more than a brief has scenarios, mostly shared arrays.
REMEMBERED = 64
_settings: WeakKeyDictionary[Baseline, dict[tuple[Lever, ...], Settings]] = WeakKeyDictionary()
_economies: WeakKeyDictionary[Baseline, Economy] = WeakKeyDictionary()


def economy_of(base: Baseline) -> Economy:
    """The baseline's arrays; made once for each baseline.

    Raises BaselineError where values are not numbers, naming each variable.
    """
    if base not in _economies:
        observed = [n for n in Economy._fields if n in DATA or n in DERIVED]
        values = {n: np.asarray(base.dataset.variables[n].values) for n in observed}
        problems = [
            Problem(
                name,
                f"{int((~np.isfinite(array)).sum())} values are missing or infinite",
                "finite numbers",
                remedy="see base.check() for the places",
            )
            for name, array in values.items()
            if not np.isfinite(array).all()
        ]
        problems += [
            Problem(name, f"{int((values[name] < 0).sum())} values are below zero", "zero or above")
            for name in ("trade_share", "expenditure", "value_added", "value_added_share")
            if (values[name] < 0).any()
        ]
        if (values["trade_elasticity"] <= 0).any():
            problems.append(
                Problem("trade_elasticity", "a value is zero or below", "theta above zero")
            )
        leak = leak_of(base)
        if leak > WORST_LEAK:
            problems.append(
                Problem(
                    "value_added_share and input_share",
                    f"cost shares of a sector that sells miss one by {leak:.2g}",
                    "shares that sum to one",
                    remedy="base.check() lists the places, base.balance() repairs them",
                )
            )
        if problems:
            raise BaselineError(problems)
        values |= {"labour": people_factors(base.factors), "relieved": _relieved(base)}
        arrays: dict[str, Any] = {n: np.asarray(a, dtype=float) for n, a in values.items()}
        # All at once: putting arrays one by one costs more than a small world's whole solve.
        _economies[base] = jax.device_put(Economy(**arrays))
    return _economies[base]


def _relieved(base: Baseline) -> NDArray[np.float64]:
    """Relief that the baseline holds already, (country,); see `Equilibrium.to_baseline`."""
    known = base.dataset.get("relieved")
    return np.zeros(len(base.countries)) if known is None else np.asarray(known.values)


def leak_of(base: Baseline) -> float:
    """How far the cost shares of any sector that sells are from summing to one."""
    if base not in _leaks:
        known = base.dataset.variables
        shares = known["value_added_share"].values + known["input_share"].values.sum(axis=1)
        sells = (known["trade_share"].values > 0).any(axis=1)
        _leaks[base] = float(np.abs(np.where(sells, shares - 1, 0.0)).max(initial=0.0))
    return _leaks[base]


def settings_of(base: Baseline, policy: Policy) -> Settings:
    """What the policy sets on the baseline's axes; remembered for the policies asked last.

    A brief asks twice: when it is checked, and when it is solved.
    """
    known = _settings.setdefault(base, {})
    if policy.levers not in known:
        if len(known) >= REMEMBERED:
            known.pop(next(iter(known)), None)
        known[policy.levers] = compile_policy(policy, base.axes, observed_of(base))
    return known[policy.levers]


def observed_of(base: Baseline) -> Observed:
    """What of the baseline levers are compiled against."""
    known = base.dataset.variables
    people = {n: known[n].values for n in PEOPLE if n in known}
    return Observed(
        tariff=known["tariff"].values,
        export_tax=known["export_tax"].values,
        trade=known["trade"].values,
        factors=base.factors,
        value_added=known["value_added"].values,
        people=People(**people) if "workers" in people else None,
    )


def shock_of(base: Baseline, settings: Settings) -> Shock:
    """The settings as the model sees them."""
    arrays = {name: getattr(settings, name) for name in Shock._fields if name != "commitments"}
    axes = len(base.countries), len(base.sectors)
    made: Shock = jax.device_put(
        Shock(**arrays, commitments=commitments_of(settings.commitments, *axes))
    )
    return made


def closure_of(base: Baseline, rules: Rules) -> Closure:
    """The rules as weights and elasticities."""
    kappa: Any = rules.labour_supply * people_factors(base.factors)
    psi: Any = np.array(rules.scale_elasticity, dtype=float)
    return Closure(
        fixed=np.float64(rules.deficits == "fixed"),
        share=np.float64(rules.deficits == "share"),
        labour_supply=kappa,
        relief=np.float64(rules.revenue == "income_tax"),
        scale_elasticity=psi,
    )
