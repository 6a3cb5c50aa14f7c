"""Counting without network: kept through a reload, sent once when the network returns."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from azalai.forms.tables import read_tables
from azalai.server.collection.publishing import publish
from azalai.server.models import Content
from tests.server.browser.conftest import Site, kept_offline
from tests.server.browser.counting import draft_saved, field, kept, place, press, save, send_now


def test_three_groups_offline_reloaded_sent_once(
    site: Site, phone: Callable[..., BrowserContext]
) -> None:
    context = phone()
    page = context.new_page()
    answers: list[int] = []
    context.on(
        "response",
        lambda answer: answers.append(answer.status) if "/submission" in answer.url else None,
    )
    page.goto(site.page("count/"))
    field(page, "men").wait_for()
    kept_offline(page)
    site.wire.down()
    context.set_offline(True)

    place(page)
    for men in (1, 2):
        press(page, "men", men)
        save(page)
    expect(page.locator(".network")).to_have_text("2 non envoyés")
    press(page, "men", 2)
    press(page, "girls", 1)
    draft_saved(page)
    page.wait_for_timeout(500)

    page.reload()
    expect(field(page, "men").locator("input")).to_have_value("2")
    expect(field(page, "girls").locator("input")).to_have_value("1")
    expect(page.locator(".foot .total")).to_have_text("3 personnes")
    save(page)
    expect(page.locator(".network")).to_have_text("3 non envoyés")
    assert site.records() == 0

    site.wire.up()
    context.set_offline(False)
    expect(page.locator(".network")).to_have_text("En ligne", timeout=30_000)
    assert answers == [201, 201, 201]
    assert site.records() == Content.objects.count() == 3
    assert sorted(site.mission.submissions.values_list("persons", flat=True)) == [1, 2, 3]
    assert set(site.mission.submissions.values_list("direction", flat=True)) == {"in"}
    assert not any(site.mission.submissions.values_list("retries", flat=True))
    page.goto(f"{site.address}/c/")
    expect(page.locator("#queue")).to_have_text("0 pas encore envoyé")
    expect(page.locator("details .figure")).to_have_text("3 aujourd’hui")


def test_a_flapping_network_and_two_tabs_lose_and_double_nothing(
    site: Site, phone: Callable[..., BrowserContext]
) -> None:
    context = phone()
    tabs = [context.new_page(), context.new_page()]
    for tab in tabs:
        tab.goto(site.page("count/"))
        field(tab, "men").wait_for()
    kept_offline(tabs[0])
    site.wire.down()
    context.set_offline(True)
    for number, tab in enumerate(tabs):
        place(tab, "out")
        for _ in range(3):
            press(tab, "women", number + 1)
            save(tab)
    assert site.records() == 0
    for _ in range(6):
        site.wire.up()
        context.set_offline(False)
        tabs[0].wait_for_timeout(60)
        site.wire.down()
        context.set_offline(True)
        tabs[0].wait_for_timeout(60)
    site.wire.up()
    context.set_offline(False)
    for tab in tabs:
        expect(tab.locator(".network")).to_have_text("En ligne", timeout=60_000)
    persons = sorted(site.mission.submissions.values_list("persons", flat=True))
    assert persons == [1, 1, 1, 2, 2, 2]
    assert Content.objects.count() == 6


def test_the_first_load_of_the_quick_count_page_is_light(
    site: Site, phone: Callable[..., BrowserContext]
) -> None:
    page = phone().new_page()
    page.goto(site.page("count/"))
    field(page, "men").wait_for()
    kept_offline(page)
    page.wait_for_timeout(1_000)
    weight = site.wire.to_browser
    assert weight < 350_000, f"{weight / 1000:.0f} kB"


def test_a_new_version_of_the_form_breaks_no_draft_and_is_used_for_the_next_group(
    site: Site, phone: Callable[..., BrowserContext]
) -> None:
    page = phone().new_page()
    page.goto(site.page("count/"))
    place(page)
    press(page, "men", 3)
    draft_saved(page)
    tables = read_tables("counter")
    header, values = tables["settings"][:2]
    newer = [*values]
    newer[header.index("version")] = "2099010101"
    publish(site.mission, {**tables, "settings": [header, newer]})
    page.reload()
    expect(field(page, "men").locator("input")).to_have_value("3")
    kept(page, "forms", 2)
    for _ in range(2):
        save(page)
        press(page, "men", 1)
    send_now(page)
    expect(page.locator(".network")).to_have_text("En ligne", timeout=40_000)
    versions = list(site.mission.submissions.order_by("pk").values_list("version", "persons"))
    assert versions == [(values[header.index("version")], 3), ("2099010101", 1)]
