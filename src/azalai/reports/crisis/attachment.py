"""What the report carries: every figure in the long table's shape, and every finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from azalai.model.figures import Figure, Statistic
from azalai.model.tables import COLUMNS
from azalai.reports.crisis.facts import CrisisFacts
from azalai.workspace.csvfile import harmless, write_lines

MORE = ("id", "quantifier", "low", "high", "as_of_published", "published", "document", "page",
        "method", "role", "quotation", "note")  # fmt: skip
"""Columns of a figure behind those of the long table."""

_UNITS = {Statistic.SHARE: "%", Statistic.CHANGE: "%", Statistic.DIFFERENCE: "pp"}


def figures_csv(facts: CrisisFacts) -> bytes:
    """Every figure that was known on the day of the report; the same in every language."""
    edition = f"{facts.crisis.code}-{facts.crisis.as_of.isoformat()}"
    rows = [_row(facts, edition, figure) for figure in facts.ledger]
    return write_lines((*COLUMNS, *MORE), rows).encode()


def findings_csv(facts: CrisisFacts) -> bytes:
    """Every finding of the linter, notes included, in the words of this language."""
    from azalai.wording.lint import said

    rows = []
    for finding in facts.findings:
        words = said(facts.wording, facts.ledger, finding)
        cells = (str(finding.severity), finding.rule, " ".join(finding.figures), words.what,
                 words.computed, words.because)  # fmt: skip
        rows.append([harmless(cell) for cell in cells])
    columns = ("severity", "rule", "figures", "finding", "computed", "likeliest_explanation")
    return write_lines(columns, rows).encode()


def _row(facts: CrisisFacts, edition: str, figure: Figure) -> Sequence[object]:
    values = {
        "release": edition,
        "measure": str(figure.category),
        "place": figure.place,
        "period": _period(figure),
        "direction": figure.direction,
        "value": _plain(figure.value),
        "unit": _UNITS.get(figure.statistic, figure.unit),
        "base": _base(facts, figure),
        "status": "" if figure.known else "unknown",
        "as_of": str(figure.as_of or ""),
        "source": figure.source or figure.document,
        "id": figure.id,
        "quantifier": str(figure.quantifier),
        "low": _plain(figure.low),
        "high": _plain(figure.high),
        "as_of_published": str(figure.as_of_published or ""),
        "published": str(facts.ledger.published(figure) or ""),
        "document": figure.document,
        "page": figure.page,
        "method": figure.method,
        "role": str(figure.role),
        "quotation": figure.quotation,
        "note": figure.note,
    }
    # The long table has room for two dimensions; what else a figure is broken down by goes on.
    pairs = [*_dimensions(figure)]
    for number, (dimension, category) in enumerate([pairs[0], _joined(pairs[1:])], start=1):
        values[f"dimension{number}"], values[f"category{number}"] = dimension, category
    cells = (values.get(name, "") for name in (*COLUMNS, *MORE))
    return [harmless(cell) if isinstance(cell, str) else cell for cell in cells]


def _dimensions(figure: Figure) -> Iterator[tuple[str, str]]:
    yield "population", figure.population
    named = (("origin", figure.origin), ("sex", figure.sex), ("age", figure.age))
    yield from ((name, code) for name, code in named if code)
    yield from figure.breakdown


def _joined(pairs: Sequence[tuple[str, str]]) -> tuple[str, str]:
    return "|".join(name for name, _ in pairs), "|".join(code for _, code in pairs)


def _period(figure: Figure) -> str:
    if figure.first is None and figure.last is None:
        return ""
    return f"{figure.first or ''}/{figure.last or ''}"


def _base(facts: CrisisFacts, figure: Figure) -> object:
    """The number a share is of, where the ledger has it; else the sample's size."""
    if figure.base and figure.base in facts.ledger:
        return _plain(facts.ledger[figure.base].value)
    return figure.sample if figure.sample is not None else ""


def _plain(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")
