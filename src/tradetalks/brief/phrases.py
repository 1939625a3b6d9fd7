"""Outcomes, lines and levers in plain English, with names where labels have them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tradetalks.labels.english import listed, the
from tradetalks.policy.levers.wording import Called, words

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief.questions import OutcomeQuestion
    from tradetalks.policy import Selector

#: How an outcome and its partner are joined; others are "with" it.
_JOINED = {"exports": "to", "imports": "from", "bilateral_trade": "to"}
#: A label in the words of a lever; the rest of them are in small letters.
_LABEL = re.compile(r"\b[A-Z][A-Z0-9_]+\b")


@dataclass(frozen=True)
class Phrases:
    """Names of countries and sectors by label; a label without one stands for itself."""

    countries: Mapping[str, str]
    sectors: Mapping[str, str]

    @classmethod
    def of(cls, base: Baseline) -> Phrases:
        """The names that the baseline has."""
        found: list[dict[str, str]] = []
        for labels, name in ((base.countries, "country_name"), (base.sectors, "sector_title")):
            known = base.dataset.get(name)
            found.append({} if known is None else dict(zip(labels, known.values, strict=True)))
        countries, sectors = found
        return cls(
            {label: the(name) for label, name in countries.items()},
            {label: _in(name) for label, name in sectors.items()},
        )

    def country(self, label: str) -> str:
        """'the United States'."""
        return self.countries.get(label, label)

    def outcome(self, question: OutcomeQuestion) -> str:
        """'balance of the United States with India in goods'."""
        name = question.outcome
        stem = name.removesuffix("_change")
        plain = {"bilateral_trade": "exports", "bilateral_balance": "balance"}
        country = self._named(question.country, self.countries)
        text = f"{plain.get(stem, stem).replace('_', ' ')} of {country}"
        if question.partner not in (None, "all"):
            joined = _JOINED.get(stem, "with")
            text += f" {joined} {self._named(question.partner, self.countries)}"
        for chosen in (question.sectors, question.sector):
            if chosen not in (None, "all"):
                text += f" in {self._named(chosen, self.sectors)}"
        if question.factor is not None:
            text += f" ({question.factor})"
        return f"change of {text}" if name.endswith("_change") else text

    def line(self, row: Mapping[str, Any]) -> str:
        """'tariff on oil and gas from the rest of world to India', of the labels there are."""
        text = str(row["lever"]).replace("_", " ")
        for label, joined, names in (
            ("sector", "on", self.sectors),
            ("exporter", "from", self.countries),
            ("importer", "to", self.countries),
        ):
            if label in row:
                text += f" {joined} {self._named(row[label], names)}"
        return text

    def lever(self, text: str) -> str:
        """A lever's own words, with names in place of labels."""
        names = {**self.countries, **self.sectors}
        found = _LABEL.sub(lambda label: names.get(label.group(), label.group()), text)
        return found.removeprefix("the ")

    def _named(self, chosen: Selector | None, names: Mapping[str, str]) -> str:
        if isinstance(chosen, Called):
            return words(chosen)
        each = [chosen] if isinstance(chosen, str) else list(chosen or ())
        return listed([names.get(one, names.get(one.upper(), one)) for one in map(str, each)])


def _in(title: str) -> str:
    """A sector's title inside a sentence."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]
