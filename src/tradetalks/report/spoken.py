"""What levers and answers say, with names in place of labels: for people who read."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError
from tradetalks.report.stack import names
from tradetalks.report.words import MINUS, sentence, the

#: Sectors that one code may stand for and still be named one by one.
FEW = 3
#: A letter alone may be a word: it is a label only where words of a lever follow.
_LABEL = re.compile(r"\b[A-Z][A-Z0-9_]+\b|\b[A-Z]\b(?=[,:;)]| from )")
_SPAN = re.compile(r"([A-Z])(\d\d)T[A-Z]?(\d\d)")


_QUANTITY = re.compile(r"^(change of )?([a-z_]+) \(([^(),]+)(?:, ([^(),]+))?(?:, ([^()]+))?\)")


def answer_speaker(base: Baseline) -> Callable[[str], str]:
    """As `speaker`, for answers: 'balance (USA, IND, goods) is' reads 'The balance of ...'."""
    spoken = speaker(base)
    countries = set(base.countries)

    def quantity(found: re.Match[str]) -> str:
        change, what, first, second, rest = found.groups(default="")
        parts = [f"the {change}{what.replace('_', ' ')} of {first}"]
        if second in countries:
            parts.append(f"with {second}" + f" in {rest}" * bool(rest))
        elif second:
            parts.append(f"({', '.join(filter(None, (second, rest)))})")
        return " ".join(parts)

    return lambda text: sentence(spoken(_QUANTITY.sub(quantity, text)))


def speaker(base: Baseline) -> Callable[[str], str]:
    """text -> the same with names: 'USA tariff on IND, B06' reads 'United States tariff on ...'."""
    called = dict(zip(base.countries, names(base, "country"), strict=True))
    titles = dict(zip(base.sectors, map(_inside, names(base, "sector")), strict=True))
    return partial(_spoken, called, titles, base)


def _spoken(called: dict[str, str], titles: dict[str, str], base: Baseline, text: str) -> str:
    def name(found: re.Match[str]) -> str:
        label = found.group()
        if label in called:
            return the(called[label]) if found.start() else called[label]
        if label in titles:
            return titles[label]
        return _several(label, titles, base)

    return re.sub(r"(?<=[ (])-(?=\d)", MINUS, _LABEL.sub(name, text))


def _several(code: str, titles: dict[str, str], base: Baseline) -> str:
    """A code of the classification as the sectors it covers, where they are few."""
    try:
        sectors = [base.sectors[j] for j in base.axes.sector_index(code)]
    except InputError:
        return code
    if len(sectors) <= FEW:
        return ", ".join(titles[s] for s in sectors)
    return _SPAN.sub(r"sectors \1\2 to \1\3", code)


def _inside(title: str) -> str:
    """A sector's title inside a sentence."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]
