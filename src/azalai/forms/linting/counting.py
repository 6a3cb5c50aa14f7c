"""What lets a wrong count through, or asks for what flow monitoring must not know."""

from __future__ import annotations

import re
from typing import Final

from azalai.forms.linting.form import Form
from azalai.forms.linting.remarks import Found, Rule, Severity
from azalai.model.names import normalise

_UNKNOWN: Final = {"unknown", "dnk", "dk", "pnta", "nsp", "na", "nr", "none", "no answer", "99",
                   "98", "aucun", "inconnu", "ne sait pas"}  # fmt: skip
_LOWEST: Final = re.compile(r"\.\s*>=?\s*[-\d$]|\.\s*>|<=?\s*\.")
_LATEST: Final = re.compile(r"\.\s*<=?\s*(?:date\()?(today\(\)|now\(\)|\$\{)")
_PEOPLE: Final = re.compile(
    r"(^|_)(first_?name|last_?name|surname|full_?name|nom_de_famille|prenom|phone|telephone|tel|"
    r"passport|id_?number|id_?card|birth_?date|date_of_birth|dob|"
    r"(driver|travell?er|respondent|person|head|chief|owner)s?_name|"
    r"nom_(du_|de_l_?)?(chauffeur|voyageur|repondant|chef|proprietaire))($|_)"
)
_PEOPLE_ASKED: Final = re.compile(
    r"\b((first|last|full|family)[ -]names?|surname|(phone|passport|identity card) number|"
    r"names? of the (driver|travell?er|respondent|person|head|chief|owner)|date of birth|"
    r"nom de famille|prénoms?|noms? (du |de la |de l.|des )(chauffeur|conducteur|voyageu|personne|"
    r"répondant|chef|propriétaire)|numéro de (téléphone|passeport)|date de naissance)",
    re.IGNORECASE,
)
_LARGE_LIST: Final = 500


def not_alone(form: Form) -> Found:
    """“Unknown” can be ticked together with an answer."""
    for row in form.rows:
        if row.type != "select_multiple":
            continue
        listed = form.list_of(row)
        for name, choice in form.choices:
            unknown = normalise(choice.name) in _UNKNOWN
            if name == listed and unknown and choice.name not in row.cell("constraint"):
                yield "survey", row.number, row.name, choice.name


def below_zero(form: Form) -> Found:
    """A number without a lowest value."""
    for row in form.rows:
        if row.type in ("integer", "decimal") and not _LOWEST.search(row.cell("constraint")):
            yield "survey", row.number, row.name, row.cell("constraint")


def in_future(form: Form) -> Found:
    """A day without a last day it may be."""
    for row in form.rows:
        if row.type in ("date", "datetime"):
            said = row.cell("constraint")
            if not _LATEST.search(said) and "${" not in said:
                yield "survey", row.number, row.name, said


def names_people(form: Form) -> Found:
    """A question that seems to ask who somebody is: a group carries no identity."""
    for row in form.rows:
        if row.type not in ("text", "integer", "date", "image"):
            continue
        if _PEOPLE.search(row.name.lower()) or any(
            map(_PEOPLE_ASKED.search, row.texts("label").values())
        ):
            yield "survey", row.number, row.name, row.name


def no_message(form: Form) -> Found:
    """A constraint that does not say what is wrong."""
    for row in form.rows:
        if row.cell("constraint") and not row.texts("constraint_message"):
            yield "survey", row.number, row.name, row.cell("constraint")


def large_list(form: Form) -> Found:
    """A list so long that it belongs into a file."""
    sizes: dict[str, int] = {}
    for name, _ in form.choices:
        sizes[name] = sizes.get(name, 0) + 1
    for name, size in sizes.items():
        if size > _LARGE_LIST:
            yield "choices", "", name, str(size)


def spaced_choice(form: Form) -> Found:
    """A value with a space is two answers where several may be chosen."""
    for name, row in form.choices:
        if " " in row.name:
            yield "choices", row.number, f"{name}/{row.name}", row.name


def twice(form: Form) -> Found:
    """A value that stands twice in a list: two answers that nobody can tell apart."""
    allowed = form.settings.get("allow_choice_duplicates", "").lower() in ("yes", "true")
    seen: set[tuple[str, str]] = set()
    for name, row in form.choices:
        if (name, row.name) in seen and not allowed:
            yield "choices", row.number, f"{name}/{row.name}", row.name
        seen.add((name, row.name))


RULES: Final = (
    Rule("not_alone", Severity.WARNING, not_alone),
    Rule("below_zero", Severity.WARNING, below_zero),
    Rule("in_future", Severity.WARNING, in_future),
    Rule("names_people", Severity.WARNING, names_people),
    Rule("no_message", Severity.NOTE, no_message),
    Rule("large_list", Severity.WARNING, large_list),
    Rule("spaced_choice", Severity.ERROR, spaced_choice),
    Rule("twice", Severity.ERROR, twice),
)
