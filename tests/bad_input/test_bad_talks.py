"""Broken talks: in a brief, in an offer, and on the command line; every mistake is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tradetalks as tt
from talking import talking_brief
from tradetalks.cli import main
from tradetalks.errors import InputError

SMALL = ["--baseline", "world-2022-small"]
TABLE = 'issues = ["us-tariff", "indian-tariff", "opening"]'
OPENING = 'sectors = "manufacturing"\nfactor = 0.98'
EMBARGO = 'kind = "embargo"\nimporter = "IND"\nexporter = "USA"\nsectors = "manufacturing"'

# case: (what is replaced, by what, the place it must name, words of the message)
CASES: dict[str, tuple[str, str, str, str]] = {
    "issue unknown": (TABLE, 'issues = ["us-tarif"]', "talks.issues", "did you mean us-tariff?"),
    "no issues": (TABLE, "issues = []", "talks.issues", "is empty"),
    "issue twice": (TABLE, 'issues = ["opening", "opening"]', "talks.issues", "twice"),
    "party unknown": ('parties = ["USA", "IND"]', 'parties = ["USA", "INDD"]', "parties", "IND?"),
    "one party": ('parties = ["USA", "IND"]', 'parties = ["USA"]', "talks.parties", "two or more"),
    "party twice": ('parties = ["USA", "IND"]', 'parties = ["USA", "USA"]', "parties", "twice"),
    "no disagreement": ('disagreement = "trade_war"\n', "", "talks.disagreement", "is missing"),
    "disagreement unknown": (
        'disagreement = "trade_war"',
        'disagreement = "tradewar"',
        "talks.disagreement",
        "did you mean trade_war?",
    ),
    "power below zero": (TABLE, f"{TABLE}\npower = [1.0, -1.0]", "talks.power", "above zero"),
    "power for three": (TABLE, f"{TABLE}\npower = [1, 1, 1]", "talks.power", "3 numbers for 2"),
    "given unknown": (TABLE, f'{TABLE}\nscenario = "upp"', "talks.scenario", "did you mean up?"),
    "owner not at the table": (
        'parties = ["USA", "IND"]',
        'parties = ["USA", "CHN"]',
        "talks.parties",
        "'CHN' is not a party",
    ),
    "owner without the lever": (
        'title = "US tariff"\nowner = "USA"',
        'title = "US tariff"\nowner = "IND"',
        "agenda[us-tariff]",
        "USA",
    ),
    "empty range": (
        "add = [0.0, 0.5]",
        "add = [0.5, 0.0]",
        "agenda[us-tariff].lever[1].add",
        "0.5",
    ),
    "range of nothing": ("add = [0.0, 0.5]", "add = [0.1, 0.1]", "agenda[us-tariff]", "0.1"),
    "two ranges in one issue": (
        OPENING,
        'sectors = "manufacturing"\nfactor = [0.9, 1.0]\n\n[[agenda.lever]]\nkind = "trade_cost"\n'
        'importer = "IND"\nexporter = "CHN"\nsectors = "manufacturing"\nfactor = [0.9, 1.0]',
        "agenda[opening].lever",
        "2 levers, 2 of them with a range",
    ),
    "no lever": (
        '[[agenda.lever]]\nkind = "trade_cost"\nimporter = "IND"\nexporter = "USA"\n' + OPENING,
        "",
        "agenda[opening]",
        "has no lever",
    ),
    "all or nothing": (
        'kind = "trade_cost"\nimporter = "IND"\nexporter = "USA"\n' + OPENING,
        EMBARGO,
        "agenda[opening].lever[1]",
        "whole or not at all",
    ),
    "one lever, two owners": (
        'importer = "IND"\nexporter = "USA"\nsectors = "goods"\nfactor = [0.0, 1.0]',
        'importer = "USA"\nexporter = "IND"\nsectors = "goods"\nadd = [0.0, 0.3]',
        "agenda[indian-tariff]",
        "which 'USA' owns",
    ),
    "objective unknown": ('"residents_income"', '"residents_incom"', "party[USA]", "incom"),
    "objective misplaced": (
        'outcome = "residents_income"',
        'outcome = "residents_income"\npartner = "IND"',
        "party[USA]",
        "has no partner",
    ),
    "objective of nobody": (
        'outcome = "residents_income"',
        'outcome = "residents_income"\ncountry = "USB"',
        "party[USA]",
        "USB",
    ),
    "weight in words": ("weight = 0.1", 'weight = "much"', "objective[2].weight", "much"),
    "war of one": (
        'kind = "trade_war"\n',
        'kind = "trade_war"\nplayers = ["USA"]\n',
        "question[war].players",
        "two countries or more",
    ),
    "players unknown": (
        'kind = "trade_war"\n',
        'kind = "trade_war"\nplayers = ["USA", "INDD"]\n',
        "question[war].players",
        "INDD",
    ),
    "method unknown": (
        'kind = "trade_war"\n',
        'kind = "trade_war"\nmethod = "simultanous"\n',
        "question[war].method",
        "did you mean simultaneous?",
    ),
    "nothing chosen": (
        'kind = "trade_war"\n',
        'kind = "trade_war"\namong = []\n',
        "question[war].among",
        "is empty",
    ),
    "bounds backwards": (
        'partners = "IND"\n',
        'partners = "IND"\nbounds = [0.5, 0.1]\n',
        "question[alone].bounds",
        "0.5",
    ),
    "grain unknown": ('by = ["sector"]', 'by = ["sectors"]', "question[alone].by", "sector?"),
    "two points": ("points = 5", "points = 2", "question[frontier].points", "3 to 201"),
    "an offer that is no policy": (
        'factor = 0.5\n\n[[offer]]\nid = "spare"',
        'factor = 0.5\n\n[[offer.lever]]\nkind = "waiver"\nby = "USA"\nto = "IND"\n'
        'target = "RUS"\n\n[[offer]]\nid = "spare"',
        "offer[cut]",
        "nothing to waive",
    ),
}


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize("case", CASES)
def test_broken_talks(case: str, tmp_path: Path) -> None:
    old, new, place, words = CASES[case]
    result = invoke("brief", "check", str(talking_brief(tmp_path, (old, new))))
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert "talks.toml" in result.stderr
    assert place in result.stderr
    assert words in result.stderr


def test_everything_wrong_with_talks_is_told_at_once(tmp_path: Path) -> None:
    """An infeasible agenda, an empty range, contradictory ownership and unknown players."""
    path = talking_brief(
        tmp_path,
        ("add = [0.0, 0.5]", "add = [0.5, 0.0]"),
        CASES["one lever, two owners"][:2],
        ('kind = "trade_war"\n', 'kind = "trade_war"\nplayers = ["USA", "INDD"]\n'),
        (TABLE, 'issues = ["us-tariff", "indian-tariff", "closing"]\npower = [1.0]'),
    )
    result = invoke("brief", "check", str(path))
    assert result.exit_code == 2
    for words in ("agenda[us-tariff].lever[1].add", "'closing'", "INDD", "1 numbers for 2"):
        assert words in result.stderr
    assert "moved by importer 'USA', but 'IND' owns the issue" in result.stderr
    assert "6 problems" in result.stderr


def test_an_agenda_needs_a_frontier_of_two(tmp_path: Path) -> None:
    third = '[[party]]\ncountry = "CHN"\nname = "China"\n\n[[agenda]]\nid = "us-tariff"'
    path = talking_brief(
        tmp_path,
        ('[[agenda]]\nid = "us-tariff"', third),
        ('parties = ["USA", "IND"]', 'parties = ["USA", "IND", "CHN"]'),
    )
    said = invoke("brief", "check", str(path)).stderr
    assert "question[frontier]" in said
    assert "two parties" in said


# case: (the offer, words that must be in the message)
OFFERS: dict[str, tuple[str, list[str]]] = {
    "no issues": ('title = "An offer"\n', ["issues", "is missing"]),
    "nothing offered": ("[issues]\n", ["offers nothing"]),
    "unknown issue": ("[issues]\nus-tarif = 0.1\n", ["offer.toml:2", "did you mean us-tariff?"]),
    "out of range": ("[issues]\nus-tariff = 0.6\n", ["offer.toml:2", "0 to 0.5", "0.6"]),
    "in words": ('[issues]\nus-tariff = "low"\n', ["'low' is not a number"]),
    "yes": ("[issues]\nopening = true\n", ["True is not a number"]),
    "unknown key": ("[issue]\nus-tariff = 0.1\n", ["'issue'", "did you mean issues?"]),
    "of a stranger": ('by = "CHN"\n[issues]\nus-tariff = 0.1\n', ["'CHN' is not a party"]),
    "not TOML": ("[issues\n", ["is not TOML"]),
    "several": (
        'by = "CHN"\n[issues]\nus-tarif = 0.1\nopening = 2\n',
        ["3 problems", "CHN", "us-tarif", "0 to 1"],
    ),
}


@pytest.mark.parametrize("case", OFFERS)
def test_broken_offers(case: str, tmp_path: Path) -> None:
    text, words = OFFERS[case]
    offer = tmp_path / "offer.toml"
    offer.write_text(text, encoding="utf-8")
    result = invoke("deal", str(talking_brief(tmp_path)), "--offer", str(offer))
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    for word in words:
        assert word in result.stderr


# case: (arguments, words that must be in the message)
LINES: dict[str, tuple[list[str], list[str]]] = {
    "optimal of nobody": (["optimal", *SMALL], ["COUNTRY", "is missing"]),
    "optimal of a stranger": (["optimal", "USB", *SMALL], ["COUNTRY", "USA?"]),
    "optimal of a group": (["optimal", "quad", *SMALL], ["several"]),
    "partners": (["optimal", "USA", "--partners", "INDD", *SMALL], ["--partners", "IND?"]),
    "sectors": (["optimal", "USA", "--sectors", "godos", *SMALL], ["--sectors", "goods?"]),
    "grain": (["optimal", "USA", "--by", "sektor", *SMALL], ["--by", "'sector'"]),
    "what": (["optimal", "USA", "--among", "tarif", *SMALL], ["--among", "'tariff'"]),
    "bounds in words": (["optimal", "USA", "--bounds", "high", *SMALL], ["--bounds", "0..50%"]),
    "bounds backwards": (["optimal", "USA", "--bounds", "50..0%", *SMALL], ["--bounds"]),
    "starts": (["optimal", "USA", "--starts", "-1", *SMALL], ["--starts"]),
    "objectives": (["optimal", "USA", "--objectives", "us-indai", *SMALL], ["did you mean"]),
    "objectives of others": (
        ["optimal", "CHN", "--objectives", "us-india", *SMALL],
        ["--objectives us-india", "says nothing", "USA, IND"],
    ),
    "war of nobody": (["war", *SMALL], ["PLAYERS", "is missing"]),
    "war of one": (["war", "USA", *SMALL], ["two"]),
    "war with a stranger": (["war", "USA", "INDD", *SMALL], ["PLAYERS", "IND?"]),
    "method": (["war", "USA", "IND", "--method", "alternate", *SMALL], ["'alternating'"]),
    "several": (
        ["war", "USA", "INDD", "--sectors", "godos", "--bounds", "x", "--tariff", "USA", *SMALL],
        ["4 problems", "INDD", "godos", "--bounds", "--tariff USA"],
    ),
    "deal of nobody": (["deal", "us-indai"], ["us-india?"]),
    "disagreement": (
        ["deal", "us-india", "--disagreement", "war"],
        ["--disagreement", "trade_war"],
    ),
    "no offer there": (
        ["deal", "us-india", "--offer", "nowhere.toml"],
        ["nowhere.toml", "no such"],
    ),
}


@pytest.mark.parametrize("case", LINES)
def test_broken_command_lines(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments, words = LINES[case]
    monkeypatch.chdir(tmp_path)
    result = invoke(*arguments, "--json", "out.json")
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    for word in words:
        assert word in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_deal_without_talks(tmp_path: Path) -> None:
    path = talking_brief(tmp_path)
    text = path.read_text(encoding="utf-8")
    questions = text.index('[[question]]\nid = "deal"')
    path.write_text(text[:questions], encoding="utf-8")
    result = invoke("deal", str(path))
    assert result.exit_code == 2
    assert "has no talks" in result.stderr
    with pytest.raises(InputError, match="has no talks"):
        tt.bargain(tt.load_baseline("world-2022-small"), path)
