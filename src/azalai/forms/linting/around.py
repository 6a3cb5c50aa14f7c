"""What stands around the questions: languages, versions, lists from files, the mapping."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any, Final

from azalai.forms.linting.form import Form, Row
from azalai.forms.linting.remarks import Found, Rule, Severity
from azalai.forms.outline import language_code

_XML_NAME: Final = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_WANTED: Final = ("en", "fr", "ar")
_SILENT: Final = ("calculate", "hidden", "start", "end", "today", "deviceid", "audit", "username",
                  "csv-external", "xml-external", "phonenumber", "simserial", "subscriberid",
                  "email", "start-geopoint", "background-audio")  # fmt: skip


def untranslated(form: Form) -> Found:
    """A text that one language has and another lacks: there it shows as “-” or in another one."""
    languages = set(form.languages)
    if len(languages) < 2:
        return
    for row in form.rows:
        if row.type in _SILENT:
            continue
        for kind in ("label", "hint", "constraint_message"):
            said = set(row.texts(kind))
            if said and said != languages:
                missing = ", ".join(sorted(code or "–" for code in languages - said))
                yield "survey", row.number, row.name, missing
    for name, row in form.choices:
        said = set(row.texts("label"))
        if languages - said:
            missing = ", ".join(sorted(code or "–" for code in languages - said))
            yield "choices", row.number, f"{name}/{row.name}", missing


def language_lacks(form: Form) -> Found:
    """The form does not speak English, French and Arabic."""
    for code in _WANTED:
        if code not in form.languages:
            yield "survey", "1", "label", code


def nameless_language(form: Form) -> Found:
    """A language without its code in brackets: phones and pages cannot choose it by themselves."""
    for header in (form.tables.get("survey") or [[]])[0]:
        kind, _, language = header.partition("::")
        named = language.strip()
        if kind.strip() == "label" and named and language_code(named) in (named, ""):
            yield "survey", "1", header, named


def no_version(form: Form) -> Found:
    """Without a version phones cannot tell one form from the next."""
    if not form.settings.get("version"):
        yield "settings", "2", "version", ""


def no_record_name(form: Form) -> Found:
    """Without a name of its own every record is called like the form."""
    if not form.settings.get("instance_name"):
        yield "settings", "2", "instance_name", ""


def _from_files(form: Form) -> Iterator[tuple[Row, str]]:
    for row in form.rows:
        if row.type.endswith("_from_file") and row.target:
            yield row, row.target.split()[0]


def file_header(form: Form) -> Found:
    """A header of a list that is no XML name: the form does not open in the browser."""
    for name, content in form.files.items():
        if name.lower().endswith(".csv"):
            for header in _header(content):
                if not _XML_NAME.fullmatch(header):
                    yield name, "1", header, header


def file_lacks(form: Form) -> Found:
    """A list that the form reads and nobody has given, or without the column it is to show."""
    for row, name in _from_files(form):
        if name not in form.files:
            yield "survey", row.number, row.name, name
            continue
        if not name.lower().endswith(".csv"):
            continue
        said = dict(part.split("=", 1) for part in row.cell("parameters").split() if "=" in part)
        header = _header(form.files[name])
        for column in (said.get("value", "name"), said.get("label", "label")):
            if column not in header:
                yield "survey", row.number, row.name, f"{name}: {column}"


def mapping_lacks(form: Form) -> Found:
    """A column that the mapping names and the form does not have."""
    if form.mapping is None or not form.columns:
        return
    for section, column in named_columns(form.mapping):
        if column not in form.columns and column not in _texts(form.mapping.get("optional")):
            yield "mapping.toml", "", section, column


def named_columns(mapping: Any) -> Iterator[tuple[str, str]]:
    """Every column that a mapping names, with the place where it names it."""
    for field, said in dict(mapping.get("columns", {})).items():
        choices = said if isinstance(said, list) else [said]
        yield f"columns.{field}", str(choices[0])
    for section in ("wide", "yes_no"):
        for kind, entries in dict(mapping.get(section, {})).items():
            for column in entries:
                if column != "*":
                    yield f"{section}.{kind}", column
    for column in dict(mapping.get("cells", {})):
        yield "cells", column
    for kind, entries in dict(mapping.get("repeat", {})).items():
        for name in ("key", "of", "category", "sex", "age", "persons"):
            if name in entries:
                yield f"repeat.{kind}.{name}", entries[name]


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _header(content: bytes) -> list[str]:
    text = content.decode("utf-8-sig", "replace")
    return next(csv.reader(io.StringIO(text)), [])


RULES: Final = (
    Rule("no_version", Severity.ERROR, no_version),
    Rule("file_header", Severity.ERROR, file_header),
    Rule("file_lacks", Severity.ERROR, file_lacks),
    Rule("mapping_lacks", Severity.ERROR, mapping_lacks),
    Rule("untranslated", Severity.WARNING, untranslated),
    Rule("nameless_language", Severity.WARNING, nameless_language),
    Rule("language_lacks", Severity.NOTE, language_lacks),
    Rule("no_record_name", Severity.NOTE, no_record_name),
)
