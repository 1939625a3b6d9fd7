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

[[agenda.lever]]
kind = "transfer"
payer = "USA"
receiver = "IND"
amount = [0.0, 100.0]

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
    "kappa too large": ('"fixed"', '"fixed"\nlabour_supply = 50', "labour_supply", "elasticity"),
    "kappa as text": ('"fixed"', '"fixed"\nlabour_supply = "0.3"', "labour_supply", "0.3 without"),
    "revenue unknown": (
        '"fixed"',
        '"fixed"\nrevenue = "incme_tax"',
        "revenue",
        "did you mean income_tax?",
    ),
    "scale below zero": ('"fixed"', '"fixed"\nscale_elasticity = -1', "scale_elasticity", "zero"),
    "scale too large": (
        '"fixed"',
        '"fixed"\nscale_elasticity = 0.9',
        "scale_elasticity",
        "would not be unique",
    ),
    "scale of no sector": (
        '"fixed"',
        '"fixed"\nscale_elasticity = { C99 = 0.1 }',
        "scale_elasticity",
        "[C99]: is no sector",
    ),
    "calibrate on nothing": (
        '"fixed"',
        '"fixed"\ncalibrate = { facts = [] }',
        "calibrate",
        "empty",
    ),
    "calibrate on no fact": (
        '"fixed"',
        '"fixed"\ncalibrate = { facts = ["trad"] }',
        "calibrate.facts",
        "did you mean trade?",
    ),
    "party a word": ("title = ", 'party = "USA"\ntitle = ', "", "is not TOML"),
    "talks parties a word": ('["USA", "IND"]', '"USA"', "talks.parties", "is not a list"),
}


def lever(*rows: str) -> str:
    """The keys of a lever in place of those of the good brief."""
    return "\n".join(rows) + "\n"


OLD_LEVER = GOOD[GOOD.index('kind = "tariff"') : GOOD.index("\n[talks]")]
BUY = ('kind = "purchase"', 'buyer = "IND"', 'seller = "USA"', 'sectors = "C13T33"')
MOVE = ('kind = "migration"', 'origin = "IND"', 'residence = "USA"')
SHUN = ('kind = "sanction"', 'by = "USA"', 'target = "RUS"', 'sectors = "B"')
DUTY = (
    'kind = "secondary_tariff"',
    'importer = "USA"',
    'target = "RUS"',
    'because_of = "B"',
    'sectors = "goods"',
)
SPARE = ('kind = "waiver"', 'by = "USA"', 'to = "IND"', 'target = "RUS"')
BLOC = ('kind = "bloc"', 'members = "quad"', 'sectors = "goods"')
PAY = ('kind = "transfer"', 'payer = "USA"', 'receiver = "IND"')
# case: (keys of the lever, the key it must name, words of the message)
LEVER_CASES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "purchase without amount": (BUY, "", "exactly one of add, at_least"),
    "purchase two amounts": ((*BUY, "add = 1", "at_least = 2"), "", "add and at_least"),
    "purchase below zero": ((*BUY, "add = -5"), ".add", "below zero"),
    "purchase as text": ((*BUY, 'add = "10,000"'), ".add", "10000 without quotes"),
    "purchase range": ((*BUY, "add = [0, 5]"), ".add", "is a range"),
    "purchase payer": ((*BUY, "add = 1", 'paid_by = "INDD"'), ".paid_by", "did you mean IND?"),
    "purchase both a word": ((*BUY, "add = 1", 'both = "yes"'), ".both", "cannot be used"),
    "purchase from itself": (
        (BUY[0], BUY[1], 'seller = "IND"', BUY[3], "add = 1"),
        "",
        "buyer and seller are both 'IND'",
    ),
    "migration without skill": ((*MOVE, "movers = 1"), ".skill", "is missing"),
    "migration skill": ((*MOVE, 'skill = "skiled"', "movers = 1"), "", "did you mean skilled?"),
    "migration without movers": ((*MOVE, 'skill = "all"'), "", "exactly one of movers"),
    "migration too many": ((*MOVE, 'skill = "all"', "movers = 9e9"), "", "would leave"),
    "migration efficiency": (
        (*MOVE, 'skill = "all"', "movers = 1", "efficiency = 0"),
        ".efficiency",
        "not above zero",
    ),
    "migration remittances": (
        (*MOVE, 'skill = "all"', "movers = 1", "remittance_share = 20"),
        ".remittance_share",
        "from 0 to 1",
    ),
    "sanction without measure": (SHUN, ".measure", "embargo, export_control"),
    "sanction measure": ((*SHUN, 'measure = "embrago"'), ".measure", "did you mean embargo?"),
    "sanction without factor": ((*SHUN, 'measure = "trade_cost"'), ".factor", "is missing"),
    "sanction with factor": (
        (*SHUN, 'measure = "embargo"', "factor = 2.0"),
        ".factor",
        'goes with measure = "trade_cost"',
    ),
    "secondary without points": (DUTY, "", "exactly one of add"),
    "secondary in per cent": ((*DUTY, "add = 25"), ".add", "25 per cent is 0.25"),
    "secondary threshold": ((*DUTY, "add = 0.2", "threshold = 5"), ".threshold", "from 0 to 1"),
    "secondary sector": (
        (*DUTY[:3], 'because_of = "minin"', DUTY[4], "add = 0.2"),
        ".because_of",
        "did you mean mining?",
    ),
    "secondary catches nobody": ((*DUTY, "add = 0.2", "threshold = 1"), "", "catches nobody"),
    "waiver measure": ((*SPARE, 'measure = "sanction"'), ".measure", "'sanction' is not allowed"),
    "waiver of nothing": (SPARE, "", "nothing to waive"),
    "bloc inside": ((*BLOC, 'inside = "fre"'), ".inside", "is not a preference"),
    "bloc inside below zero": ((*BLOC, "inside = -1"), ".inside", "below zero"),
    "bloc outside": ((*BLOC, 'outside = "comon"'), ".outside", "did you mean common?"),
    "bloc weight": ((*BLOC, "welfare_weight = -0.1"), ".welfare_weight", "below zero"),
    "bloc old key": ((*BLOC, "free_trade_inside = true"), ".free_trade_inside", "inside"),
    "bloc of one": (('kind = "bloc"', 'members = "IND"', BLOC[2]), "", "one member"),
    "transfer without amount": (PAY, "", "exactly one of amount"),
    "transfer to itself": (
        (PAY[0], PAY[1], 'receiver = "USA"', "amount = 1"),
        "",
        "payer and receiver are both",
    ),
}


SEEK = """
[[question]]
id = "q"
title = "Q"
source = "press"
kind = "seek"
outcome = "balance"
country = "USA"
partner = "IND"
sectors = "goods"
target = "half"

[[question.lever]]
kind = "tariff"
importer = "USA"
exporter = "IND"
sectors = "goods"
add = [0.0, 0.5]

[[question]]
id = "r"
title = "R"
source = "press"
kind = "rank"
outcome = "real_income"
country = "IND"

[[question]]
id = "c"
title = "C"
source = "press"
kind = "calibrate"
facts = ["trade"]
"""
# case: (what is replaced, by what, the place it must name, words of the message)
QUESTION_CASES: dict[str, tuple[str, str, str, str]] = {
    "kind": ('"seek"', '"sek"', "question[q].kind", "did you mean seek?"),
    "kind missing": ('kind = "seek"\n', "", "question[q].kind", "is missing"),
    "key": ('target = "half"', 'targt = "half"', "question[q].targt", "did you mean target?"),
    "target": ('"half"', '"haff"', "question[q].target", "is not a target"),
    "target with unit": ('"half"', '"-20bn"', "question[q].target", "a number without quotes"),
    "outcome": ('"balance"', '"balnce"', "question[q]", "did you mean balance?"),
    "country": ('country = "USA"\np', 'country = "US"\np', "question[q].country", "USA?"),
    "partner": ('partner = "IND"', 'partner = "INDD"', "question[q].partner", "IND?"),
    "sectors": ('"goods"\ntarget', '"godos"\ntarget', "question[q].sectors", "goods?"),
    "half of a change": (
        'outcome = "balance"',
        'outcome = "balance_change"',
        "question[q]",
        "measured from the baseline",
    ),
    "no range": ("add = [0.0, 0.5]", "add = 0.5", "question[q].lever[1]", "gives no range"),
    "empty range": ("[0.0, 0.5]", "[0.5, 0.0]", "question[q].lever[1].add", "is empty"),
    "nothing to move": (
        'kind = "tariff"\nimporter = "USA"\nexporter = "IND"\nsectors = "goods"\nadd = [0.0, 0.5]',
        'kind = "waiver"\nby = "USA"\nto = "IND"\ntarget = "RUS"',
        "question[q].lever[1].kind",
        "nothing to move",
    ),
    "scenario": ('target = "half"', 'target = "half"\nscenario = "upp"', ".scenario", "mean up?"),
    "end of the range": (
        'kind = "tariff"\nimporter = "USA"\nexporter = "IND"\nsectors = "goods"\nadd = [0.0, 0.5]',
        'kind = "migration"\norigin = "IND"\nresidence = "USA"\nskill = "all"\nmovers = [0, 9e9]',
        "question[q]",
        "would leave",
    ),
    "ranked": ('"rank"', '"rank"\namong = ["tarif"]', "question[r].among", "did you mean tariff?"),
    "ranked nothing": ('"rank"', '"rank"\namong = []', "question[r].among", "is empty"),
    "lines": ('"rank"', '"rank"\nlines = "goods"\nby = ["importer"]', ".lines", "sectors told"),
    "setter": ('"rank"', '"rank"\nsetter = "INDD"', "question[r].setter", "IND?"),
    "top": ('"rank"', '"rank"\ntop = 0', "question[r].top", "is not a count"),
    "facts": ('["trade"]', '["trad"]', "question[c].facts", "did you mean trade?"),
    "no facts": ('["trade"]', "[]", "question[c].facts", "is empty"),
    "not a flow": ("trade(USA, IND, goods)", "gdp(USA)", "question[c].facts", "not one sum"),
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


@pytest.mark.parametrize("case", LEVER_CASES)
def test_broken_levers(case: str, tmp_path: Path) -> None:
    keys, place, words = LEVER_CASES[case]
    said = refused(broken(tmp_path, OLD_LEVER, lever(*keys)))
    assert "case.toml" in said
    assert (f"{LEVER}{place}" if place else "scenario[up]") in said
    assert words in said


@pytest.mark.parametrize("case", QUESTION_CASES)
def test_broken_questions(case: str, tmp_path: Path) -> None:
    old, new, place, words = QUESTION_CASES[case]
    text = GOOD + SEEK
    assert old in text
    path = tmp_path / "case.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    said = refused(path)
    assert "case.toml" in said
    assert place in said
    assert words in said


def test_the_good_questions_are_good(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_text(GOOD + SEEK, encoding="utf-8")
    result = CliRunner().invoke(main, ["brief", "check", str(path)])
    assert result.exit_code == 0, result.stderr


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
