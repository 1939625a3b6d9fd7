"""What every question of a brief has."""

from __future__ import annotations

from typing import ClassVar

from tradetalks.brief.fields import Identifier, Item, Text


class BriefQuestion(Item):
    """What every question has.

    of_talks: whether it asks what governments would choose, rather than what a lever does; such
    questions take many solves.
    """

    of_talks: ClassVar[bool] = False
    kind: str
    id: Identifier
    title: Text
    source: Text
