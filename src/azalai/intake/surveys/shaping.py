"""Cells of a survey's file to what its design calls them.

A row that cannot be read is not left out: that would change the sample and with it every share.
All such cells are told together, and nothing is imported until they, or the design, are put right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

import pyarrow as pa

from azalai.intake.reading.tabular import Sheet
from azalai.model.errors import InputError
from azalai.model.names import spelling
from azalai.model.surveys import Answer, Design, Question

_YES = frozenset({"1", "yes", "oui", "true", "vrai", "x", "y", "o"})
_NO = frozenset({"0", "no", "non", "false", "faux", "n"})
_MARKS = "1, 0, yes, no, oui, non"


@dataclass(frozen=True, slots=True)
class SurveyProblem:
    """A cell that the design does not account for.

    Attributes
    ----------
    code : str
        Key of the catalogue: ``survey.problem.<code>``.
    times : int
        How many rows hold the same; `row` is the first of them.
    """

    code: str
    row: int
    column: str
    value: str
    expected: str = ""
    times: int = 1


class SurveyUnreadError(InputError):
    """Records that do not fit their design; `problems` says where."""

    def __init__(self, path: str, problems: Sequence[SurveyProblem]) -> None:
        super().__init__("survey_unread", path=path, rows=len(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Shaped:
    """The records, and what came of each question: asked, answered, stray."""

    table: pa.Table
    counted: dict[str, tuple[int, int, int]]


class _Cells:
    """The columns that a design names, by their headers."""

    def __init__(self, sheet: Sheet, design: Design, path: str) -> None:
        self.rows: list[int] = sheet.cells["row_no"].to_pylist()
        self.problems: dict[tuple[str, str, str], SurveyProblem] = {}
        places = {header: index for index, header in enumerate(sheet.headers) if header}
        lacking = [name for name in design.columns if name not in places]
        if lacking:
            known = ", ".join(places)
            raise InputError(
                "survey_columns", path=path, columns=", ".join(lacking), known=known[:400]
            )
        self._columns = {
            name: [(cell or "").strip() for cell in sheet.cells[f"c{places[name]}"].to_pylist()]
            for name in design.columns
        }

    def __getitem__(self, name: str) -> list[str]:
        return self._columns[name]

    def wrong(self, code: str, index: int, column: str, value: str, expected: str = "") -> None:
        """Note a cell; one that was seen before counts once more."""
        key = (code, column, value)
        seen = self.problems.get(key)
        times = seen.times + 1 if seen else 1
        row = seen.row if seen else self.rows[index]
        self.problems[key] = SurveyProblem(code, row, column, value[:60], expected, times)


def shape(sheet: Sheet, design: Design, path: str) -> Shaped:
    """The records of a sheet, in the words of its design.

    Raises
    ------
    InputError
        ``survey_columns`` where a column is not there, ``survey_no_interviews``.
    SurveyUnreadError
        Where cells do not fit.
    """
    cells = _Cells(sheet, design, path)
    many = len(cells.rows)
    complete = [True] * many
    if design.response:
        held = {spelling(value) for value in design.complete}
        complete = [spelling(cell) in held for cell in cells[design.response]]
    if not any(complete):
        raise InputError("survey_no_interviews", path=path, column=design.response or "–")
    columns: dict[str, pa.Array] = {
        "row": pa.array(cells.rows, pa.int32()),
        "complete": pa.array(complete, pa.bool_()),
        "stratum": _codes(cells, design.stratum, [item.code for item in design.strata], complete),
        "cluster": _codes(cells, design.cluster, [], complete),
        "weight": _numbers(cells, design.weight, complete),
        "cluster_size": _numbers(cells, design.cluster_size, complete),
    }
    for group in design.groups:
        columns[f"g.{group.code}"] = _codes(cells, group.column, group.values, complete)
    for margin in design.margins:
        columns[f"m.{margin.code}"] = _codes(cells, margin.column, list(margin.totals), complete)
    answers, counted = _answers(cells, design, complete)
    columns |= {f"q.{code}": pa.array(given, pa.list_(pa.string()))
                for code, given in answers.items()}  # fmt: skip
    if cells.problems:
        found = sorted(cells.problems.values(), key=lambda item: (item.row, item.column))
        raise SurveyUnreadError(path, found)
    _check_clusters(columns, design)
    return Shaped(pa.table(columns), counted)


def _codes(
    cells: _Cells, column: str, known: Sequence[Answer | str], complete: list[bool]
) -> pa.Array:
    """Codes of a column; of those that are known where any are."""
    if not column:
        return pa.nulls(len(cells.rows), pa.string())
    spelt = _spellings(known)
    expected = ", ".join(dict.fromkeys(spelt.values()))
    found: list[str | None] = []
    for index, cell in enumerate(cells[column]):
        code = spelt.get(spelling(cell)) if known else cell
        if not cell:
            code = None
        if complete[index] and not code:
            cells.wrong("unknown" if cell else "blank", index, column, cell, expected)
        found.append(code)
    return pa.array(found, pa.string())


def _spellings(known: Iterable[Answer | str]) -> dict[str, str]:
    """How a file may write each code: as itself, or by its name in any language."""
    spelt: dict[str, str] = {}
    listed = list(known)
    for item in listed:
        code = item if isinstance(item, str) else item.code
        spelt[spelling(code)] = code
    for item in listed:
        if not isinstance(item, str):
            for label in item.labels.values():
                spelt.setdefault(spelling(label), item.code)
    return spelt


def _numbers(cells: _Cells, column: str, complete: list[bool]) -> pa.Array:
    """Positive numbers, with a decimal point or comma."""
    if not column:
        return pa.nulls(len(cells.rows), pa.float64())
    found: list[float | None] = []
    for index, cell in enumerate(cells[column]):
        try:
            number = float(cell.replace(",", ".")) if cell else 0.0
        except ValueError:
            number = -1.0
        if complete[index] and not (number > 0 and isfinite(number)):
            cells.wrong("not_positive" if cell else "blank", index, column, cell)
        found.append(number if complete[index] else None)
    return pa.array(found, pa.float64())


def _answers(
    cells: _Cells, design: Design, complete: list[bool]
) -> tuple[dict[str, list[list[str] | None]], dict[str, tuple[int, int, int]]]:
    """Chosen answers by question, and how many were asked, answered, and answered unasked."""
    given: dict[str, list[list[str] | None]] = {}
    counted = {}
    for question in design.questions:
        read = _marked(cells, question) if question.columns else _listed(cells, question)
        kept: list[list[str] | None] = []
        stray = 0
        for index in range(len(cells.rows)):
            chosen = read(index) if complete[index] else []
            asked = complete[index] and _asked(question, given, index)
            stray += any(chosen) and not asked
            kept.append(chosen if asked else None)
        given[question.code] = kept
        answered = sum(1 for item in kept if item)
        counted[question.code] = (sum(1 for item in kept if item is not None), answered, stray)
    return given, counted


def _asked(question: Question, given: dict[str, list[list[str] | None]], index: int) -> bool:
    if question.asked_if is None:
        return True
    before = given[question.asked_if.question][index]
    return bool(set(before or ()) & set(question.asked_if.answers))


def _listed(cells: _Cells, question: Question) -> Callable[[int], list[str]]:
    """Reads answers from one column."""
    spelt = _spellings(question.answers)
    none = {"", *(spelling(value) for value in question.non_response)}
    order = {answer.code: place for place, answer in enumerate(question.answers)}
    expected = ", ".join(order)
    column = cells[question.column]

    def read(index: int) -> list[str]:
        cell = column[index]
        whole = spelling(cell)
        if whole in none:
            return []
        if whole in spelt:
            return [spelt[whole]]
        parts = [cell]
        if question.multiple:
            parts = [part.strip() for part in cell.split(question.separator) if part.strip()]
        found = set()
        for part in parts:
            if spelling(part) in none:
                continue
            code = spelt.get(spelling(part))
            if code is None:
                cells.wrong("unknown", index, question.column, part, expected)
            else:
                found.add(code)
        return sorted(found, key=order.__getitem__)

    return read


def _marked(cells: _Cells, question: Question) -> Callable[[int], list[str]]:
    """Reads answers from a column for each."""
    none = {spelling(value) for value in question.non_response}

    def read(index: int) -> list[str]:
        found = []
        answered = False
        for answer in question.answers:
            header = question.columns[answer.code]
            cell = cells[header][index]
            mark = spelling(cell)
            if mark in _YES:
                found.append(answer.code)
            elif cell and mark not in _NO and mark not in none:
                cells.wrong("no_mark", index, header, cell, _MARKS)
            answered = answered or mark in _NO
        # Whoever said no to all of them has answered.
        return found or [""] * answered

    return read


def _check_clusters(columns: dict[str, pa.Array], design: Design) -> None:
    """More clusters in a sample than in its frame: one of the two is wrong."""
    sizes = {item.code: item.size for item in design.strata if item.size}
    if not sizes:
        return
    seen: dict[str, set[object]] = defaultdict(set)
    complete = columns["complete"].to_pylist()
    strata, clusters = columns["stratum"].to_pylist(), columns["cluster"].to_pylist()
    for index, held in enumerate(complete):
        if held:
            seen[strata[index]].add(clusters[index] if design.cluster else index)
    for stratum, size in sizes.items():
        if len(seen[stratum]) > size:
            raise InputError(
                "survey_frame_small", stratum=stratum, clusters=len(seen[stratum]), size=int(size)
            )
