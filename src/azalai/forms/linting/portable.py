"""Where ODK Collect (JavaRosa) and the page in the browser (Web Forms) part ways."""

from __future__ import annotations

import re
from typing import Final

from azalai.forms.linting.form import FORMULAS, Form
from azalai.forms.linting.remarks import Found, Rule, Severity

_ONLY_PHONES: Final = {"audit", "background-audio", "background-geopoint"}
_PHONE_FACTS: Final = {"phonenumber", "simserial", "subscriberid", "email", "username", "deviceid"}
_MARKUP: Final = re.compile(r"^\s*(>|#{1,6}\s)")
_SUM: Final = re.compile(r"\bsum\(\s*\$\{([^}]+)\}\s*\)")
_NUMBERED: Final = re.compile(r"instance\([^)]*\)/root/item\s*\[\s*\d+\s*\]")
_ONLY_COLLECT: Final = re.compile(r"\b(pulldata|search|jr:choice-name|indexed-repeat)\s*\(")
_NUMBERS: Final = ("integer", "decimal", "range")


def markup(form: Form) -> Found:
    """A label that begins with a Markdown sign is blank, or large, in the browser."""
    for row in form.rows:
        for text in row.texts("label").values():
            if _MARKUP.search(text):
                yield "survey", row.number, row.name, text
    for listed, row in form.choices:
        for text in row.texts("label").values():
            if _MARKUP.search(text):
                yield "choices", row.number, f"{listed}/{row.name}", text


def time_in_name(form: Form) -> Found:
    """A time in the record's name shows as a date on phones, with an offset in browsers."""
    said = form.settings.get("instance_name", "")
    for name in re.findall(r"\$\{([^}]+)\}", said):
        row = form.by_name.get(name)
        if row is not None and row.type in ("time", "datetime", "start", "end"):
            yield "settings", "2", "instance_name", f"${{{name}}}"
    if "now()" in said:
        yield "settings", "2", "instance_name", "now()"


def sum_of_blanks(form: Form) -> Found:
    """A sum over answers that may be blank is no number until all are given."""
    for row in form.rows:
        for column in FORMULAS:
            for name in _SUM.findall(row.cell(column)):
                asked = form.by_name.get(name)
                if asked is not None and asked.type in _NUMBERS and not asked.cell("default"):
                    yield "survey", row.number, row.name, f"sum(${{{name}}})"


def only_phones(form: Form) -> Found:
    """A type of question that no browser has."""
    for row in form.rows:
        if row.type in _ONLY_PHONES:
            yield "survey", row.number, row.name or row.type, row.type


def phone_facts(form: Form) -> Found:
    """What Collect knows of the phone; in the browser it is blank."""
    for row in form.rows:
        if row.type in _PHONE_FACTS:
            yield "survey", row.number, row.name, row.type


def numbered_row(form: Form) -> Found:
    """``item[1]`` of a list from a file is blank on phones."""
    for row in form.rows:
        for column in FORMULAS:
            for said in _NUMBERED.findall(row.cell(column)):
                yield "survey", row.number, row.name, said


def only_collect(form: Form) -> Found:
    """Functions that Collect adds to the engine."""
    for row in form.rows:
        for column in (*FORMULAS, "appearance"):
            for said in _ONLY_COLLECT.findall(row.cell(column)):
                yield "survey", row.number, row.name, f"{said}()"


def old_list(form: Form) -> Found:
    """``select_one_external`` and its itemsets.csv."""
    for row in form.rows:
        if row.type == "select_one_external":
            yield "survey", row.number, row.name, row.type


def last_saved(form: Form) -> Found:
    """The answer of the record before: only Collect remembers it."""
    for row in form.rows:
        for column in FORMULAS:
            if "${last-saved#" in row.cell(column):
                yield "survey", row.number, row.name, row.cell(column)


def seals(form: Form) -> Found:
    """An encrypted form cannot be filled in in the browser, nor reviewed on the server."""
    if form.settings.get("public_key"):
        yield "settings", "2", "public_key", form.settings["public_key"][:20] + "…"


def elsewhere(form: Form) -> Found:
    """A form that sends its records to another address."""
    if form.settings.get("submission_url"):
        yield "settings", "2", "submission_url", form.settings["submission_url"]


def same_but_case(form: Form) -> Found:
    """Names that differ only in case are one column in many tables."""
    seen: dict[str, str] = {}
    for row in form.rows:
        if not row.name or row.type.startswith("end"):
            continue
        other = seen.setdefault(row.name.casefold(), row.name)
        if other != row.name:
            yield "survey", row.number, row.name, other


RULES: Final = (
    Rule("markup", Severity.ERROR, markup),
    Rule("time_in_name", Severity.WARNING, time_in_name),
    Rule("sum_of_blanks", Severity.WARNING, sum_of_blanks),
    Rule("only_phones", Severity.WARNING, only_phones),
    Rule("phone_facts", Severity.NOTE, phone_facts),
    Rule("numbered_row", Severity.ERROR, numbered_row),
    Rule("only_collect", Severity.WARNING, only_collect),
    Rule("old_list", Severity.ERROR, old_list),
    Rule("last_saved", Severity.NOTE, last_saved),
    Rule("seals", Severity.WARNING, seals),
    Rule("elsewhere", Severity.ERROR, elsewhere),
    Rule("same_but_case", Severity.ERROR, same_but_case),
)
