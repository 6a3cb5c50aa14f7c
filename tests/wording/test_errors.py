"""Errors: every one the program can raise has a text, and gives the values that fill it.

WO-07  every ``error.<code>`` raised anywhere in the program has a text
WO-08  the place that raises it gives every value the text needs
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import azalai
from azalai.model import errors
from azalai.model.errors import AzalaiError, InputError
from azalai.wording import LANGUAGES, Wording
from azalai.wording.catalogue import catalogue

CLASSES = {
    name
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, AzalaiError)
}


def raised() -> Iterator[tuple[str, str, set[str], bool]]:
    """Where, the code, the names of its values, and whether more come through ``**``."""
    root = Path(azalai.__file__).parent
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in CLASSES
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                names = {word.arg for word in node.keywords if word.arg}
                more = any(word.arg is None for word in node.keywords)
                where = f"{path.relative_to(root)}:{node.lineno}"
                yield where, str(node.args[0].value), names, more


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_error_raised_has_a_text_and_its_values(lang: str) -> None:
    texts = catalogue(lang)
    found = list(raised())
    problems = []
    for where, code, names, more in found:
        key = f"error.{code}"
        if not texts.has(key):
            problems.append(f"{where}: no text {key}")
            continue
        wanted = {name for _, name, _, _ in Formatter().parse(texts.text(key)) if name}
        if not more and wanted - names:
            problems.append(f"{where}: {key} wants {sorted(wanted - names)}")
    assert problems == []
    assert {"bad_month", "unknown_language"} <= {code for _, code, _, _ in found}


def test_an_error_says_what_is_wrong_and_what_to_do() -> None:
    error = InputError("bad_month", value="juin")
    assert Wording("en").error(error) == (
        "‘juin’ is not a month. Write the year and the month like this: 2020-06."
    )
    assert Wording("fr").error(error) == (
        "«\u00a0juin\u00a0» n’est pas un mois. Écrivez l’année et le mois ainsi\u00a0: 2020-06."
    )
