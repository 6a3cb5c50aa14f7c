"""Every rule is told of.

CK-10  every rule stands on the page of checks, with its severity and whether it can be accepted
CK-11  every rule has a sentence in every language, which its findings can fill
CK-12  what cannot be true can never be accepted
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from azalai.checks import Finding, Rule, Scope, Severity, is_waivable, rules, said
from azalai.wording import LANGUAGES, Wording

PAGE = (Path(__file__).parents[2] / "docs" / "checks.md").read_text(encoding="utf-8")
LINES = {
    cells[1].strip("` "): [cell.strip() for cell in cells[2:-1]]
    for cells in (line.split("|") for line in PAGE.splitlines() if line.startswith("| `"))
}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_ck10_every_rule_stands_on_the_page(rule: Rule) -> None:
    cells = LINES[rule.code]
    assert cells[1] == rule.severity
    if rule.code != "missing_value":
        assert cells[2] == ("yes" if rule.waivable else "no")


def test_ck10_the_page_tells_of_every_finding_and_no_other() -> None:
    texts = Path(__file__).parents[2] / "src/azalai/packs/locales/en/errors.po"
    spoken = re.findall(r'msgid "finding\.(\w+)"', texts.read_text(encoding="utf-8"))
    told = {*spoken} - {*LINES}
    assert {rule.code for rule in rules()} <= {*LINES}
    # What corrections find is told on their own page.
    assert {*LINES} <= {*spoken}, {*LINES} - {*spoken}
    assert all(code not in {rule.code for rule in rules()} for code in told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_ck11_every_rule_speaks(rule: Rule, language: str) -> None:
    finding = Finding(
        row=7, rule=rule.code, severity=rule.severity, field="persons", value="12", expected="34"
    )
    month = Finding(
        row=0, rule=rule.code, severity=rule.severity, field="persons", value="12",
        expected="34", record="F-9", point="ML-gogui", day="2020-06-03",
    )  # fmt: skip
    wording = Wording(language)
    if rule.scope is Scope.FILE:
        assert "7" in said(finding, wording) or rule.code == "passage_inside"
    if rule.scope is Scope.MONTH or rule.again:
        sentence = said(month, wording)
        assert "{" not in sentence
        assert any(told in sentence for told in ("F-9", "ML-gogui"))
        if "{day}" in sentence:
            assert wording.date(date(2020, 6, 3)) in sentence


def test_ck12_what_cannot_be_true_is_never_accepted() -> None:
    impossible = {
        "parts_exceed_group", "cells_short_of_group", "missing_value", "future_date",
        "repeated_id", "bad_date", "not_a_count", "negative_count", "unknown_point", "broken_row",
    }  # fmt: skip
    assert not [code for code in impossible if is_waivable(code)]
    assert is_waivable("outside_opening")
    assert is_waivable("unusual_group")


def test_severities_are_ordered() -> None:
    assert sorted(Severity, key=lambda item: item.rank) == ["note", "warning", "error"]
