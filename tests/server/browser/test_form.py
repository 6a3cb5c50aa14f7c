"""Any form on @getodk/web-forms: filled by hand, kept as a draft, sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

from playwright.sync_api import BrowserContext, expect

from azalai.server.models import Content, Submission
from tests.server.browser.conftest import Site, kept_offline
from tests.server.browser.counting import FORM_PAGE_IS_KEPT, draft_holds, until
from tests.server.browser.filling import answer_all, fill_with_web_forms, open_form, send

GROUP = {
    "point": "ML-heremakono",
    "date": date(2026, 6, 14),
    "time": time(17, 45),
    "direction": "in",
    "persons": 5,
    "transport": "bus",
    "men": 3,
    "women": 2,
    "nationalities": [
        {"nationality": "MLI", "nationality_persons": 4},
        {"nationality": "BFA", "nationality_persons": 1},
    ],
    "departure": "BFA",
    "reason": ["work", "family"],
    "vulnerable": "none",
}


def test_a_form_filled_by_hand_arrives_as_it_was_filled(
    site: Site, phone: Callable[..., BrowserContext]
) -> None:
    page = phone().new_page()
    fill_with_web_forms(page, site.address, site.token, "flow_registry", GROUP)
    record = Submission.objects.get()
    assert (record.point, record.day, record.direction) == (
        "ML-heremakono",
        date(2026, 6, 14),
        "in",
    )
    assert (record.time, record.persons) == (time(17, 45), 5)
    xml = bytes(record.content.xml).decode()
    assert "<reason>work family</reason>" in xml
    assert xml.count("<nationality>") == 2


def test_a_draft_survives_a_reload_without_network(
    site: Site, phone: Callable[..., BrowserContext]
) -> None:
    context = phone()
    page = context.new_page()
    open_form(page, site.address, site.token, "flow_registry")
    kept_offline(page)
    # The page itself is kept last.
    until(page, FORM_PAGE_IS_KEPT)
    site.wire.down()
    context.set_offline(True)
    first = {name: GROUP[name] for name in ("point", "date", "direction", "persons")}
    answer_all(page, first)
    draft_holds(page, "<persons>5</persons>")
    page.reload()
    page.locator("[data-question$='/persons']").wait_for(timeout=60_000)
    expect(page.locator("[data-question$='/persons'] input")).to_have_value("5")
    answer_all(page, {name: GROUP[name] for name in list(GROUP) if name not in first})
    send(page)
    expect(page.locator(".network")).to_have_text("1 non envoyé")
    site.wire.up()
    context.set_offline(False)
    expect(page.locator(".network")).to_have_text("En ligne", timeout=30_000)
    content = Content.objects.get()
    assert content.submission.persons == 5
    assert not content.deprecated_id
