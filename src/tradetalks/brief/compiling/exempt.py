"""Who and what a tariff of a brief leaves out, on the labels of one baseline."""

from __future__ import annotations

from collections.abc import Iterable

from tradetalks.brief.levers import BriefLever, TariffLever
from tradetalks.errors import InputError
from tradetalks.labels import Axes
from tradetalks.labels.isic import classes
from tradetalks.policy.levers import Called, words
from tradetalks.policy.schedules import schedule


def charged_sectors(lever: TariffLever, axes: Axes) -> Called | str | tuple[str, ...]:
    """The sectors a tariff is charged on, under words that name the exempt ones."""
    if lever.except_sectors is None:
        return lever.sectors
    exempt, coarse = split(lever.except_sectors, axes)
    named = axes.sector_index(lever.sectors)
    kept = [axes.sectors[j] for j in named if axes.sectors[j] not in exempt]
    phrase = words(lever.sectors)
    if exempt:
        phrase += f" except {', '.join(s for s in axes.sectors if s in exempt)}"
    if coarse:
        phrase += f" (exemption of {', '.join(coarse)} not applied: part of a larger sector here)"
    return Called(kept, phrase)


def split(selector: str | tuple[str, ...], axes: Axes) -> tuple[frozenset[str], tuple[str, ...]]:
    """Sectors of the baseline that are exempt, and codes it does not hold apart.

    Raises InputError for what is neither a sector here nor an ISIC code.
    """
    exempt, missed = axes.sector_cover(selector)
    if unknown := [p for entry, p in missed.items() if classes(entry) is None]:
        raise InputError(unknown)
    return exempt, tuple(missed)


def not_exempted(levers: Iterable[BriefLever], axes: Axes) -> tuple[str, ...]:
    """Codes that the levers exempt and that are charged all the same, once each."""
    found = [
        code
        for lever in levers
        if isinstance(lever, TariffLever) and lever.except_sectors is not None
        for code in split(lever.except_sectors, axes)[1]
    ]
    return tuple(dict.fromkeys(found))


def uncharged(levers: Iterable[BriefLever], axes: Axes) -> frozenset[str]:
    """Economies that a published list in these levers charges nothing."""
    names = {v.schedule for v in levers if isinstance(v, TariffLever) and v.schedule is not None}
    return frozenset(
        country
        for name in names
        for country, line in schedule(name).charged(axes.countries, axes.country_weights).items()
        if line.rate == 0 and line.basis == "additional"
    )
