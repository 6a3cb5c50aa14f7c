"""The design of a survey as a TOML file that a person writes: read, and checked without the data.

::

    format = 1
    id = "intentions-2013-02"          # letters, digits, - and _
    population = "idp"                 # as in the ledger
    place = "MLI"
    unit = "household"                 # or person: what a row is
    from = "2013-02-01"                # the days of interviews
    to = "2013-02-12"
    method = "random"                  # or purposive: then there are no intervals
    [title]                            # en, fr; so too [frame] and [selection], in words
    [source]                           # code of sources.csv; en, fr, publisher, reference
    [file]                             # optional: sheet, encoding, delimiter, header_row
    [sample]                           # columns: stratum, cluster, weight, cluster_size
    [response]                         # column, complete = values of a held interview
    [strata.ML05]                      # en, fr, size = clusters in the frame
    [groups.region]                    # column, en, fr, places; [groups.region.values]
    [margins.region]                   # column, source; [margins.region.totals]
    [questions.intention]              # column(s), kind, en, fr, asked_if, non_response
    [questions.intention.answers]      # code = { en = "…", fr = "…" }
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from azalai.model.errors import InputError
from azalai.model.surveys import (
    Answer,
    Condition,
    Design,
    Group,
    LoneCluster,
    Margin,
    Method,
    Question,
    QuestionKind,
    Stratum,
)
from azalai.workspace.config import read_toml
from azalai.workspace.survey_entries import Entries


def read_design(path: Path) -> Design:
    """Read and check the design of a survey.

    Raises
    ------
    InputError
        ``file_not_found``, or a code that begins with ``survey_`` and names the entry.
    WorkspaceError
        ``bad_toml`` with the line that cannot be read.
    """
    if path.is_dir():
        raise InputError("path_is_folder", path=str(path))
    if not path.is_file():
        raise InputError("file_not_found", path=str(path))
    return _Reader(path, read_toml(path)).design()


class _Reader(Entries):
    """One design file: what its parts mean together."""

    def design(self) -> Design:
        """The whole design."""
        data = self.data
        self.keys("", data, "")
        if data.get("format") != 1 or isinstance(data["format"], bool):
            raise self.bad("format", data.get("format"), "1")
        sample, response = self.table("sample"), self.table("response")
        source = self.table("source")
        for name in ("sample", "response", "source", "file"):
            self.keys(name, self.table(name), name)
        if response and not (response.get("column") and response.get("complete")):
            raise self.missing("response.column" if response.get("complete") else
                                "response.complete")  # fmt: skip
        first, last = self.moment("from"), self.moment("to")
        if last.last < first.first:
            raise self.bad("to", data["to"], f"≥ {data['from']}")
        questions = self._questions()
        design = Design(
            id=self.code("id"),
            title=self.texts("title", self.table("title"), needed=True),
            population=self.code("population"),
            place=self.text("place", data.get("place"), needed=True),
            unit=self.choice("unit", data.get("unit", "household"), ("household", "person")),
            wave=self.text("wave", data.get("wave")),
            first=first,
            last=last,
            method=self.member("method", data.get("method", "random"), Method),
            simulated=self.yes("simulated", data.get("simulated", False)),
            same_clusters_as=self.text("same_clusters_as", data.get("same_clusters_as")),
            minimum_base=int(self.number("minimum_base", data.get("minimum_base", 30), 1, 10_000)),
            level=self.number("level", data.get("level", 0.95), 0.5, 0.999),
            frame=self.texts("frame", self.table("frame")),
            selection=self.texts("selection", self.table("selection")),
            source=self.text("source.code", source.get("code"), needed=True),
            source_names=self.names(source, "source"),
            source_publisher=self.text("source.publisher", source.get("publisher")),
            source_reference=self.text("source.reference", source.get("reference")),
            stratum=self.text("sample.stratum", sample.get("stratum")),
            cluster=self.text("sample.cluster", sample.get("cluster")),
            weight=self.text("sample.weight", sample.get("weight")),
            cluster_size=self.text("sample.cluster_size", sample.get("cluster_size")),
            lone_cluster=self.member(
                "sample.lone_cluster", sample.get("lone_cluster", "error"), LoneCluster
            ),
            response=self.text("response.column", response.get("column")),
            complete=self.listed("response.complete", response.get("complete", [])),
            strata=self._strata(),
            groups=self._groups(),
            margins=self._margins(),
            questions=questions,
        )
        self._file_options()
        self._check_sizes(design)
        return design

    # Parts

    def _strata(self) -> tuple[Stratum, ...]:
        found = []
        for code, entry in self.named("strata"):
            size = entry.get("size")
            number = None if size is None else self.number(f"strata.{code}.size", size, 1, 1e9)
            found.append(Stratum(code, self.names(entry, f"strata.{code}"), number))
        return tuple(found)

    def _groups(self) -> tuple[Group, ...]:
        return tuple(
            Group(
                code,
                self.text(f"groups.{code}.column", entry.get("column"), needed=True),
                self.names(entry, f"groups.{code}"),
                self._answers(f"groups.{code}.values", entry.get("values")),
                self.yes(f"groups.{code}.places", entry.get("places", False)),
            )
            for code, entry in self.named("groups")
        )

    def _margins(self) -> tuple[Margin, ...]:
        found = []
        for code, entry in self.named("margins"):
            field = f"margins.{code}.totals"
            totals, spread = {}, {}
            given = entry.get("totals")
            if not isinstance(given, dict) or not given:
                raise self.missing(field)
            for category, value in given.items():
                name = f"{field}.{category}"
                if isinstance(value, dict):
                    self.keys("total", value, name)
                    spread[category] = self.number(f"{name}.sd", value.get("sd", 0), 0, 1e12)
                    value = value.get("total")
                totals[category] = self.number(name, value, 1e-9, 1e12)
                if spread.get(category, 0) >= totals[category]:
                    raise self.bad(f"{name}.sd", spread[category], f"< {totals[category]:g}")
            found.append(
                Margin(
                    code,
                    self.text(f"margins.{code}.column", entry.get("column"), needed=True),
                    totals,
                    {category: sd for category, sd in spread.items() if sd},
                    self.text(f"margins.{code}.source", entry.get("source")),
                )
            )
        sums = {margin.code: sum(margin.totals.values()) for margin in found}
        for code, total in sums.items():
            first = next(iter(sums.values()))
            if abs(total - first) > 1e-6 * first:
                raise self.bad(f"margins.{code}.totals", f"Σ = {total:g}", f"Σ = {first:g}")
        return tuple(found)

    def _questions(self) -> tuple[Question, ...]:
        found: dict[str, Question] = {}
        for code, entry in self.named("questions"):
            name = f"questions.{code}"
            kind = self.member(f"{name}.kind", entry.get("kind", "single"), QuestionKind)
            answers = self._answers(f"{name}.answers", entry.get("answers"))
            column = self.text(f"{name}.column", entry.get("column"))
            columns = entry.get("columns", {})
            if not isinstance(columns, dict):
                raise self.bad(f"{name}.columns", columns, '{ code = "…" }')
            if bool(column) == bool(columns):
                raise self.missing(f"{name}.column")
            if columns:
                if kind is QuestionKind.SINGLE:
                    raise self.bad(f"{name}.columns", "…", 'kind = "multiple"')
                wanted = {answer.code for answer in answers}
                if set(columns) != wanted:
                    odd = ", ".join(sorted(set(columns) ^ wanted))
                    raise self.bad(f"{name}.columns", odd, ", ".join(sorted(wanted)))
            found[code] = Question(
                code=code,
                labels=self.names(entry, name, True),
                kind=kind,
                answers=answers,
                column=column,
                columns={key: self.text(f"{name}.columns.{key}", value, needed=True)
                         for key, value in columns.items()},
                separator=self._separator(name, entry),
                asked_if=self._condition(f"{name}.asked_if", entry.get("asked_if"), found),
                non_response=self.listed(f"{name}.non_response", entry.get("non_response", [])),
                sensitive=self.yes(f"{name}.sensitive", entry.get("sensitive", True)),
            )  # fmt: skip
        if not found:
            raise self.missing("questions")
        return tuple(found.values())

    def _separator(self, name: str, entry: Mapping[str, Any]) -> str:
        value = entry.get("separator", " ")
        if not isinstance(value, str) or not value:
            raise self.bad(f"{name}.separator", value, '" " , ";" , "|"')
        return value

    def _condition(
        self, name: str, value: object, earlier: Mapping[str, Question]
    ) -> Condition | None:
        if value is None:
            return None
        question, equals, answers = str(value).partition("=")
        codes = tuple(part.strip() for part in answers.split(",") if part.strip())
        question = question.strip()
        if not isinstance(value, str) or not equals or not codes:
            raise self.bad(name, value, "question = code, code")
        if question not in earlier:
            raise self.bad(name, question, ", ".join(earlier) or "–")
        known = [answer.code for answer in earlier[question].answers]
        for code in codes:
            if code not in known:
                raise self.bad(name, code, ", ".join(known))
        return Condition(question, codes)

    def _answers(self, name: str, value: object) -> tuple[Answer, ...]:
        if not isinstance(value, dict) or not value:
            raise self.missing(name)
        found = []
        for code, labels in value.items():
            self.check_code(f"{name}.{code}", code)
            found.append(Answer(code, self.texts(f"{name}.{code}", labels, needed=True)))
        return tuple(found)

    def _file_options(self) -> None:
        section = self.table("file")
        for key in ("sheet", "encoding", "delimiter"):
            self.text(f"file.{key}", section.get(key))
        if len(section.get("delimiter", ";")) != 1:
            raise self.bad("file.delimiter", section["delimiter"], ", ; tab |")
        self.number("file.header_row", section.get("header_row", 1), 1, 1000)

    def _check_sizes(self, design: Design) -> None:
        sizes = [item.size for item in design.strata]
        if any(sizes) and not all(sizes):
            lacking = next(item.code for item in design.strata if item.size is None)
            raise self.missing(f"strata.{lacking}.size")
        if design.strata and not design.stratum:
            raise self.missing("sample.stratum")
        if design.cluster_size and not (design.cluster and all(sizes) and sizes):
            raise self.missing("strata.….size")


def read_file_section(path: Path) -> dict[str, Any]:
    """What a design that was read says of the file itself: sheet, encoding, delimiter …"""
    section = read_toml(path).get("file", {})
    assert isinstance(section, dict)
    return section
