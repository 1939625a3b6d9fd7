"""Levers as written on the command line: `USA:IND:goods:+25%`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tradetalks.errors import InputError, PolicyError, Problem

if TYPE_CHECKING:
    from tradetalks.labels import Axes
    from tradetalks.policy import Policy

_NUMBER = r"(?P<number>\d+(?:\.\d*)?|\.\d+)"
_POINTS = re.compile(rf"(?P<how>[+=-]){_NUMBER}%$")
_FACTOR = re.compile(rf"x{_NUMBER}$")
_WAYS = "+25% (points), -10%, =25% (new rate), x0.5 (times the old)"
LARGEST_PERCENT = 100_000.0


@dataclass(frozen=True)
class Form:
    """How one option is written, and the policy it makes."""

    option: str
    shape: tuple[str, str]
    example: str
    amount: bool = True
    factor_only: bool = False


FORMS = {
    "tariff": Form("--tariff", ("IMPORTER", "EXPORTER"), "USA:IND:goods:+25%"),
    "export_tax": Form("--export-tax", ("EXPORTER", "IMPORTER"), "IND:USA:C20:+10%"),
    "trade_cost": Form(
        "--trade-cost", ("IMPORTER", "EXPORTER"), "USA:IND:services:x0.95", factor_only=True
    ),
    "embargo": Form("--embargo", ("IMPORTER", "EXPORTER"), "IND:RUS:mining", amount=False),
}


def policy_of(written: Sequence[tuple[str, str]], axes: Axes) -> Policy:
    """A Policy from (kind, text) pairs, in the order written, checked against labels.

    Raises PolicyError with every problem of every option.
    """
    from tradetalks.policy import Policy

    policy = Policy()
    problems: list[Problem] = []
    for kind, text in written:
        found = list(_problems(FORMS[kind], text, axes))
        problems += found
        if not found:
            first, second, sectors, *amount = _parts(text)
            add = getattr(policy, kind)
            policy = add(first, second, sectors=sectors, **dict(_amount(a) for a in amount))
    if problems:
        raise PolicyError(problems)
    return policy


def named_countries(written: Sequence[tuple[str, str]], axes: Axes) -> list[str]:
    """Countries named one by one (not as a group) by the options, once each."""
    names = [n for _, text in written for s in _parts(text)[:2] for n in s]
    folded = {c.casefold(): c for c in axes.countries}
    return list(dict.fromkeys(folded[n.casefold()] for n in names if n.casefold() in folded))


def _problems(form: Form, text: str, axes: Axes) -> Iterator[Problem]:
    place = f"{form.option} {text}"
    parts = _parts(text)
    shape = ":".join((*form.shape, "SECTORS", *(["AMOUNT"] if form.amount else [])))
    wanted = 4 if form.amount else 3
    if len(parts) != wanted:
        yield Problem(
            place,
            f"has {len(parts)} part{'' if len(parts) == 1 else 's'} between colons",
            shape,
            remedy=f"for example {form.option} {form.example}",
        )
        return
    resolvers: tuple[Callable[..., Any], ...] = (
        axes.country_index,
        axes.country_index,
        axes.sector_index,
    )
    ends: list[tuple[int, ...]] = []
    for name, resolve, selector in zip((*form.shape, "SECTORS"), resolvers, parts, strict=False):
        try:
            ends.append(tuple(resolve(selector, f"{place}: {name}")))
        except InputError as error:
            yield from error.problems
    if len(ends) == 3 and ends[0] == ends[1] and len(ends[0]) == 1:
        yield Problem(place, "names one country twice", "two countries, or groups of them")
    if form.amount:
        yield from _amount_problems(place, form, ",".join(parts[3]))


def _amount_problems(place: str, form: Form, text: str) -> Iterator[Problem]:
    factor, points = _FACTOR.match(text), _POINTS.match(text)
    if form.factor_only:
        if factor is None or float(factor["number"]) == 0:
            yield Problem(
                f"{place}: AMOUNT",
                f"{text!r} is not a factor above zero",
                "x1.2 (costs rise by a fifth), x0.9",
                remedy="to close a flow altogether use --embargo" if factor else "",
            )
        return
    if factor is None and points is None:
        remedy = _missing_mark(text)
        yield Problem(f"{place}: AMOUNT", f"{text!r} is not a change", _WAYS, remedy=remedy)
    elif points and float(points["number"]) > LARGEST_PERCENT:
        yield Problem(f"{place}: AMOUNT", f"{text!r} is out of reach", f"to {LARGEST_PERCENT:g}%")
    elif points and points["how"] == "-" and float(points["number"]) >= 100:
        yield Problem(f"{place}: AMOUNT", f"{text!r} would leave no price", "above -100%")


def _missing_mark(text: str) -> str:
    """A hint where only the sign or the per-cent sign is missing."""
    bare = text.removesuffix("%").lstrip("+=-x")
    if not bare or re.fullmatch(_NUMBER, bare) is None:
        return ""
    sign = text[0] if text[0] in "+=-" else "+"
    return f"write {sign}{bare}% to add points, ={bare}% to set the rate"


def _amount(parts: tuple[str, ...]) -> tuple[str, float]:
    """Keyword and value: +25% is add=0.25, =25% is rate=0.25, x0.5 is factor=0.5."""
    text = ",".join(parts)
    if factor := _FACTOR.match(text):
        return "factor", float(factor["number"])
    points = _POINTS.match(text)
    assert points is not None  # `_problems` has seen it
    value = float(points["number"]) / 100
    return ("rate", value) if points["how"] == "=" else ("add", float(f"{points['how']}{value}"))


def _parts(text: str) -> list[tuple[str, ...]]:
    return [tuple(n.strip() for n in part.split(",")) for part in text.split(":")]
