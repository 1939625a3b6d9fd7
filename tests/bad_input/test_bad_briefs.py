"""Broken briefs: each gives a BriefError that names the place and what to do, and status 2."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tradetalks.brief import load_brief
from tradetalks.cli import main
from tradetalks.errors import BriefError

GOOD = """\
title = "A case"
summary = "Two countries talk."
baseline = "world-2022-small"
deficits = "fixed"

[[party]]
country = "USA"
name = "United States"

[[party]]
country = "IND"
name = "India"

[[fact]]
id = "trade"
statement = "Two-way trade"
value = 118
unit = "USD billion"
period = "2023"
source = "press"
measure = "trade(USA, IND, goods)"

[[event]]
id = "visit"
title = "A visit"
date = 2025-02-13
status = "planned"
source = "press"

[[agenda]]
id = "tariffs"
title = "Tariffs"
owner = "USA"
statement = "asked for"
source = "press"

[[scenario]]
id = "up"
title = "Up"
source = "press"

[[scenario.lever]]
kind = "tariff"
importer = "USA"
exporter = "IND"
sectors = "goods"
add = 0.25

[talks]
parties = ["USA", "IND"]
issues = ["tariffs"]
disagreement = "status_quo"
"""

LEVER = "scenario[up].lever[1]"
# case: (what is replaced, by what, the place it must name, words of the message)
CASES: dict[str, tuple[str, str, str, str]] = {
    "title missing": ('title = "A case"\n', "", "title", "is missing"),
    "title a number": ('title = "A case"', "title = 3", "title", "3 is not text"),
    "title empty": ('title = "A case"', 'title = " "', "title", "is empty"),
    "top key misspelt": ("deficits =", "defcits =", "defcits", "did you mean deficits?"),
    "closure unknown": ('"fixed"', '"fixd"', "deficits", "did you mean fixed?"),
    "baseline unknown": ("world-2022-small", "wrld-2022", "baseline", "did you mean world-2022?"),
    "elasticities unknown": (
        'deficits = "fixed"',
        'elasticities = "fontagne_2020"',
        "elasticities",
        "did you mean fontagne_2022?",
    ),
    "party key misspelt": ('name = "India"', 'nam = "India"', "party[IND].nam", "name"),
    "party twice": ('country = "IND"', 'country = "USA"', "party[USA].country", "used twice"),
    "party unknown": ('country = "IND"', 'country = "INDIA"', "party[INDIA].country", "INDIA"),
    "fact value as text": ("value = 118", 'value = "118"', "fact[trade].value", "118 without"),
    "fact value true": ("value = 118", "value = true", "fact[trade].value", "not a number"),
    "fact value infinite": ("value = 118", "value = inf", "fact[trade].value", "finite"),
    "fact unit": ('"USD billion"', '"USD bilion"', "fact[trade].unit", "did you mean USD billion?"),
    "fact without source": (
        'source = "press"\nmeasure',
        "measure",
        "fact[trade].source",
        "missing",
    ),
    "fact without measure or note": (
        'measure = "trade(USA, IND, goods)"\n',
        "",
        "fact[trade]",
        "neither measure nor note",
    ),
    "measure not a function": ("trade(USA", "trad(USA", "measure", "did you mean trade?"),
    "measure runs code": (
        "trade(USA, IND, goods)",
        "__import__('os').system('ls')",
        "measure",
        "not allowed",
    ),
    "measure syntax": ("trade(USA, IND, goods)", "trade(USA, IND", "measure", "not an expression"),
    "measure too few": ("trade(USA, IND, goods)", "trade(USA)", "measure", "lacks partner"),
    "measure too many": ("IND, goods)", "IND, goods, 3)", "measure", "too many arguments"),
    "measure power": ("trade(USA, IND, goods)", "gdp(USA) ** 9", "measure", "not allowed"),
    "measure by zero": ("trade(USA, IND, goods)", "gdp(USA) / (1 - 1)", "measure", "by zero"),
    "measure mixes units": ("trade(USA, IND, goods)", "gdp(USA) + 1", "measure", "plain number"),
    "measure of another unit": ("trade(USA, IND, goods)", "tariff(USA, IND)", "unit", "per cent"),
    "measure unknown sector": ("IND, goods)", "IND, godos)", "measure", "did you mean goods?"),
    "measure too long": ("trade(USA, IND, goods)", "1+" * 300 + "1", "measure", "characters long"),
    "event without day": ("date = 2025-02-13\n", "", "event[visit]", "neither date nor window"),
    "event date as text": ("2025-02-13", '"2025-02-13"', "event[visit].date", "without quotes"),
    "event window backwards": (
        "date = 2025-02-13",
        "window = [2025-03-01, 2025-02-01]",
        "event[visit].window",
        "before it starts",
    ),
    "event status": ('"planned"', '"planed"', "event[visit].status", "did you mean planned?"),
    "agenda owner": ('owner = "USA"', 'owner = "US"', "agenda[tariffs].owner", "did you mean USA?"),
    "talks unknown issue": ('["tariffs"]', '["tarifs"]', "talks.issues", "did you mean tariffs?"),
    "talks disagreement": ('"status_quo"', '"war"', "talks.disagreement", "trade_war"),
    "talks power": ("issues =", "power = [1.0]\nissues =", "talks.power", "1 numbers for 2"),
    "lever kind": ('"tariff"', '"tarif"', f"{LEVER}.kind", "did you mean tariff?"),
    "lever kind missing": ('kind = "tariff"\n', "", f"{LEVER}.kind", "is missing"),
    "lever key": ("importer =", "imprter =", f"{LEVER}.imprter", "did you mean importer?"),
    "lever without sectors": ('sectors = "goods"\n', "", f"{LEVER}.sectors", "is missing"),
    "lever without amount": ("add = 0.25\n", "", LEVER, "exactly one of"),
    "lever two amounts": ("add = 0.25", "add = 0.25\nrate = 0.1", LEVER, "add and rate"),
    "lever in per cent": ("add = 0.25", "add = 25", f"{LEVER}.add", "25 per cent is 0.25"),
    "lever per cent text": ("add = 0.25", 'add = "25%"', f"{LEVER}.add", "the fraction 0.25"),
    "lever below -100 %": ("add = 0.25", "rate = -1.0", f"{LEVER}.rate", "-100 per cent"),
    "lever negative factor": ("add = 0.25", "factor = -0.5", f"{LEVER}.factor", "below zero"),
    "lever not a number": ("add = 0.25", "add = nan", f"{LEVER}.add", "finite"),
    "lever range": ("add = 0.25", "add = [0.0, 0.5]", f"{LEVER}.add", "is a range"),
    "lever schedule": (
        "add = 0.25",
        'schedule = "us-2025-04-20"',
        f"{LEVER}.schedule",
        "did you mean us-2025-04-02?",
    ),
    "rate_of alone": (
        "add = 0.25",
        'add = 0.1\nrate_of = "importer"',
        f"{LEVER}.rate_of",
        "schedule",
    ),
    "lever unknown country": ('"IND"\nsectors', '"INDD"\nsectors', f"{LEVER}.exporter", "IND?"),
    "lever home": ('"IND"\nsectors', '"USA"\nsectors', LEVER, "both 'USA'"),
    "lever finer sector": ('"goods"\nadd', '"C26"\nadd', f"{LEVER}.sectors", "C26T28"),
    "lever names nobody": ('exporter = "IND"', "exporter = []", f"{LEVER}.exporter", "nothing"),
    "scenario id": ('id = "up"', 'id = "go up"', "scenario[go up].id", "cannot be an id"),
    "scenario without levers": (
        GOOD[GOOD.index("[[scenario.lever]]") : GOOD.index("[talks]")],
        "",
        "scenario[up].lever",
        "missing",
    ),
    "fact as one table": ("[[fact]]", "[fact]", "fact", "write it as [[fact]]"),
    "scenario lever empty": (
        GOOD[GOOD.index("[[scenario.lever]]") : GOOD.index("[talks]")],
        "lever = []\n\n",
        "scenario[up].lever",
        "is empty",
    ),
    "party a word": ("title = ", 'party = "USA"\ntitle = ', "", "is not TOML"),
    "talks parties a word": ('["USA", "IND"]', '"USA"', "talks.parties", "is not a list"),
}


def broken(tmp_path: Path, old: str, new: str) -> Path:
    assert old in GOOD
    path = tmp_path / "case.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    return path


def refused(path: Path) -> str:
    """What is said about a brief, whether by its own checks or against the baseline."""
    result = CliRunner().invoke(main, ["brief", "check", str(path)])
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result.stderr


def test_the_good_one_is_good(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert CliRunner().invoke(main, ["brief", "check", str(path)]).exit_code == 0


@pytest.mark.parametrize("case", CASES)
def test_broken_briefs(case: str, tmp_path: Path) -> None:
    old, new, place, words = CASES[case]
    said = refused(broken(tmp_path, old, new))
    assert "case.toml" in said
    assert place in said
    assert words in said


def test_every_problem_at_once_with_its_line(tmp_path: Path) -> None:
    text = GOOD
    for case in ("closure unknown", "fact unit", "lever in per cent", "lever finer sector"):
        old, new, _, _ = CASES[case]
        text = text.replace(old, new)
    path = tmp_path / "case.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BriefError) as caught:
        load_brief(path)
    lines = text.splitlines()
    places = [p.place for p in caught.value.problems]
    assert len(places) == 4
    for place, key in zip(places, ("deficits", "unit", "sectors", "add"), strict=True):
        number = int(place.split(":")[1])
        assert lines[number - 1].startswith(key), (place, lines[number - 1])


def test_syntax_error_names_the_line(tmp_path: Path) -> None:
    said = refused(broken(tmp_path, "value = 118", "value = 118 billion"))
    assert "is not TOML" in said
    assert f"line {GOOD[: GOOD.index('value')].count(chr(10)) + 1}" in said


def test_file_that_ends_inside_a_text(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_text('title = """never closed', encoding="utf-8")
    assert "case.toml" in refused(path)


def test_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_bytes(b'title = "ok"\nsummary = "\xff\xfe"\n')
    assert "case.toml:2" in refused(path)


def test_empty_file_lists_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_text("", encoding="utf-8")
    said = refused(path)
    for key in ("title", "summary", "party", "scenario"):
        assert f"case.toml: {key}" in said


def test_no_such_brief() -> None:
    assert "did you mean us-india?" in refused(Path("us-indai"))


def test_a_folder_is_no_brief(tmp_path: Path) -> None:
    assert "is a folder" in refused(tmp_path)
