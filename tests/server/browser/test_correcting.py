"""What the office sends back is corrected on the phone that sent it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, expect

from azalai.server.models import Content, Role, State, Submission, User
from azalai.server.people.actors import SYSTEM, actor_of_user
from azalai.server.people.tokens import new_device, revoke
from azalai.server.review.states import move
from tests.server.browser.conftest import Site
from tests.server.browser.counting import draft_holds
from tests.server.browser.filling import answer_all, fill_with_web_forms, send
from tests.server.browser.test_form import GROUP

WHY = "Il y en avait six, je crois."


def test_a_record_sent_back_is_corrected_and_arrives_as_its_next_content(
    site: Site, phone: Callable[..., BrowserContext], person: Callable[..., User]
) -> None:
    page = phone().new_page()
    fill_with_web_forms(page, site.address, site.token, "flow_registry", GROUP)
    record = Submission.objects.get()
    first = Content.objects.get()
    officer = person("moussa", Role.COUNTRY_OFFICER, site.mission)
    assert Client().get(_address(site.token, record)).status_code == 404
    move(actor_of_user(officer), record, State.RETURNED, reason=WHY)

    _, other = new_device(site.mission, "Moussa", actor=SYSTEM)
    assert Client().get(_address(other, record)).status_code == 404
    given = Client().get(_address(site.token, record))
    assert given.content == bytes(first.xml)
    assert given["Cache-Control"] == "no-store"

    page.goto(f"{site.address}/c/")
    card = page.locator(".card.alarm")
    expect(card).to_contain_text(WHY)
    card.get_by_role("link", name="Corriger").click()
    persons = page.locator("[data-question$='/persons'] input")
    expect(persons).to_have_value("5", timeout=60_000)
    answer_all(page, {"persons": 6, "men": 4})
    # Begun, it is kept: the battery may go, and the way back leads to what was begun.
    draft_holds(page, "<men>4</men>")
    page.reload()
    expect(persons).to_have_value("6", timeout=60_000)
    page.goto(f"{site.address}/c/")
    expect(page.get_by_role("link", name="Continuer")).to_contain_text("correction")
    card.get_by_role("link", name="Corriger").click()
    expect(persons).to_have_value("6", timeout=60_000)
    answer_all(page, {"nationalities": [{"nationality_persons": 5}]})
    send(page)
    expect(page.locator(".network")).to_have_text("En ligne", timeout=30_000)
    record.refresh_from_db()
    assert Submission.objects.count() == 1
    assert Content.objects.count() == 2
    assert record.content.deprecated_id == first.instance_id == record.root_id
    assert record.content.instance_id != first.instance_id
    assert (record.persons, record.flags) == (6, [])
    assert record.state != State.RETURNED
    page.goto(f"{site.address}/c/")
    expect(page.locator("#queue")).to_be_visible()
    expect(page.locator(".card.alarm")).to_have_count(0)
    expect(page.get_by_role("link", name="Continuer")).to_have_count(0)
    page.goto(f"{site.address}/c/form/?returned={record.root_id}")
    expect(page.locator("main .card")).to_have_text("Il n’y a plus rien à corriger ici.")
    revoke(site.device, SYSTEM)
    assert Client().get(_address(site.token, record)).status_code == 403


@pytest.mark.parametrize(
    ("lang", "shown"), [("fr", "14/06/2026"), ("ar", "14/06/2026"), ("en", "14 Jun 2026")]
)
def test_dates_are_typed_and_shown_with_the_day_first(
    site: Site, phone: Callable[..., BrowserContext], lang: str, shown: str
) -> None:
    site.device.language = lang
    site.device.save()
    page = phone(lang).new_page()
    page.goto(site.page("form/?form=flow_registry"))
    control = page.locator("[data-question$='/date'] input")
    control.wait_for(timeout=60_000)
    expect(page.locator("html")).to_have_attribute("lang", lang)
    answer_all(page, {"date": date(2026, 6, 14)})
    expect(control).to_have_value(shown)
    draft_holds(page, "<date>2026-06-14</date>")


def _address(token: str, record: Submission) -> str:
    return f"/d/{token}/returned/{record.root_id}.xml"
