"""What is wrong with a brief's keys and values, in words a person can act on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tradetalks.brief.levers import LEVERS
from tradetalks.brief.places import Loc, Places
from tradetalks.brief.questions import QUESTIONS
from tradetalks.brief.schema import Brief
from tradetalks.errors import Problem, nearest

#: Lists whose tables are told apart by their kind: in a brief, and in what is made of one.
_KINDS: dict[str | int, Mapping[str, type[BaseModel]]] = {
    "lever": LEVERS,
    "levers": LEVERS,
    "question": QUESTIONS,
}


@dataclass(frozen=True)
class Finding:
    """A problem at a key path, before it is given a file and a line."""

    loc: Loc
    what: str
    allowed: str = ""
    nearest: str = ""
    remedy: str = ""


def problems_at(findings: Iterable[Finding], places: Places) -> list[Problem]:
    """Problems with file, line and key path, in the order of the file."""
    ordered = sorted(findings, key=lambda f: _line(f.loc, places))
    return [Problem(places.at(f.loc), f.what, f.allowed, f.nearest, f.remedy) for f in ordered]


def _line(loc: Loc, places: Places) -> int:
    found = (places.lines[loc[:n]] for n in range(len(loc), 0, -1) if loc[:n] in places.lines)
    return next(found, 0)


def unknown(loc: Loc, value: Any, known: Iterable[Any], what: str) -> Iterator[Finding]:
    """A finding where `value` is a name, but none of those known."""
    choices = [k for k in known if isinstance(k, str)]
    if isinstance(value, str) and value not in choices:
        yield Finding(
            loc, f"{value!r} is not {what}", ", ".join(choices) or "none", nearest(value, choices)
        )


def schema_findings(raw: Mapping[str, Any]) -> Iterator[Finding]:
    """Keys missing or unknown, and values that are not what the key holds."""
    try:
        Brief.model_validate(raw)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            yield finding(detail)


def finding(detail: ErrorDetails, root: type[BaseModel] = Brief) -> Finding:
    """What pydantic found wrong, in our words. root: the model its path begins at."""
    loc = tuple(s for i, s in enumerate(detail["loc"]) if not _is_tag(detail["loc"], i))
    value, context = detail.get("input"), detail.get("ctx", {})
    match detail["type"]:
        case "brief":
            return Finding(
                loc, context["what"], context["allowed"], remedy=context.get("remedy", "")
            )
        case "missing":
            return Finding(loc, "is missing", _meaning(_model(detail["loc"], root), str(loc[-1])))
        case "extra_forbidden":
            keys = _keys(_model(detail["loc"], root))
            word = str(loc[-1])
            return Finding(
                loc, f"there is no key {word!r} here", ", ".join(keys), nearest(word, keys)
            )
        case "literal_error":
            choices = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
            return Finding(
                loc, f"{value!r} is not allowed", ", ".join(choices), nearest(str(value), choices)
            )
        case "union_tag_invalid":
            word, (what, known) = str(context["tag"]), _tagged(loc)
            return Finding(
                (*loc, "kind"),
                f"{word!r} is not a kind of {what}",
                ", ".join(known),
                nearest(word, known),
            )
        case "union_tag_not_found":
            return Finding((*loc, "kind"), "is missing", ", ".join(_tagged(loc)[1]))
        case "too_long" | "too_short":
            most, least = context.get("max_length"), context.get("min_length")
            allowed = f"at most {most}" if most is not None else f"at least {least}"
            return Finding(loc, f"there are {context['actual_length']} of them", allowed)
        case "string_too_long":
            what = f"is {len(str(value))} characters long"
            return Finding(loc, what, f"up to {context['max_length']}")
        case "tuple_type" | "model_type" | "model_attributes_type":
            wanted = "a list" if detail["type"] == "tuple_type" else "a table"
            what = "one table" if isinstance(value, Mapping) else _short(value)
            return Finding(loc, f"{what} is not {wanted}", wanted, remedy=_as_table(loc))
        case _:
            return Finding(loc, f"{_short(value)} cannot be used ({detail['msg']})")


def _tagged(loc: Loc) -> tuple[str, Mapping[str, type[BaseModel]]]:
    """What the tables at a place are called, and their models by kind."""
    one = "question" if loc and loc[0] == "question" and "lever" not in loc else "lever"
    return one, (QUESTIONS if one == "question" else LEVERS)


def _is_tag(loc: Loc, i: int) -> bool:
    """Whether a step is the kind of a lever or question, which pydantic puts into the path."""
    if i < 2 or not isinstance(loc[i - 1], int):
        return False
    return loc[i] in _KINDS.get(loc[i - 2], ())


def _model(loc: Loc, root: type[BaseModel]) -> type[BaseModel]:
    """The table a key path leads into."""
    model = root
    for i, step in enumerate(loc[:-1]):
        if _is_tag(loc, i):
            model = _KINDS[loc[i - 2]][str(step)]
        elif isinstance(step, str) and (inner := _inner(model, step)) is not None:
            model = inner
    return model


def _inner(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    for name, field in model.model_fields.items():
        if key in (name, field.alias):
            for part in (field.annotation, *get_args(field.annotation)):
                if isinstance(part, type) and issubclass(part, BaseModel):
                    return part
    return None


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _meaning(model: type[BaseModel], key: str) -> str:
    """What belongs under a key that is missing."""
    for name, field in model.model_fields.items():
        choices = get_args(field.annotation)
        if key in (name, field.alias) and choices and all(isinstance(c, str) for c in choices):
            return ", ".join(choices)
    return ""


def _as_table(loc: Loc) -> str:
    header = ".".join(step for step in loc if isinstance(step, str))
    return f"write it as [[{header}]] with its keys below" if loc else ""


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
