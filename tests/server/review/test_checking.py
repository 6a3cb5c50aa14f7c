"""Findings of what has arrived: the rules of a file import, by record, within moments."""

from __future__ import annotations

import time
from datetime import date

from azalai.server.models import Finding, Mission, State, Submission
from azalai.server.review import checking, states
from tests.server import filling

DAY = date(2020, 6, 3)


def test_a_clean_day_has_no_findings(mission: Mission) -> None:
    filling.fill_day(mission, DAY, groups=4)
    assert checking.check_pending() == 20
    assert checking.check_pending() == 0
    assert not Finding.objects.filter(severity="error").exists()
    assert Submission.objects.filter(states.clean()).count() >= 18


def test_what_cannot_be_true_is_an_error_of_its_record(mission: Mission) -> None:
    filling.fill_day(mission, DAY, ["ML-gogui"], 3)
    wrong = filling.group(1) | {"persons": 5, "men": 9, "women": 0, "boys": 0, "girls": 0,
                                "nationality": {"MLI": 7}, "under_5": 0}  # fmt: skip
    bad = filling.send(mission, "ML-gogui", DAY, wrong)
    nowhere = filling.send(mission, "Tessalit", DAY, filling.group(2))
    late = filling.send(mission, "ML-gogui", date(2099, 1, 1), filling.group(3))
    checking.check_pending()
    found = {
        (one.submission_id, one.rule, one.field) for one in Finding.objects.filter(severity="error")
    }
    assert (bad.submission_id, "parts_exceed_group", "sex_age") in found
    assert (bad.submission_id, "parts_exceed_group", "nationality") in found
    assert (nowhere.submission_id, "unknown_point", "visit-point") in found
    assert {one for one, rule, _ in found if rule == "future_date"} == {late.submission_id}
    assert {one for one, _, _ in found} == {
        bad.submission_id, nowhere.submission_id, late.submission_id
    }  # fmt: skip


def test_reviewable_the_same_minute(mission: Mission) -> None:
    filling.fill_day(mission, DAY, groups=40)
    begun = time.monotonic()
    receipt = filling.send(mission, "ML-gogui", DAY, filling.group(9) | {"persons": 1})
    while checking.check_pending():
        pass
    seconds = time.monotonic() - begun
    assert Finding.objects.filter(submission=receipt.submission_id, severity="error").exists()
    assert seconds < 60


def test_unknown_form_says_what_to_do(mission: Mission) -> None:
    receipt = filling.send(mission, "ML-gogui", DAY, filling.group(1), form_id="nobody_knows")
    checking.check_pending()
    finding = Finding.objects.get(submission=receipt.submission_id)
    assert (finding.rule, finding.severity) == ("unknown_form", "error")
    record = Submission.objects.get(pk=receipt.submission_id)
    assert states.obstacles(record) == ["errors"]
    assert not states.may_dismiss(finding)


def test_a_mapping_that_does_not_fit_is_one_finding(mission: Mission) -> None:
    form = filling.flow_form(mission)
    form.mapping = 'format = 1\n[columns]\ndate = "nowhere"\npoint = "visit-point"\n'
    form.save()
    filling.fill_day(mission, DAY, ["ML-gogui"], 2)
    checking.check_pending()
    assert [one.rule for one in Finding.objects.all()] == ["mapping_fails"] * 2


def test_new_content_is_checked_again_and_reopens(mission: Mission) -> None:
    answers = filling.group(1)
    first = filling.send(mission, "ML-gogui", DAY, answers, instance_id="uuid:a")
    filling.approve_all(mission)
    record = Submission.objects.get(pk=first.submission_id)
    assert record.state == State.APPROVED
    worse = answers | {"men": answers["men"] + 50}
    filling.send(mission, "ML-gogui", DAY, worse, instance_id="uuid:b", deprecated_id="uuid:a")
    record.refresh_from_db()
    assert record.state == State.IN_REVIEW
    checking.check_pending()
    assert record.findings.filter(rule="parts_exceed_group").exists()
    filling.send(mission, "ML-gogui", DAY, answers, instance_id="uuid:c", deprecated_id="uuid:b")
    checking.check_pending()
    assert not record.findings.filter(severity="error").exists()
