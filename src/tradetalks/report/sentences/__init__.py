"""Each result in plain English, from its numbers.

What is said follows from the levers a scenario holds, never from its name or its subject.
"""

from tradetalks.report.sentences.told import Told, told
from tradetalks.report.sentences.whole import says

__all__ = ["Told", "says", "told"]
