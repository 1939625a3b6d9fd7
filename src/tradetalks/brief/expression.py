"""The small language in which a fact says how the baseline measures it.

`trade(USA, IND, goods)`, `balance(IND, USA, goods) / gdp(IND)`: the functions of `FUNCTIONS`,
numbers, + - * / and parentheses. Names are labels, groups or ISIC codes, with or without
quotes; [A, B] lists several. Only these forms exist, so a brief cannot run anything else.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradetalks.brief.measures import FUNCTIONS
from tradetalks.errors import InputError, Problem, nearest

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.policy import Selector

LONGEST = 500
FORMS = "numbers, + - * /, parentheses and the functions {}"


@dataclass(frozen=True)
class Quantity:
    """A number and its dimension: the power of money in it (USD million, so 0 or 1 as a rule)."""

    value: float
    money: int = 0


@dataclass(frozen=True)
class Call:
    """One function call in an expression: what it names, before any baseline is seen."""

    name: str
    arguments: dict[str, Selector]


Measured = Callable[[Call], Quantity]


def dimension(text: str, place: str) -> int:
    """The power of money in an expression; raises InputError when it cannot be read."""
    return evaluate(text, place, lambda call: Quantity(math.nan, FUNCTIONS[call.name].money)).money


def calls(text: str, place: str) -> tuple[Call, ...]:
    """The function calls of an expression, for checking the labels they name."""
    found: list[Call] = []

    def note(call: Call) -> Quantity:
        found.append(call)
        return Quantity(math.nan, FUNCTIONS[call.name].money)

    evaluate(text, place, note)
    return tuple(found)


def measure(text: str, base: Baseline, place: str) -> float:
    """The expression's value on a baseline: USD million, or a plain number."""

    def on_baseline(call: Call) -> Quantity:
        function = FUNCTIONS[call.name]
        return Quantity(float(function.measure(base, **call.arguments)), function.money)

    return evaluate(text, place, on_baseline).value


def evaluate(text: str, place: str, measured: Measured) -> Quantity:
    """The expression with `measured` in place of every call; raises InputError if unreadable."""
    if len(text) > LONGEST:
        raise _unreadable(place, f"the expression is {len(text)} characters long", f"<= {LONGEST}")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        raise _unreadable(place, f"{text!r} is not an expression ({reason})") from None
    try:
        return _walk(tree, place, measured)
    except ZeroDivisionError:
        raise _unreadable(place, f"{text!r} divides by zero") from None


def _walk(node: ast.expr, place: str, measured: Measured) -> Quantity:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return Quantity(float(value))
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
            inner = _walk(operand, place, measured)
            return Quantity(
                -inner.value if isinstance(sign, ast.USub) else inner.value, inner.money
            )
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div() as op):
            return _combine(
                op, _walk(left, place, measured), _walk(node.right, place, measured), place
            )
        case ast.Call(func=ast.Name(id=name)):
            return measured(_call(node, name, place))
    raise _unreadable(place, f"{ast.unparse(node)!r} is not allowed in a measure")


def _combine(op: ast.operator, left: Quantity, right: Quantity, place: str) -> Quantity:
    if isinstance(op, ast.Mult):
        return Quantity(left.value * right.value, left.money + right.money)
    if isinstance(op, ast.Div):
        return Quantity(left.value / right.value, left.money - right.money)
    if left.money != right.money:
        raise _unreadable(place, "adds an amount of money to a plain number", "like and like")
    apply = operator.add if isinstance(op, ast.Add) else operator.sub
    return Quantity(apply(left.value, right.value), left.money)


def _call(node: ast.Call, name: str, place: str) -> Call:
    function = FUNCTIONS.get(name)
    if function is None:
        raise InputError(
            Problem(
                place,
                f"{name!r} is not a measure",
                ", ".join(FUNCTIONS),
                nearest(name, FUNCTIONS),
            )
        )
    usage = f"{name}({', '.join(function.parameters)})"
    arguments: dict[str, Selector] = {}
    for parameter, argument in zip(function.parameters, node.args, strict=False):
        arguments[parameter] = _selector(argument, place)
    for keyword in node.keywords:
        if keyword.arg not in function.parameters or keyword.arg in arguments:
            raise _unreadable(place, f"{name} takes no argument {keyword.arg!r} here", usage)
        arguments[keyword.arg] = _selector(keyword.value, place)
    missing = [p for p in function.parameters[: function.required] if p not in arguments]
    if len(node.args) > len(function.parameters) or missing:
        wanted = f"lacks {', '.join(missing)}" if missing else "has too many arguments"
        raise _unreadable(place, f"{ast.unparse(node)!r} {wanted}", usage)
    return Call(name, arguments)


def _selector(node: ast.expr, place: str) -> Selector:
    match node:
        case ast.Name(id=label) | ast.Constant(value=str() as label):
            return label
        case ast.List(elts=elements) | ast.Tuple(elts=elements) if elements:
            return tuple(str(_selector(e, place)) for e in elements)
    raise _unreadable(place, f"{ast.unparse(node)!r} names no country or sector", "IND, [IND, CHN]")


def _unreadable(place: str, what: str, allowed: str = "") -> InputError:
    return InputError(Problem(place, what, allowed or FORMS.format(", ".join(FUNCTIONS))))


def names_in(call: Call) -> Iterator[tuple[str, Selector]]:
    """What a call names: ("country" or "sector", selector)."""
    for parameter, selector in call.arguments.items():
        yield ("sector" if parameter == "sectors" else "country"), selector
