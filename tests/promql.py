"""As much of PromQL as our alerts use, over series with one value a minute.

So the tests need no Prometheus; where its `promtool` is there, it has to come to the same.
"""

import operator
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import promql_parser as promql

Labels = frozenset[tuple[str, str]]
History = Mapping[tuple[str, Labels], list[float | None]]
"""`None` where there was no value."""
Vector = dict[Labels, float]

ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda a, b: a / b if b else float("nan"),
}
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
AGGREGATES: dict[str, Callable[[list[float]], float]] = {
    "sum": sum, "max": max, "min": min, "count": len
}  # fmt: skip


def values(notation: str) -> list[float | None]:
    """promtool's: `3+2x60` is 3, 5 ... (61 of them); `3x60` is 61 times 3; `_x60` is nothing."""
    found: list[float | None] = []
    for part in notation.split():
        match = re.fullmatch(r"(_|[\d.]+)(?:\+([\d.]+))?(?:x(\d+))?", part)
        assert match, part
        first, step, more = match[1], float(match[2] or 0), int(match[3] or 0)
        times = range(more + 1)
        found += [None if first == "_" else float(first) + step * each for each in times]
    return found


def evaluate(expression: str, history: History, minute: int) -> Vector | float:
    return _of(promql.parse(expression), history, minute)


def selectors(node: Any) -> list[Any]:
    """All that an expression names, with its matchers."""
    match type(node).__name__:
        case "VectorSelector":
            return [node]
        case "MatrixSelector":
            return [node.vector_selector]
        case "ParenExpr" | "AggregateExpr" | "UnaryExpr" | "SubqueryExpr":
            return selectors(node.expr)
        case "BinaryExpr":
            return [*selectors(node.lhs), *selectors(node.rhs)]
        case "Call":
            return [each for argument in node.args for each in selectors(argument)]
    return []


def _of(node: Any, history: History, minute: int) -> Any:
    match type(node).__name__:
        case "NumberLiteral":
            return node.val
        case "ParenExpr":
            return _of(node.expr, history, minute)
        case "VectorSelector":
            found = _matching(node, history)
            at = {labels: values[minute] for labels, values in found.items()}
            return {labels: value for labels, value in at.items() if value is not None}
        case "Call":
            return _call(node, history, minute)
        case "AggregateExpr":
            return _aggregate(node, _of(node.expr, history, minute))
        case "BinaryExpr":
            sides = (_of(each, history, minute) for each in (node.lhs, node.rhs))
            return _binary(str(node.op), *sides, node.modifier)
    raise NotImplementedError(type(node).__name__)


def _matching(selector: Any, history: History) -> dict[Labels, list[float | None]]:
    found = {}
    for (name, labels), values in history.items():
        told = dict(labels)
        if name == selector.name and all(
            _fits(each, told.get(each.name, "")) for each in selector.matchers.matchers
        ):
            found[labels] = values
    return found


def _fits(matcher: Any, value: str) -> bool:
    kind = str(matcher.op).removeprefix("MatchOp.")
    if kind in ("Re", "NotRe"):
        return (re.fullmatch(matcher.value, value) is not None) == (kind == "Re")
    return (matcher.value == value) == (kind == "Equal")


def _call(node: Any, history: History, minute: int) -> Vector:
    (argument,) = node.args
    if node.func.name == "absent":
        return {} if _of(argument, history, minute) else {frozenset(): 1.0}
    assert node.func.name in ("increase", "rate"), node.func.name
    minutes = int(argument.range.total_seconds() // 60)
    found = {}
    for labels, values in _matching(argument.vector_selector, history).items():
        window = [v for v in values[max(0, minute - minutes) : minute + 1] if v is not None]
        grown = sum(max(0.0, after - before) for before, after in pairwise(window))
        found[labels] = grown / (60.0 * minutes) if node.func.name == "rate" else grown
    return found


def _aggregate(node: Any, vector: Vector) -> Vector:
    kept = set(node.modifier.labels) if node.modifier else set()
    groups: dict[Labels, list[float]] = {}
    for labels, value in vector.items():
        key = frozenset(each for each in labels if each[0] in kept)
        groups.setdefault(key, []).append(value)
    return {labels: float(AGGREGATES[str(node.op)](values)) for labels, values in groups.items()}


def _binary(op: str, left: Any, right: Any, modifier: Any) -> Any:
    if op in ("and", "unless", "or"):
        return _set(op, left, right, modifier)
    if op in ARITHMETIC:
        return _pairs(left, right, modifier, ARITHMETIC[op])
    compared = _pairs(left, right, modifier, lambda a, b: (COMPARISONS[op](a, b), a))
    return {labels: value for labels, (holds, value) in compared.items() if holds}


def _pairs(left: Any, right: Any, modifier: Any, how: Callable[..., Any]) -> Any:
    if isinstance(right, float):
        if isinstance(left, float):
            return how(left, right)
        return {labels: how(value, right) for labels, value in left.items()}
    if isinstance(left, float):
        return {labels: how(left, value) for labels, value in right.items()}
    others = {_key(labels, modifier): value for labels, value in right.items()}
    return {
        labels: how(value, others[_key(labels, modifier)])
        for labels, value in left.items()
        if _key(labels, modifier) in others
    }


def _set(op: str, left: Vector, right: Vector, modifier: Any) -> Vector:
    there = {_key(labels, modifier) for labels in right}
    if op == "or":
        ours = {_key(labels, modifier) for labels in left}
        return left | {k: v for k, v in right.items() if _key(k, modifier) not in ours}
    return {k: v for k, v in left.items() if (_key(k, modifier) in there) == (op == "and")}


def _key(labels: Labels, modifier: Any) -> Labels:
    if modifier is None or modifier.matching is None:
        return labels
    assert str(modifier.matching.type).endswith("Include")
    return frozenset(each for each in labels if each[0] in modifier.matching.labels)
