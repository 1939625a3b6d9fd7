"""What a user wrote for a lever, read with every mistake in it named at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from numbers import Complex, Real
from typing import Any, Literal, final, get_args

import numpy as np

from tradetalks.errors import InputError, PolicyError, Problem, nearest
from tradetalks.labels import Selector
from tradetalks.labels.named import axes_of, matched, real_numbers
from tradetalks.policy.levers import ArrayLever, Rate, WholeArray
from tradetalks.symbols import BILATERAL

How = Literal["add", "rate"]


@final
class Reading:
    """Reads the arguments of one lever; `done` raises PolicyError if any cannot be used.

    What cannot be used is read as something harmless, so that the rest is still looked at.
    """

    def __init__(self, lever: str) -> None:
        self.lever = lever
        self.problems: list[Problem] = []

    def done(self) -> None:
        if self.problems:
            raise PolicyError(self.problems)

    def refuse(self, name: str, what: str, allowed: str = "", remedy: str = "") -> None:
        self.problems.append(Problem(f"{self.lever} {name}", what, allowed, remedy=remedy))

    def selector(self, name: str, value: Any) -> Selector:
        """A name, or a tuple of names, so that levers can be hashed."""
        allowed = "a name, a group, 'all', or a list of these"
        if isinstance(value, str):
            if not value.strip():
                self.refuse(name, "is an empty name", allowed)
            return str(value)
        if isinstance(value, Mapping | bytes) or not isinstance(value, Iterable):
            remedy = "tariff_schedule takes a rate for each" if isinstance(value, Mapping) else ""
            self.refuse(name, f"{value!r} is not a name", allowed, remedy)
            return "all"
        entries = sorted(value, key=str) if isinstance(value, set | frozenset) else list(value)
        if not entries:
            self.refuse(name, "nothing is selected", allowed)
        for entry in entries:
            if not isinstance(entry, str) or not entry.strip():
                self.refuse(name, f"{entry!r} is not a name", "text")
        # A tuple is kept as it is: it may be one that knows how to call itself.
        return value if isinstance(value, tuple) else tuple(map(str, entries))

    def number(
        self,
        name: str,
        value: Any,
        *,
        positive: bool = False,
        least: float = -np.inf,
        most: float = np.inf,
        advice: str = "write 25 per cent as 0.25, without quotes",
    ) -> float:
        """A finite number, above zero where it must be, from `least` to `most`."""
        allowed = "a number above zero" if positive else "a finite number"
        if least > -np.inf:
            allowed = f"{least:g} or above" if most == np.inf else f"{least:g} to {most:g}"
        found = _plain_number(value)
        if found is None:
            text = isinstance(value, str)
            self.refuse(name, f"{value!r} is not a number", allowed, advice if text else "")
        elif not np.isfinite(found) or (positive and found <= 0) or not least <= found <= most:
            self.refuse(name, f"{value!r} cannot be used", allowed)
        else:
            return found
        return 1.0

    def money(self, name: str, value: Any, **limits: Any) -> float:
        """USD million a year."""
        advice = "write USD 10 billion as 10e3 (USD million), without quotes"
        return self.number(name, value, advice=advice, **limits)

    def choice(self, name: str, value: Any, allowed: Sequence[str], kind: str) -> str:
        """One of a few words; where it is none of them, the first."""
        if isinstance(value, str) and value in allowed:
            return value
        close = nearest(str(value), allowed)
        what = f"{value!r} is not a {kind}"
        self.problems.append(Problem(f"{self.lever} {name}", what, ", ".join(allowed), close))
        return allowed[0]

    def text(self, name: str, value: Any) -> str:
        """Any text."""
        if not isinstance(value, str):
            self.refuse(name, f"{value!r} is not text")
        return str(value)

    def name(self, name: str, value: Any) -> str:
        """Text that is not empty."""
        if isinstance(value, str) and not value.strip():
            self.refuse(name, "is an empty name")
        return self.text(name, value)

    def flag(self, name: str, value: Any) -> bool:
        """True or False; anything else is more likely an argument in the wrong place."""
        if not isinstance(value, bool | np.bool_):
            self.refuse(name, f"{value!r} is neither", "True or False")
        return bool(value is True or value is np.True_)

    def only(self, example: str, **given: Any) -> dict[str, Any]:
        """The one of several that is not None, by its name; empty where not exactly one is."""
        chosen = {name: value for name, value in given.items() if value is not None}
        if len(chosen) == 1:
            return chosen
        *names, last = given
        what = f"{len(chosen)} of {', '.join(names)} and {last} were given"
        self.problems.append(Problem(self.lever, what, "exactly one", remedy=example))
        return {}

    def change(self, **given: Any) -> Rate:
        """The one of add, rate and factor that is not None."""
        example = "add=0.25 adds 25 points, rate=0.25 sets 25 %, factor=0 abolishes"
        chosen: dict[Any, Any] = self.only(example, **given)
        read = [Rate(how, self.number(how, value)) for how, value in chosen.items()]
        return read[0] if read else Rate("add", 0.0)

    def rates(self, value: Any) -> tuple[tuple[str, float], ...]:
        """A rate for each exporter."""
        if not isinstance(value, Mapping) and hasattr(value, "to_dict") and np.ndim(value) == 1:
            value = value.to_dict()  # a column of pandas
        if not isinstance(value, Mapping):
            self.refuse(
                "rates", f"{_short(value)} is not a mapping", "{exporter: rate}", "{'IND': 0.25}"
            )
            return ()
        if not value:
            self.refuse("rates", "no exporter is listed", "{exporter: rate}")
        for exporter in value:
            if not isinstance(exporter, str) or not exporter.strip():
                self.refuse("rates", f"{exporter!r} is not a country", "text")
        return tuple((str(c), self.number(f"rates[{c}]", rate)) for c, rate in value.items())

    def how(self, value: Any) -> How:
        """Whether a schedule adds to the rate in force or replaces it."""
        return "add" if self.choice("how", value, get_args(How), "way") == "add" else "rate"

    def array(self, kind: ArrayLever, value: Any) -> WholeArray:
        """An array over (exporter, importer, sector), with the labels it brings."""
        own = axes_of(value)
        wanted = f"numbers, ({', '.join(BILATERAL)})"
        try:
            found = real_numbers(value)
        except (TypeError, ValueError):
            self.refuse("array", f"{_short(value)} is not an array of real numbers", wanted)
            return WholeArray(kind, np.zeros((0, 0, 0)))
        if found.ndim != len(BILATERAL):
            shown = f"({', '.join(map(str, own))})" if own else f"{found.ndim} dimensions"
            self.refuse("array", f"has {'axes ' if own else ''}{shown}", wanted)
        elif own:
            try:
                found, labels = matched(found, own, BILATERAL, f"{self.lever} array")
                return WholeArray(kind, _frozen(found), labels)
            except InputError as error:
                self.problems += error.problems
        return WholeArray(kind, _frozen(found))


def _plain_number(value: Any) -> float | None:
    """A real number of any library; None for anything else, truth values included."""
    imaginary = isinstance(value, Complex) and not isinstance(value, Real)
    if isinstance(value, bool | np.bool_) or imaginary or not hasattr(value, "__float__"):
        return None
    try:
        return float(value) if np.ndim(value) == 0 else None
    except (TypeError, ValueError, OverflowError):
        return None


def _frozen(array: Any) -> Any:
    array.setflags(write=False)
    return array


def _short(value: Any) -> str:
    text = repr(value).replace("\n", " ")
    return text if len(text) <= 60 else f"{text[:57]}..."
