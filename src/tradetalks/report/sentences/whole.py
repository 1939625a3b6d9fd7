"""All that is said of one scenario."""

from __future__ import annotations

from tradetalks.report.sentences.blocs import of_blocs
from tradetalks.report.sentences.incomes import of_parties
from tradetalks.report.sentences.people import of_people
from tradetalks.report.sentences.purchases import of_purchases
from tradetalks.report.sentences.sanctions import of_sanctions, of_secondary_tariffs
from tradetalks.report.sentences.size import of_size
from tradetalks.report.sentences.told import Told

#: In the order told; each says nothing of what a scenario does not hold.
PARTS = (
    of_parties,
    of_purchases,
    of_people,
    of_secondary_tariffs,
    of_sanctions,
    of_blocs,
    of_size,
)


def says(told: Told) -> tuple[str, ...]:
    """Sentences on real incomes and the balance, on each kind of lever, and on size."""
    return tuple(sentence for part in PARTS for sentence in part(told))
