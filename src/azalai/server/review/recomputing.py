"""What a form computes, computed anew after somebody changed an answer here.

Phones evaluate a form's expressions while it is filled. An edit on the server has to do the same:
otherwise a corrected country would stand beside the old code that tables are made of. Known are
the parts of XPath that calculations of such forms use; an expression with anything else is left
alone, and its answer stays for the editor to see to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from azalai.server.review.answers import Answers, path_of, rows_of

Value = str | float | bool | list[str]
"""A list is a node set: the texts of its nodes."""

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<path>(?:current\(\)/)?(?:\.\.?|/?[A-Za-z_][\w.-]*)(?:/(?:\.\.|[A-Za-z_][\w.-]*))*)"
    r"|(?P<sign>!=|<=|>=|[-+*=<>(),]))"
)
_LEVELS: Final = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"),
                  ("*", "div", "mod"))  # fmt: skip
_PASSES: Final = 8
"""Computations that hang on others settle in as many rounds as they are deep."""


class _UnknownError(Exception):
    """Something in an expression that is not known here."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a form computes, and when its questions are asked.

    Attributes
    ----------
    calculate, relevant : mapping
        Path of a question or group -> expression.
    """

    root: str
    calculate: Mapping[str, str]
    relevant: Mapping[str, str]


@lru_cache(50)
def rules_of(xform: str) -> Rules:
    """The expressions of an XForm."""
    from defusedxml.ElementTree import fromstring

    document = fromstring(xform)
    binds = [node for node in document.iter() if node.tag.rpartition("}")[2] == "bind"]
    root = next((node.get("nodeset", "").split("/")[1] for node in binds), "data")

    def named(kind: str) -> dict[str, str]:
        return {
            node.get("nodeset", "").removeprefix(f"/{root}/"): node.get(kind, "")
            for node in binds
            if node.get(kind)
        }

    return Rules(root, named("calculate"), named("relevant"))


def recomputed(answers: Answers, rules: Rules, repeats: tuple[str, ...]) -> Answers:
    """The answers with what is computed made anew, and without what is not asked any more.

    Parameters
    ----------
    repeats : tuple of str
        Paths, as the outline has them.
    """
    made = dict(answers)
    for _ in range(_PASSES):
        before = dict(made)
        for path, expression in rules.relevant.items():
            for place in _places(path, repeats, made):
                if _said(expression, place, made, rules.root, repeats, _boolean) is False:
                    for address in [
                        a for a in made if a == place or a.startswith((f"{place}/", f"{place}["))
                    ]:
                        made[address] = ""
        for path, expression in rules.calculate.items():
            for place in _places(path, repeats, made):
                value = _said(expression, place, made, rules.root, repeats, _text)
                if isinstance(value, str) and made.get(place, "") != value:
                    made[place] = value
        if made == before:
            break
    return made


def _places(path: str, repeats: tuple[str, ...], answers: Answers) -> list[str]:
    """The addresses of a question: one, or one in each row of its repeat."""
    inside = [repeat for repeat in repeats if path.startswith(f"{repeat}/")]
    if not inside:
        return [path]
    repeat = max(inside, key=len)
    return [row + path[len(repeat) :] for row in rows_of(answers, repeat)]


def _said(
    expression: str,
    place: str,
    answers: Answers,
    root: str,
    repeats: tuple[str, ...],
    kind: Callable[[Value], str | bool],
) -> str | bool | None:
    """The value of an expression; None where it is not understood."""
    try:
        return kind(_Parser(expression, place, answers, root, repeats).value())
    except (_UnknownError, ValueError, ZeroDivisionError, RecursionError):
        return None


class _Parser:
    """Reads an expression and computes it on the way."""

    def __init__(
        self, expression: str, place: str, answers: Answers, root: str, repeats: tuple[str, ...]
    ) -> None:
        self._tokens = _tokens(expression)
        self._at = 0
        self._place, self._answers, self._root = place, answers, root
        self._repeats = repeats

    def value(self) -> Value:
        found = self._level(0)
        if self._at < len(self._tokens):
            raise _UnknownError
        return found

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("", "")

    def _next(self, expected: str = "") -> tuple[str, str]:
        token = self._peek()
        if not token[0] or (expected and token[1] != expected):
            raise _UnknownError
        self._at += 1
        return token

    def _level(self, level: int) -> Value:
        if level == len(_LEVELS):
            return self._operand()
        found = self._level(level + 1)
        while (token := self._peek())[1] in _LEVELS[level] and token[0] != "text":
            self._next()
            found = _operated(token[1], found, self._level(level + 1))
        return found

    def _operand(self) -> Value:
        kind, text = self._next()
        if kind == "number":
            return float(text)
        if kind == "text":
            return text[1:-1]
        if text == "-":
            return -_number(self._operand())
        if text == "(":
            found = self._level(0)
            self._next(")")
            return found
        if kind == "path" and self._peek()[1] == "(":
            self._next("(")
            given: list[Value] = []
            while self._peek()[1] != ")":
                given.append(self._level(0))
                if self._peek()[1] == ",":
                    self._next(",")
            self._next(")")
            return _called(text, given)
        if kind == "path":
            return self._nodes(text)
        raise _UnknownError

    def _nodes(self, text: str) -> list[str]:
        if text.startswith("/"):
            if not text.startswith(f"/{self._root}/"):
                raise _UnknownError
            path = text.removeprefix(f"/{self._root}/")
        else:
            text = text.removeprefix("current()/")
            here = self._place.split("/")
            for part in text.split("/"):
                if part == "..":
                    if not here:
                        raise _UnknownError
                    here.pop()
                elif part != ".":
                    here.append(part)
            path = path_of("/".join(here))
        # Inside a row, what is named is that of the row, as in JavaRosa.
        mine = [
            row
            for repeat in self._repeats
            if path.startswith(f"{repeat}/")
            for row in rows_of([f"{self._place}/"], repeat)
        ]
        if path in self._repeats:
            return [""] * len(rows_of(self._answers, path))
        start = f"{max(mine, key=len)}/" if mine else ""
        return [
            value
            for address, value in self._answers.items()
            if path_of(address) == path and address.startswith(start) and value != ""
        ]


@lru_cache(1000)
def _tokens(expression: str) -> list[tuple[str, str]]:
    found, at = [], 0
    expression = expression.strip()
    while at < len(expression):
        match = _TOKEN.match(expression, at)
        if match is None or match.end() == at:
            raise _UnknownError
        assert match.lastgroup is not None
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


def _called(name: str, given: list[Value]) -> Value:
    match name, given:
        case "if", [condition, yes, no]:
            return yes if _boolean(condition) else no
        case "count", [list() as nodes]:
            return float(len(nodes))
        case "sum", [list() as nodes]:
            return sum((_number(node) for node in nodes), 0.0)
        case "coalesce", [first, second]:
            return _text(first) or _text(second)
        case "concat", parts:
            return "".join(_text(part) for part in parts)
        case "string", [one]:
            return _text(one)
        case (("number" | "int"), [one]):
            return float(int(_number(one))) if name == "int" else _number(one)
        case (("not" | "boolean"), [one]):
            return _boolean(one) != (name == "not")
        case (("true" | "false"), []):
            return name == "true"
        case "selected", [nodes, one]:
            return _text(one) in _text(nodes).split()
    raise _UnknownError


def _operated(sign: str, one: Value, two: Value) -> Value:
    match sign:
        case "or":
            return _boolean(one) or _boolean(two)
        case "and":
            return _boolean(one) and _boolean(two)
        case "=" | "!=":
            return _equal(one, two) == (sign == "=")
        case "<":
            return _number(one) < _number(two)
        case "<=":
            return _number(one) <= _number(two)
        case ">":
            return _number(one) > _number(two)
        case ">=":
            return _number(one) >= _number(two)
        case "+":
            return _number(one) + _number(two)
        case "-":
            return _number(one) - _number(two)
        case "*":
            return _number(one) * _number(two)
        case "div":
            return _number(one) / _number(two)
        case _:
            return _number(one) % _number(two)


def _equal(one: Value, two: Value) -> bool:
    if isinstance(one, bool) or isinstance(two, bool):
        return _boolean(one) == _boolean(two)
    if isinstance(one, float) or isinstance(two, float):
        return _number(one) == _number(two)
    return _text(one) == _text(two)


def _text(value: Value) -> str:
    if isinstance(value, list):
        return value[0] if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if value != value else str(int(value)) if value.is_integer() else str(value)
    return value


def _number(value: Value) -> float:
    try:
        return float(value) if isinstance(value, bool | float) else float(_text(value))
    except ValueError:
        return float("nan")


def _boolean(value: Value) -> bool:
    if isinstance(value, float):
        return value == value and value != 0
    return bool(value)
