"""A brief that asks about talks, on the small world."""

from __future__ import annotations

from pathlib import Path

TALKING = """
title = "Talks"
summary = "What each would do alone, and what they could agree on."
baseline = "world-2022-small"

[[party]]
country = "USA"
name = "United States"

[[party.objective]]
outcome = "residents_income"
source = "a test"

[[party.objective]]
outcome = "exports"
partner = "IND"
sectors = "manufacturing"
weight = 0.1
source = "a test"

[[party]]
country = "IND"
name = "India"

[[agenda]]
id = "us-tariff"
title = "US tariff"
owner = "USA"
statement = "It may rise."
source = "a test"

[[agenda.lever]]
kind = "tariff"
importer = "USA"
exporter = "IND"
sectors = "goods"
add = [0.0, 0.5]

[[agenda]]
id = "indian-tariff"
title = "Indian tariff"
owner = "IND"
statement = "It may fall."
source = "a test"

[[agenda.lever]]
kind = "tariff"
importer = "IND"
exporter = "USA"
sectors = "goods"
factor = [0.0, 1.0]

[[agenda]]
id = "opening"
title = "India opens to manufactures"
owner = "IND"
statement = "Yes or no, or in part."
source = "a test"

[[agenda.lever]]
kind = "trade_cost"
importer = "IND"
exporter = "USA"
sectors = "manufacturing"
factor = 0.98

[[offer]]
id = "cut"
title = "India halves its tariff"
by = "IND"
source = "a test"

[[offer.lever]]
kind = "tariff"
importer = "IND"
exporter = "USA"
sectors = "goods"
factor = 0.5

[[offer]]
id = "spare"
title = "The United States charges nothing more"
by = "USA"
source = "a test"

[[offer.lever]]
kind = "tariff"
importer = "USA"
exporter = "IND"
sectors = "goods"
add = 0.0

[[scenario]]
id = "up"
title = "The United States charges 25 points"
source = "a test"

[[scenario.lever]]
kind = "tariff"
importer = "USA"
exporter = "IND"
sectors = "goods"
add = 0.25

[[question]]
id = "alone"
title = "What serves the United States best?"
kind = "optimal_policy"
country = "USA"
partners = "IND"
by = ["sector"]
starts = 2
source = "a test"

[[question]]
id = "war"
title = "Where does a war end?"
kind = "trade_war"
starts = 1
source = "a test"

[[question]]
id = "deal"
title = "Which deal would both sign?"
kind = "bargain"
source = "a test"

[[question]]
id = "frontier"
title = "Which deals waste nothing?"
kind = "frontier"
points = 5
source = "a test"

[[question]]
id = "issues"
title = "Who gains from what?"
kind = "attribution"
source = "a test"

[talks]
parties = ["USA", "IND"]
issues = ["us-tariff", "indian-tariff", "opening"]
disagreement = "trade_war"
"""


def talking_brief(folder: Path, *changes: tuple[str, str], name: str = "talks.toml") -> Path:
    """The brief in a file, with pieces of text replaced; each must be there."""
    text = TALKING
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
