"""The door of a new language: a folder of catalogues makes the program speak it."""

from __future__ import annotations

from typing import Any


def test_the_page_leads_to_a_new_language(checkout: Any) -> None:
    ran = checkout.page("new-language.md")
    assert "passed" in ran[-1].out


def test_what_is_missing_is_named(checkout: Any) -> None:
    checkout.page("new-language.md")
    catalogue = checkout.folder / "src/azalai/packs/locales/pt/errors.po"
    text = catalogue.read_text(encoding="utf-8")
    before, found, after = text.partition('msgid "error.month_open"\n')
    assert found
    catalogue.write_text(before + after.partition("\n\n")[2], encoding="utf-8")
    refused = checkout.run("python -m pytest tests/wording/test_catalogues.py")
    assert refused.code != 0
    assert "error.month_open" in refused.out


def test_a_value_that_a_translation_forgets_is_named(checkout: Any) -> None:
    checkout.page("new-language.md")
    catalogue = checkout.folder / "src/azalai/packs/locales/pt/cli.po"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(
        text.replace("{persons} registadas", "muitas registadas"), encoding="utf-8"
    )
    refused = checkout.run("python -m pytest tests/wording/test_catalogues.py")
    assert refused.code != 0
    assert "cli.import.done" in refused.out


def test_countries_without_a_translated_name_are_named_in_english(checkout: Any) -> None:
    checkout.page("new-language.md")
    asked = checkout.run(
        "python -c 'from azalai.wording import Wording\n"
        'print(Wording("pt").country("CIV", "in"))\''
    )
    assert (asked.code, asked.out) == (0, "Côte d’Ivoire\n"), asked.err
