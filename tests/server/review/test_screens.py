"""The screens of the review, as a browser without scripts uses them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.test import Client

from azalai.server.models import Content, Mission, Origin, Role, State, Submission, User
from azalai.server.review import checking
from tests.server import filling

DAY = date(2020, 6, 3)
People = Callable[..., User]
Browser = Callable[..., Client]


@pytest.fixture
def officer(person: People, browser: Browser, mission: Mission) -> Client:
    return browser(person("awa", Role.COUNTRY_OFFICER, mission))


def record_of(receipt: object) -> Submission:
    return Submission.objects.get(pk=receipt.submission_id)  # type: ignore[attr-defined]


def fields_of(page: str) -> list[tuple[str, str]]:
    """What a browser would send of the page's edit form."""
    form = page[page.index("novalidate") :]
    form = form[: form.index("</form>")]
    found: list[tuple[str, str]] = []
    pattern = (
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"'
        r'|<input id="[^"]*" name="(a:[^"]+)" type="\w+" value="([^"]*)"'
        r'|<select id="[^"]*" name="(a:[^"]+)">(.*?)</select>'
        r'|<input type="checkbox" name="(a:[^"]+)" value="([^"]*)" checked'
    )
    for hit in re.finditer(pattern, form, re.DOTALL):
        if hit[1]:
            found.append((hit[1], unescape(hit[2])))
        elif hit[3]:
            found.append((hit[3], unescape(hit[4])))
        elif hit[5]:
            chosen = re.search(r'value="([^"]*)" selected', hit[6])
            found.append((hit[5], unescape(chosen[1]) if chosen else ""))
        elif hit[7]:
            found.append((hit[7], unescape(hit[8])))
    return found


def post_of(pairs: list[tuple[str, str]], **changes: str) -> dict[str, list[str]]:
    data: dict[str, list[str]] = {}
    for name, value in pairs:
        data.setdefault(name, []).append(value)
    return data | {name.replace("__", ":"): [value] for name, value in changes.items()}


def test_queue_shows_points_and_days_by_state(officer: Client, mission: Mission) -> None:
    filling.fill_day(mission, DAY, ["ML-gogui", "ML-wabaria"], 3)
    checking.check_pending()
    page = officer.get("/m/mli/queue").content.decode()
    assert "3 June 2020" in page
    assert "Gogui" in page
    assert "3 received" in page
    assert "6 records wait for a decision" in page
    one = officer.get("/m/mli/queue", {"point": "ML-gogui"}).content.decode()
    assert "3 records wait for a decision" in one
    french = officer.get("/m/mli/queue", headers={"Accept-Language": "fr"}).content.decode()
    assert "3 juin 2020" in french


def test_approving_the_clean_of_a_day(officer: Client, mission: Mission) -> None:
    filling.fill_day(mission, DAY, ["ML-gogui"], 3)
    bad = filling.send(mission, "ML-gogui", DAY, filling.group(7) | {"persons": 1, "men": 4})
    checking.check_pending()
    page = officer.get("/m/mli/queue/day", {"day": "2020-06-03", "point": "ML-gogui"})
    assert "Approve the 3 that are clean" in page.content.decode()
    answer = officer.post(
        "/m/mli/queue/day/move", {"day": "2020-06-03", "point": "ML-gogui", "to": "clean"}
    )
    assert answer.status_code == 302
    states = Submission.objects.values_list("state", flat=True)
    assert sorted(states) == ["approved", "approved", "approved", "received"]
    assert record_of(bad).state == State.RECEIVED


def test_return_writes_the_message_and_goes_on(officer: Client, mission: Mission) -> None:
    first, second = filling.fill_day(mission, DAY, ["ML-gogui"], 2)
    checking.check_pending()
    address = f"/m/mli/records/{first.submission_id}"
    assert officer.post(f"{address}/move", {"to": "returned"}).status_code == 400
    answer = officer.post(f"{address}/move", {"to": "returned", "reason": "Whose bus?"})
    assert answer["Location"] == f"/m/mli/records/{second.submission_id}"
    note = record_of(first).notes.get()
    assert (note.text, note.to_enumerator) == ("Whose bus?", True)
    assert "Whose bus?" in officer.get(address).content.decode()


def test_edit_becomes_a_new_content_and_is_checked(officer: Client, mission: Mission) -> None:
    answers = filling.group(4) | {
        "persons": 10, "men": 5, "women": 3, "boys": 1, "girls": 1, "under_5": 1,
        "nationality": {"MLI": 6, "BFA": 4}, "departure": "BFA",
    }  # fmt: skip
    receipt = filling.send(mission, "ML-gogui", DAY, answers)
    checking.check_pending()
    address = f"/m/mli/records/{receipt.submission_id}"
    page = officer.get(f"{address}/edit").content.decode()
    pairs = fields_of(page)
    unchanged = officer.post(f"{address}/edit", post_of(pairs, reason="none"))
    assert "Nothing was changed" in unchanged.content.decode()
    data = post_of(pairs, **{"a__sex_age/men": "9", "a__journey/departure": "NER",
                             "reason": "Counted again"})  # fmt: skip
    assert officer.post(f"{address}/edit", data).status_code == 302
    record = record_of(receipt)
    assert record.contents.count() == 2
    assert record.content is not None
    assert (record.content.origin, record.content.reason) == (Origin.EDIT, "Counted again")
    # The code that tables are made of is computed anew.
    assert record.summary["departure"] == "NER"
    assert record.summary["sex_age/M/adult"] == "9"
    assert record.summary["nationality/BFA"] == "4"
    assert record.findings.filter(rule="parts_exceed_group", severity="error").exists()
    shown = officer.get(address).content.decode()
    assert "Counted again" in shown
    assert "<del>5</del> → <ins>9</ins>" in shown


def test_rows_of_a_repeat_come_and_go_without_scripts(officer: Client, mission: Mission) -> None:
    answers = filling.group(4) | {
        "persons": 10, "men": 5, "women": 3, "boys": 1, "girls": 1, "under_5": 0,
        "nationality": {"MLI": 6, "BFA": 4},
    }  # fmt: skip
    receipt = filling.send(mission, "ML-gogui", DAY, answers)
    address = f"/m/mli/records/{receipt.submission_id}/edit"
    pairs = fields_of(officer.get(address).content.decode())
    page = officer.post(address, post_of(pairs, drop="nationalities[1]")).content.decode()
    assert "nationalities[1]/" not in page
    page = officer.post(address, post_of(fields_of(page), add="nationalities")).content.decode()
    assert 'value="nationalities[3]"' in page
    data = post_of(
        fields_of(page),
        **{"a__nationalities[3]/one/nationality": "SEN",
           "a__nationalities[3]/one/nationality_persons": "6", "reason": "Senegalese"},
    )  # fmt: skip
    assert officer.post(address, data).status_code == 302
    summary = record_of(receipt).summary
    assert {k: v for k, v in summary.items() if k.startswith("nationality/")} == {
        "nationality/BFA": "4", "nationality/SEN": "6",
    }  # fmt: skip


def test_two_edits_of_one_content_meet(
    officer: Client, mission: Mission, person: People, browser: Browser
) -> None:
    receipt = filling.send(mission, "ML-gogui", DAY, filling.group(4))
    address = f"/m/mli/records/{receipt.submission_id}"
    other = browser(person("issa", Role.COUNTRY_OFFICER, mission))
    pairs = fields_of(officer.get(f"{address}/edit").content.decode())
    first = {"a__group/transport": "car", "a__journey/final_place": "Oran", "reason": "a"}
    officer.post(f"{address}/edit", post_of(pairs, **first))
    answer = other.post(f"{address}/edit", post_of(pairs, **{
        "a__group/transport": "foot", "a__visit/direction": "unknown", "reason": "b"}))  # fmt: skip
    record = record_of(receipt)
    rival = record.contents.get(rival=True)
    assert answer["Location"] == f"{address}/choose/{rival.pk}"
    page = other.get(answer["Location"]).content.decode()
    assert "both changed it" in page
    assert "Oran" in page
    chosen = {"theirs": record.content_id, "p:group/transport": "mine",
              "p:visit/direction": "mine", "p:journey/final_place": "theirs"}  # fmt: skip
    assert other.post(answer["Location"], chosen).status_code == 400
    assert other.post(answer["Location"], chosen | {"reason": "asked both"}).status_code == 302
    record = record_of(receipt)
    assert not record.contents.filter(rival=True).exists()
    assert record.flags == []
    assert (record.summary["transport"], record.direction) == ("foot", "unknown")
    assert record.summary["final_place"] == "Oran"


def test_supervisor_sees_only_own_points(
    mission: Mission, person: People, browser: Browser
) -> None:
    mine, theirs = filling.fill_day(mission, DAY, ["ML-gogui", "ML-wabaria"], 1)
    supervisor = browser(person("ali", Role.POINT_SUPERVISOR, mission, ("ML-gogui",)))
    checking.check_pending()
    page = supervisor.get("/m/mli/queue").content.decode()
    assert "Wabaria" not in page
    assert supervisor.get(f"/m/mli/records/{mine.submission_id}").status_code == 200
    for path in ("", "/edit", "/files/1"):
        assert supervisor.get(f"/m/mli/records/{theirs.submission_id}{path}").status_code == 404
    move = f"/m/mli/records/{theirs.submission_id}/move"
    assert supervisor.post(move, {"to": "approved"}).status_code == 404
    supervisor.post("/m/mli/queue/day/move",
                    {"day": "2020-06-03", "point": "ML-wabaria", "to": "clean"})  # fmt: skip
    assert record_of(theirs).state == State.RECEIVED


def test_reader_sees_no_restricted_answer(
    mission: Mission, person: People, browser: Browser
) -> None:
    answers = filling.group(4) | {"comment": "Moussa drives", "departure_place": "Tessalit"}
    receipt = filling.send(mission, "ML-gogui", DAY, answers)
    checking.check_pending()
    reader = browser(person("lea", Role.READER, mission))
    page = reader.get(f"/m/mli/records/{receipt.submission_id}").content.decode()
    assert "Moussa" not in page
    assert "Tessalit" not in page
    assert "hidden from your role" in page
    assert record_of(receipt).root_id not in page
    for path in ("edit", "choose/1"):
        assert reader.get(f"/m/mli/records/{receipt.submission_id}/{path}").status_code == 403
    assert reader.post(f"/m/mli/records/{receipt.submission_id}/move").status_code == 403
    assert reader.get("/m/mli/inbox").status_code == 403


def test_inbox_assigns_to_a_form(officer: Client, mission: Mission) -> None:
    receipt = filling.send(mission, "ML-gogui", DAY, filling.group(4), form_id="old_flow")
    checking.check_pending()
    assert "old_flow" in officer.get("/m/mli/inbox").content.decode()
    form = filling.flow_form(mission)
    officer.post("/m/mli/inbox", {"form_name": "old_flow", "form": form.pk})
    record = record_of(receipt)
    assert (record.form, record.point, record.day) == (form, "ML-gogui", DAY)
    assert not record.findings.filter(severity="error").exists()


def test_attachment_is_never_a_page(officer: Client, mission: Mission) -> None:
    from azalai.server.collection import blobs
    from azalai.server.collection.receiving import Arrival, Part, receive

    form = filling.flow_form(mission)
    page = b"<script>alert(1)</script>"
    xml = filling.instance("ML-gogui", DAY, filling.group(1), version=form.versions.get().version,
                           more="<photo>a.html</photo>")  # fmt: skip
    receipt = receive(Arrival(mission.pk, xml, (
        Part("a.html", "text/html", blobs.put(page), len(page)),)))  # fmt: skip
    address = f"/m/mli/records/{receipt.submission_id}"
    assert "a.html" in officer.get(address).content.decode()
    file = record_of(receipt).attachments.get()
    answer = officer.get(f"{address}/files/{file.pk}")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == page  # type: ignore[attr-defined]
    assert Content.objects.count() == 1
