"""Every rule is told of.

CK-10  every rule stands on the page of checks, with its severity and whether it can be accepted
CK-11  every rule has a sentence in every language, which its findings can fill
CK-12  what cannot be true can never be accepted
CK-13  a sentence says days as dates of its language, though the finding holds them as ISO days
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_ck10_the_page_tells_of_every_finding_and_no_other(language: str) -> None:
    texts = Path(__file__).parents[2] / "src/azalai/packs/locales" / language / "errors.po"
    # `finding.no_role.record` is another sentence of `no_role`.
    spoken = {*re.findall(r'msgid "finding\.(\w+)[".]', texts.read_text(encoding="utf-8"))}
    assert spoken == {*LINES}
    assert {rule.code for rule in rules()} <= spoken


def test_ck10_no_finding_stands_twice_on_the_page() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", PAGE, flags=re.MULTILINE)
    assert len(listed) == len({*listed})


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


@pytest.mark.parametrize(
    ("rule", "value", "expected", "english", "french"),
    [
        ("future_date", "2020-07-11", "2020-07-10",
         "11 July 2020 lies after today, 10 July 2020",
         "le 11 juillet 2020 est postérieur à aujourd’hui, le 10 juillet 2020"),
        ("outside_opening", "2019-12-31", "2020-01-01 – ",
         "on 31 December 2019 the point was not open (open: since 1 January 2020)",
         "le 31 décembre 2019, le point n’était pas ouvert"
         " (ouvert\u00a0: depuis le 1er janvier 2020)"),
        ("outside_opening", "2021-01-02", "2020-01-01 – 2020-12-31",
         "on 2 January 2021 the point was not open (open: 1 January 2020 – 31 December 2020)",
         "le 2 janvier 2021, le point n’était pas ouvert"
         " (ouvert\u00a0: 1er janvier 2020 – 31 décembre 2020)"),
        ("no_role", "ML-gogui", "2020-06-01",
         "gives ML-gogui no role on 1 June 2020",
         "ne donne pas de rôle à ML-gogui le 1er juin 2020"),
    ],
)  # fmt: skip
def test_ck13_days_are_said_as_dates(
    rule: str, value: str, expected: str, english: str, french: str
) -> None:
    found = Finding(
        row=7, rule=rule, severity=Severity.ERROR, field="date", value=value, expected=expected
    )
    assert english in said(found, Wording("en"))
    assert french in said(found, Wording("fr"))
