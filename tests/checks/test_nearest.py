"""The nearest known spelling.

CK-01  of all single-edit misspellings of points and countries, in English and in French, at least
       95 % get the right proposal, and none a wrong one
CK-02  where two names are equally near, or the word is another known name, nothing is proposed
"""

from __future__ import annotations

import random
import string
from collections.abc import Iterator

import pytest

from azalai.intake.nearest import suggest
from azalai.intake.values import Problem, read_country
from azalai.model.names import normalise
from azalai.workspace.packs import countries, country_spellings, example
from azalai.workspace.register import read_register

CHANCE = random.Random(20)


def misspellings(name: str) -> Iterator[str]:
    """Every insertion, deletion, substitution and transposition of a lower-case letter."""
    word = name.casefold()
    for at in range(len(word) + 1):
        for letter in string.ascii_lowercase:
            yield word[:at] + letter + word[at:]
            yield word[:at] + letter + word[at + 1 :]
        yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]


def share(names: list[tuple[str, str]], spellings: dict[str, str], most: int) -> tuple[float, int]:
    """Share of misspellings whose proposal is right, and how many proposals are wrong.

    Of each name at most so many are tried, drawn by a seed; for all of them the share is the same.
    """
    cases = right = wrong = 0
    for name, code in names:
        # What is another known name (or still this one) is no misspelling.
        words = sorted({w for w in misspellings(name) if normalise(w) not in spellings})
        for word in CHANCE.sample(words, min(len(words), most)):
            said = suggest(word, spellings)
            cases += 1
            right += said == code
            wrong += said not in ("", code)
    assert cases > 0.9 * most * len(names)
    return right / cases, wrong


@pytest.mark.parametrize("language", [0, 1], ids=["en", "fr"])
def test_ck01_countries(language: int) -> None:
    names = [(item.names[language], item.alpha3) for item in countries().values()]
    found, wrong = share(names, country_spellings(), most=60)
    assert found >= 0.95
    assert wrong == 0


@pytest.mark.parametrize("language", ["en", "fr"])
def test_ck01_points_of_the_mali_register(language: str) -> None:
    register = read_register(example("mali_2020"))
    names = [(point.name(language), point.code) for point in register.points.values()]
    found, wrong = share(names, register.spellings, most=200)
    assert found >= 0.95
    assert wrong == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Burkina Fasso", "BFA"),
        ("Bukrina-Faso", "BFA"),
        ("COTE D IVOIRRE", "CIV"),
        ("Guinée Bisau", "GNB"),
        ("Centrafriqe", "CAF"),
        ("Algéri", "DZA"),
        ("Mauritaanie", "MRT"),
        ("Irax", ""),  # Iran and Iraq are equally near
        ("Nigera", ""),  # Niger and Nigeria
        ("MLJ", ""),  # a code is one edit from a dozen others
        ("Xyzzy", ""),
        ("Malli", "MLI"),
        ("Mxlx", ""),  # two edits of four letters
        ("", ""),
        ("?" * 5, ""),
        ("une phrase qui parle longuement du Burkina Faso et d'autres choses", ""),
    ],
)
def test_ck02_what_is_proposed(text: str, code: str) -> None:
    answer = read_country(text)
    assert isinstance(answer, Problem)
    assert answer == Problem("unknown_country", code)


def test_ck02_a_known_name_is_never_corrected() -> None:
    assert read_country("Niger") == "NER"
    assert read_country("nigéria") == "NGA"
