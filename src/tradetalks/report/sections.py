"""The scenarios of a brief by subject: one section of the report for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tradetalks.brief import Brief

#: Where scenarios without a subject go.
FIRST = "Scenarios"


@dataclass(frozen=True)
class Section:
    """A subject, an id for links, and the scenarios about it."""

    id: str
    title: str
    scenarios: tuple[str, ...]


def sections(brief: Brief) -> tuple[Section, ...]:
    """Subjects in order of appearance; scenarios without one come first, as "Scenarios"."""
    found: dict[str, list[str]] = {}
    if any(scenario.subject is None for scenario in brief.scenarios):
        found[FIRST] = []
    for scenario in brief.scenarios:
        found.setdefault(scenario.subject or FIRST, []).append(scenario.id)
    return tuple(
        Section(f"subject-{k}", title, tuple(ids)) for k, (title, ids) in enumerate(found.items())
    )


def leading(brief: Brief) -> set[str]:
    """The first scenario of each subject."""
    return {section.scenarios[0] for section in sections(brief)}
