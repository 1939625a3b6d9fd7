"""A short brief on the small world, with text in it that tries to get out of place."""

from __future__ import annotations

from pathlib import Path

HOSTILE = '</script><script>window.hurt = 1</script><img src=x onerror="window.hurt = 2"> & "q"'

SHORT = """
title = '''Two scenarios {hostile}'''
summary = "A brief for tests. {{{{ 7 * 7 }}}} $rows"
baseline = "world-2022-small"

[[party]]
country = "USA"
name = "United States"
wants = ['''{hostile}''']
source = "a test"

[[party]]
country = "IND"
name = "India"

[[fact]]
id = "trade"
statement = '''Two-way trade {hostile}'''
value = 118
bound = "above"
unit = "USD billion"
period = "2023-24"
measure = "trade(USA, IND, goods)"
source = "a test"

[[fact]]
id = "people"
statement = "People who moved"
value = 18000
unit = "persons"
period = "2025"
source = "a test"
note = "nothing in the baseline measures it"

[[event]]
id = "visit"
title = '''A visit {hostile}'''
window = [2025-02-01, 2025-02-28]
status = "planned"
source = "a test"

[[event]]
id = "call"
title = "A call"
date = 2025-01-27
status = "done"
source = "a test"

[[agenda]]
id = "equipment"
title = '''Security equipment {hostile}'''
owner = "IND"
statement = "India should buy more"
source = "a test"

[[agenda.lever]]
kind = "purchase"
buyer = "IND"
seller = "USA"
sectors = "goods"
add = 10000
paid_by = "IND"

[[scenario]]
id = "tariff"
title = '''25 points on India {hostile}'''
source = "a test"
description = '''{hostile}'''

[[scenario.lever]]
kind = "tariff"
importer = "USA"
exporter = "IND"
sectors = "goods"
add = 0.25

[[scenario]]
id = "free-trade"
title = "=1+1 Free trade"
source = "a test"

[[scenario.lever]]
kind = "tariff"
importer = "USA"
exporter = "IND"
sectors = "all"
rate = 0.0

[[scenario.lever]]
kind = "tariff"
importer = "IND"
exporter = "USA"
sectors = "all"
rate = 0.0

[[question]]
id = "war"
title = '''A trade war {hostile}'''
kind = "trade_war"
source = "a test"
"""


def write_short_brief(folder: Path) -> Path:
    """The brief as a file in `folder`."""
    path = folder / "short.toml"
    path.write_text(SHORT.format(hostile=HOSTILE), encoding="utf-8")
    return path


def write_long_brief(folder: Path) -> Path:
    """A scenario of every kind of lever, by subject, and a question of every kind."""
    path = folder / "long.toml"
    head = SHORT[: SHORT.index("[[event]]")].format(hostile="more")
    path.write_text(head + LONG, encoding="utf-8")
    return path


LONG = """
[[scenario]]
id = "plain"
title = "25 % on India"
source = "a test"

[[scenario.lever]]
kind = "tariff"
importer = "USA"
exporter = "IND"
sectors = "goods"
add = 0.25

[[scenario]]
id = "equipment"
title = "India buys equipment"
subject = "Security"
source = "a test"

[[scenario.lever]]
kind = "purchase"
buyer = "IND"
seller = "USA"
sectors = "C26T28"
add = 10000
paid_by = "IND"

[[scenario.lever]]
kind = "purchase"
buyer = "IND"
seller = "USA"
sectors = "C19T25"
at_least = 1

[[scenario]]
id = "two-way"
title = "Twice the trade"
subject = "Security"
source = "a test"

[[scenario.lever]]
kind = "purchase"
buyer = "IND"
seller = "USA"
sectors = "all"
at_least = 400000
both = true

[[scenario]]
id = "people"
title = "Some return, some come"
subject = "Immigration"
source = "a test"

[[scenario.lever]]
kind = "migration"
origin = "IND"
residence = "USA"
skill = "unskilled"
movers = -18000

[[scenario.lever]]
kind = "migration"
origin = "IND"
residence = "USA"
skill = "skilled"
movers = 50000

[[scenario]]
id = "ban"
title = "No Russian energy"
subject = "Russia"
source = "a test"

[[scenario.lever]]
kind = "sanction"
by = ["USA", "EU", "JPN"]
target = "RUS"
measure = "import_ban"
sectors = "mining"

[[scenario]]
id = "duty"
title = "A duty on buyers of Russian oil, but not on India"
subject = "Russia"
source = "a test"

[[scenario.lever]]
kind = "secondary_tariff"
importer = "USA"
target = "RUS"
because_of = "mining"
sectors = "goods"
add = 0.25

[[scenario.lever]]
kind = "waiver"
by = "USA"
to = "IND"
target = "RUS"
measure = "secondary_tariff"

[[scenario]]
id = "quad"
title = "The Quad trades freely"
subject = "The Quad"
source = "a test"

[[scenario.lever]]
kind = "bloc"
members = ["USA", "IND", "JPN", "AUS"]
sectors = "goods"
inside = "free"
label = "the Quad"

[[question]]
id = "halve"
title = "Which tariff halves the balance?"
kind = "seek"
outcome = "balance"
country = "USA"
partner = "IND"
sectors = "goods"
target = "half"
source = "a test"

[[question.lever]]
kind = "tariff"
importer = "USA"
exporter = "IND"
sectors = "goods"
add = [0.0, 3.0]

[[question]]
id = "which"
title = "Which tariffs matter most?"
kind = "rank"
outcome = "real_income"
country = "IND"
setter = "IND"
top = 5
source = "a test"

[[question]]
id = "facts"
title = "Which baseline agrees?"
kind = "calibrate"
facts = ["trade"]
source = "a test"
"""
