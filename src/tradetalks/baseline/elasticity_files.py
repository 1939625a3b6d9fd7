"""Sets of trade elasticities on file: one self-describing TOML file each, refused when damaged."""

from __future__ import annotations

import hashlib
import json
import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np

from tradetalks.baseline.elasticity_sets import Category, ElasticitySet
from tradetalks.errors import BaselineError, Problem, nearest
from tradetalks.labels.isic import classes

#: What a file may leave out, and what stands for it then.
DEFAULTS: dict[str, Any] = {
    "title": "",
    "citation": "",
    "services": 5.0,
    "services_note": "assumed: Costinot and Rodríguez-Clare (2014) use 5",
    "elsewhere": 4.0,
    "note": "",
}
_KNOWN = (*DEFAULTS, "name", "category", "covariance", "digest", "estimate", "rejected")
_OF_CATEGORY = ("name", "isic", "theta", "standard_error", "note", "observations", "clusters")
#: A covariance may miss symmetry, and its diagonal the standard errors, by this part of itself.
ROUNDING = 1e-6


def read_set(path: Path) -> ElasticitySet:
    """The set in a file; raises BaselineError with everything that is wrong with it."""
    raw = _opened(path)
    problems = [
        Problem(f"{path.name}: {place}" if place else path.name, *said)
        for place, *said in _faults(raw)
    ]
    if problems:
        raise BaselineError(problems)
    words = {key: raw.get(key, default) for key, default in DEFAULTS.items()}
    words["title"] = words["title"] or path.stem
    words["citation"] = words["citation"] or f"own set of elasticities, {path.name}"
    spread = raw.get("covariance")
    return ElasticitySet(
        raw.get("name", path.stem),
        **words,
        categories=tuple(_category(item) for item in raw["category"]),
        covariance=None if spread is None else tuple(tuple(map(float, row)) for row in spread),
    )


def set_text(content: Mapping[str, Any], heading: str) -> str:
    """A set as a TOML file, with the digest of its content; `heading` goes on top as comments."""
    whole = {**content, "digest": digest(content)}
    tables = ("estimate", "category", "rejected")
    lines = [f"# {line}".rstrip() for line in heading.splitlines()]
    lines += [f"{key} = {_value(v)}" for key, v in whole.items() if key not in tables]
    for key in tables:
        found = whole.get(key, ())
        for item in [found] if isinstance(found, Mapping) else found:
            head = f"[{key}]" if isinstance(found, Mapping) else f"[[{key}]]"
            lines += ["", head, *(f"{k} = {_value(v)}" for k, v in item.items())]
    return "\n".join(lines) + "\n"


def digest(content: Mapping[str, Any]) -> str:
    """sha256 of a set's content, whatever its layout and comments."""
    kept = {key: value for key, value in content.items() if key != "digest"}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def _opened(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        near = [p.name for p in path.parent.glob("*.toml")] if path.parent.is_dir() else []
        reason = (error.strerror or str(error)).lower()
        close = nearest(path.name, near)
        raise BaselineError(Problem(str(path), f"cannot be read ({reason})", "", close)) from None
    except UnicodeDecodeError:
        raise BaselineError(Problem(path.name, "is not UTF-8 text")) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BaselineError(Problem(path.name, f"is not TOML: {error}")) from None


def _category(item: Mapping[str, Any]) -> Category:
    return Category(
        item["name"],
        tuple(item.get("isic", ())),
        float(item["theta"]),
        float(item.get("standard_error", "nan")),
        item.get("note", ""),
    )


Fault = tuple[str, ...]


def _faults(raw: Mapping[str, Any]) -> Iterator[Fault]:
    """Place, what is wrong, what is allowed, the nearest match, the remedy."""
    for key in raw:
        if key not in _KNOWN:
            yield (
                key,
                "is not a key of a set of elasticities",
                ", ".join(_KNOWN),
                nearest(key, _KNOWN),
            )
    for key in ("name", "title", "citation", "services_note", "note"):
        if not isinstance(raw.get(key, ""), str):
            yield key, f"{raw[key]!r} is not text"
    for key in ("services", "elsewhere"):
        if not _positive(raw.get(key, DEFAULTS[key])):
            yield key, f"is {raw[key]!r}", "a number above zero"
    items = raw.get("category")
    if not (isinstance(items, list) and items and all(isinstance(i, dict) for i in items)):
        yield "category", "there is none", "tables [[category]] with name, isic and theta"
        return
    for k, item in enumerate(items):
        yield from _category_faults(f"category[{k + 1}]", item)
    names = [item.get("name") for item in items]
    for name in sorted({str(n) for n in names if names.count(n) > 1}):
        yield "category", f"{name!r} stands there twice", "each name once"
    yield from _covariance_faults(raw.get("covariance"), items)
    kept = raw.get("digest")
    if kept is not None and kept != digest(raw):
        remedy = "write it again, or remove the line `digest` if the change is meant"
        yield "digest", "the content has changed since the file was written", "", "", remedy


def _category_faults(place: str, item: Mapping[str, Any]) -> Iterator[Fault]:
    name, isic = item.get("name"), item.get("isic", [])
    if not (isinstance(name, str) and name.strip()):
        yield f"{place}.name", f"{name!r} is no name", "text"
    for key in item:
        if key not in _OF_CATEGORY:
            allowed = ", ".join(_OF_CATEGORY)
            yield (
                f"{place}.{key}",
                "is not a key of a category",
                allowed,
                nearest(key, _OF_CATEGORY),
            )
    if not _positive(item.get("theta")):
        told = "is missing" if "theta" not in item else f"is {item['theta']!r}"
        yield f"{place}.theta", told, "a number above zero: share ~ cost^-theta"
    error = item.get("standard_error", 0.0)
    if not (_number(error) and error >= 0):
        yield f"{place}.standard_error", f"is {error!r}", "a number, zero or more"
    for code in isic if isinstance(isic, list) else [isic]:
        if not isinstance(code, str) or classes(code) is None:
            allowed = "ISIC Rev. 4 codes such as C26, C10T12 or G_I"
            yield f"{place}.isic", f"{code!r} is no ISIC code", allowed


def _covariance_faults(spread: Any, items: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    if spread is None:
        return
    size = len(items)
    rows = spread if isinstance(spread, list) else []
    square = len(rows) == size and all(isinstance(r, list) and len(r) == size for r in rows)
    if not (square and all(_number(x) for row in rows for x in row)):
        yield "covariance", "does not fit the categories", f"{size} lists of {size} numbers"
        return
    found = np.array(spread, dtype=float)
    scale = float(np.abs(found).max())
    if np.abs(found - found.T).max() > ROUNDING * scale:
        yield "covariance", "is not symmetric"
    elif np.linalg.eigvalsh(found).min() < -ROUNDING * scale:
        yield "covariance", "is that of no variables: an eigenvalue is negative"
    for k, item in enumerate(items):
        error = item.get("standard_error")
        square_of = float(error) ** 2 if _number(error) else np.inf
        if abs(found[k, k] - square_of) > ROUNDING * scale:
            place = f"covariance[{k + 1}][{k + 1}]"
            yield place, f"is {found[k, k]:g}", "the square of the category's standard_error"


def _number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _positive(value: Any) -> bool:
    return _number(value) and bool(value > 0)


def _value(value: Any) -> str:
    """A value as TOML writes it; strings escape as in JSON, numbers keep every digit."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(k)} = {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        matrix = bool(value) and all(isinstance(v, list | tuple) for v in value)
        inner = [_value(v) for v in value]
        return "[\n  " + ",\n  ".join(inner) + ",\n]" if matrix else f"[{', '.join(inner)}]"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)
