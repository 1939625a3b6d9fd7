"""The same in Python, on the command line, and as a brief: texts that run to the same numbers."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tradetalks.report.world import compared_with

if TYPE_CHECKING:
    from tradetalks.brief import Brief

#: A lever as written in a brief: its kind and what was said of it.
Plain = Mapping[str, Any]

#: Kinds -> parts of the option in order; an amount is written by `_amount`.
_OPTIONS: dict[str, tuple[str, ...]] = {
    "tariff": ("importer", "exporter", "sectors", "AMOUNT"),
    "export_tax": ("exporter", "importer", "sectors", "AMOUNT"),
    "trade_cost": ("importer", "exporter", "sectors", "AMOUNT"),
    "embargo": ("importer", "exporter", "sectors"),
    "purchase": ("buyer", "seller", "sectors", "AMOUNT"),
    "transfer": ("payer", "receiver", "AMOUNT"),
    "migration": ("origin", "residence", "skill", "AMOUNT"),
    "sanction": ("by", "target", "sectors", "AMOUNT"),
    "secondary_tariff": ("importer", "target", "because_of", "sectors", "AMOUNT"),
    "waiver": ("by", "to", "target"),
    "bloc": ("members", "sectors", "AMOUNT"),
}
#: What may be said of a lever of a kind besides, and how the option says it.
_EXTRAS: dict[tuple[str, str], Callable[[Any], str]] = {
    ("purchase", "paid_by"): lambda names: f"paid-by={_names(names)}",
    ("purchase", "both"): lambda yes: "both" if yes else "",
    ("bloc", "outside"): lambda how: "common" if how == "common" else "",
    ("bloc", "label"): lambda _: "",  # changes no figure
}


def as_brief(raw: Mapping[str, Any]) -> str:
    """The plain tables of a brief as TOML."""
    import tomli_w

    return tomli_w.dumps(raw)


def as_python(brief: Brief, levers: Sequence[Plain]) -> str:
    """A program that solves the first scenario of a brief and prints real incomes."""
    closure = ", ".join(f"{key}={value!r}" for key, value in brief.closure.items())
    lines = ["import tradetalks as tt", "", f"base = tt.load_baseline({brief.baseline!r})"]
    if brief.elasticities is not None:
        lines.append(f"base = base.with_elasticities({brief.elasticities!r})")
    lines.append(f"closure = dict({closure})")
    if compared_with(brief.closure):
        lines += [
            "# Every change is from this world, so getting there is no part of any change.",
            "base = tt.solve(base, **closure).require().to_baseline()",
        ]
    if all(_has_method(lever) for lever in levers):
        chain = [f"    .{lever['kind']}({_keywords(lever)})" for lever in levers]
        lines += (
            ["policy = (", "    tt.Policy()", *chain, ")"] if chain else ["policy = tt.Policy()"]
        )
    else:
        each = [f"    LEVERS[{lever['kind']!r}]({_arguments(lever)})," for lever in levers]
        imports = [
            "from tradetalks.brief import LEVERS",
            "from tradetalks.brief.compiling import policy_of",
        ]
        lines[1:1] = imports
        lines += ["policy = policy_of([", *each, "], base.axes)"]
    countries = [party.country for party in brief.parties]
    lines += [
        "world = tt.solve(base, policy, **closure)",
        "print(world.message)",
        f"print(world.outcomes['real_income_change'].sel(country={countries!r}).to_series())",
    ]
    return "\n".join(lines) + "\n"


def as_command(brief: Brief, levers: Sequence[Plain], text: str) -> str:
    """A line for the shell; where its options cannot say all of it, the brief `text` is written
    to a file and run."""
    options = _options(levers)
    if options is None:
        return (
            f"cat > scenario.toml <<'TRADETALKS'\n{text}TRADETALKS\n"
            "tradetalks run scenario.toml --quick --out results/scenario\n"
        )
    words = ["tradetalks", "solve", "--baseline", brief.baseline]
    if brief.elasticities is not None:
        words += ["--elasticities", brief.elasticities]
    words += _closure(brief)
    words += [word for pair in options for word in pair]
    words += [word for p in brief.parties for word in ("--country", p.country)]
    return " ".join(map(shlex.quote, words)) + "\n"


def _closure(brief: Brief) -> Iterable[str]:
    """Options of what adjusts, but for what does so by default."""
    if brief.deficits != "fixed":
        yield from ("--deficits", brief.deficits)
    if brief.labour_supply:
        yield from ("--labour-supply", _digits(brief.labour_supply))
    if brief.revenue != "lump_sum":
        yield from ("--revenue", brief.revenue)
    psi = brief.scale_elasticity
    if isinstance(psi, Mapping):
        for sector, value in psi.items():
            yield from ("--scale-elasticity", f"{sector}={_digits(value)}")
    elif psi:
        yield from ("--scale-elasticity", _digits(psi))


def _options(levers: Sequence[Plain]) -> list[tuple[str, str]] | None:
    """Options with their values; None where the command line would read something else: it takes
    all options of one kind together, and has no form for everything."""
    kinds = [kind for kind, _ in groupby(lever["kind"] for lever in levers)]
    written = [_option(lever) for lever in levers]
    if not levers or len(set(kinds)) < len(kinds) or None in written:
        return None
    return [one for one in written if one is not None]


def _option(lever: Plain) -> tuple[str, str] | None:
    parts = _OPTIONS[lever["kind"]]
    said = {key: value for key, value in lever.items() if key not in ("kind", "note")}
    words = []
    for part in parts:
        word = _amount(lever["kind"], said) if part == "AMOUNT" else _names(said.pop(part, ""))
        words.append(word)
    for key, value in said.items():
        if (lever["kind"], key) not in _EXTRAS:
            return None
        words.append(_EXTRAS[lever["kind"], key](value))
    # A name that holds a mark of the form would be read as two.
    if any(not word or ":" in word for word in words[: len(parts)]):
        return None
    return f"--{lever['kind'].replace('_', '-')}", ":".join(filter(None, words))


def _amount(kind: str, said: dict[str, Any]) -> str:
    """How far a lever moves, as the command line reads it; empty where it has no words for it."""
    match kind:
        case "tariff" | "export_tax" | "secondary_tariff":
            for key, mark in (("add", "+"), ("rate", "="), ("factor", "x")):
                if key in said:
                    return _rate(mark, said.pop(key))
        case "trade_cost":
            return f"x{_digits(said.pop('factor'))}"
        case "purchase":
            for key, mark in (("add", "+"), ("at_least", "=")):
                if key in said:
                    return f"{mark}{_digits(said.pop(key))}mn"
        case "transfer":
            return f"{_digits(said.pop('amount'))}mn"
        case "migration":
            return _signed(said.pop("movers"))
        case "sanction":
            measure = said.pop("measure")
            return f"x{_digits(said.pop('factor'))}" if measure == "trade_cost" else str(measure)
        case "bloc":
            inside = said.pop("inside", "free")
            return "free" if inside == "free" else f"x{_digits(inside)}"
    return ""


def _rate(mark: str, value: float) -> str:
    if mark == "x":
        return f"x{_digits(value)}"
    percent = Decimal(repr(float(value))) * 100
    text = _signed(percent) if mark == "+" else f"={_digits(percent)}"
    return f"{text}%"


def _signed(value: Any) -> str:
    text = _digits(value)
    return text if text.startswith("-") else f"+{text}"


def _digits(value: Any) -> str:
    """All digits that tell a number from its neighbours, without an exponent."""
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _names(selector: Any) -> str:
    return selector if isinstance(selector, str) else ",".join(selector)


def _has_method(lever: Plain) -> bool:
    """Whether a method of `Policy` takes all that is said."""
    return not {"schedule", "rate_of", "spare", "except_sectors"} & lever.keys()


def _keywords(lever: Plain) -> str:
    said = {k: v for k, v in lever.items() if k not in ("kind", "note")}
    if said.get("outside") == "unchanged":
        del said["outside"]
    return ", ".join(f"{key}={value!r}" for key, value in said.items())


def _arguments(lever: Plain) -> str:
    return ", ".join(f"{key}={value!r}" for key, value in lever.items() if key != "note")
