"""Categories (WO-18), the language a user wants (WO-19), names compared (WO-20)."""

from __future__ import annotations

import pytest

from azalai.measures.declared import measures
from azalai.model.flows import AGES, COUNT_KINDS, FIELDS, SEXES, Direction, Kind, Sensitivity
from azalai.model.names import normalise
from azalai.model.points import DayStatus, Role
from azalai.model.tables import Status
from azalai.wording import LANGUAGES, MissingTextError, Wording, language_from

EN, FR = Wording("en"), Wording("fr")


@pytest.mark.parametrize(
    ("dimension", "code", "en", "fr"),
    [
        ("nationality", "BFA", "Burkina Faso", "Burkina Faso"),
        ("next_destination", "DZA", "Algeria", "Algérie"),
        ("final_destination", "GIN", "Guinea-Conakry", "Guinée-Conakry"),
        ("departure", "CIV", "Côte d’Ivoire", "Côte d’Ivoire"),
        ("provenance", "MRT", "Mauritania", "Mauritanie"),
        ("nationality", "other", "Other", "Autres"),
        ("nationality", "unknown", "Unknown", "Inconnu"),
        ("final_destination", "europe", "Europe", "Europe"),
        ("next_destination", "inside", "Inside the country", "À l’intérieur du pays"),
        ("direction", "in", "Incoming", "Entrants"),
        ("direction", "out", "Outgoing", "Sortants"),
        ("movement_type", "long_term", "Economic, long-term (over six months)",
         "Économique, de longue durée (plus de six mois)"),
        ("movement_type", "other", "Other", "Autre"),
        ("vulnerability", "under_5", "Children under five", "Enfants de moins de cinq ans"),
        ("vulnerability", "other", "Other", "Autres"),
        ("transport", "foot", "On foot", "À pied"),
        ("sex_age", "F_minor", "girls", "filles"),
    ],
)  # fmt: skip
def test_categories(dimension: str, code: str, en: str, fr: str) -> None:
    assert EN.category(dimension, code) == en
    assert FR.category(dimension, code) == fr


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_status_of_the_model_has_a_name(lang: str) -> None:
    names = {Wording(lang).text(f"term.status.{status}") for status in Status if status}
    assert len(names) == len(Status) - 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_of_the_model_has_a_label_of_its_own(lang: str) -> None:
    wording = Wording(lang)
    lists: dict[str, tuple[str, ...]] = {
        "direction": (*Direction, "total"),
        "sex": SEXES,
        "age": AGES,
        "sex_age": tuple(f"{sex}_{age}" for sex in SEXES for age in AGES),
        "role": tuple(Role),
        "day": tuple(DayStatus),
        "sensitivity": tuple(Sensitivity),
    }
    lists |= {name: field.codes for name, field in FIELDS.items() if field.kind is Kind.CODE}
    lists |= {
        kind.dimensions[0]: kind.categories
        for kind in COUNT_KINDS.values()
        if kind.categories and len(kind.dimensions) == 1
    }
    for dimension, codes in lists.items():
        labels = {normalise(wording.category(dimension, code)) for code in codes}
        assert len(labels) == len(codes), dimension
    assert {"movement_type", "transport", "vulnerability", "reason"} <= lists.keys()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_measure_and_its_dimensions_have_a_name(lang: str) -> None:
    wording = Wording(lang)
    declared = measures()
    assert "nationalities" in declared
    for name, measure in declared.items():
        assert wording.text(f"term.measure.{name}")
        for dimension in measure.dimensions:
            assert wording.text(f"term.dimension.{dimension}")


def test_a_category_that_nobody_named_is_an_error_of_the_program() -> None:
    with pytest.raises(MissingTextError):
        EN.category("transport", "hovercraft")


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "fr-ML"}, "fr"),
        ({"LANG": "FR_fr@euro"}, "fr"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "ar_ML.UTF-8"}, "en"),
        ({"LANG": "frisian"}, "en"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "fr_FR.UTF-8"}, "en"),
        ({"LC_MESSAGES": "fr_FR", "LANG": "en_US"}, "fr"),
        ({"LC_ALL": "", "LANG": "fr_FR"}, "fr"),
        ({"AZALAI_LANG": "fr", "LC_ALL": "en_GB"}, "fr"),
        ({"AZALAI_LANG": "xx", "LANG": "fr_FR"}, "en"),
    ],
)
def test_the_language_a_user_wants(environment: dict[str, str], lang: str) -> None:
    assert language_from(environment) == lang


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sévaré", "SEVARE"),
        ("Ségou", "segou"),
        ("Côte d'Ivoire", "cote-d’ivoire"),
        ("Place  Kidal", "place_kidal"),
        ("Ménaka", "Me\u0301naka"),
        ("Bordj\u00a0Badji", "Bordj Badji"),
        ("R.D.C.", "rdc"),
        ("Straße", "STRASSE"),
    ],
)
def test_names_that_are_one(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


def test_names_that_are_two() -> None:
    assert normalise("Niger") != normalise("Nigeria")
    assert normalise("تمبكتو") != normalise("غاو")
    assert normalise("تمبكتو")
