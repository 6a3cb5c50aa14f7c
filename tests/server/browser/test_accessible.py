"""axe-core on the pages for phones: no serious fault, in any of the three languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.server.browser.conftest import Site
from tests.server.browser.counting import field, place, press

_AXE = Path(__file__).parents[3] / "web/node_modules/axe-core/axe.min.js"


def _faults(page: Page) -> list[str]:
    # Evaluated, not added to the page: its policy lets no foreign script in.
    page.evaluate(_AXE.read_text(encoding="utf-8") + "; null")
    found: dict[str, Any] = page.evaluate("axe.run(document)")
    return [
        f"{one['id']}: {node['target']} {node['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("lang", ["fr", "ar", "en"])
def test_start_and_quick_count(site: Site, phone: Callable[..., BrowserContext], lang: str) -> None:
    page = phone(lang).new_page()
    page.goto(site.page())
    page.locator(".begin .huge").wait_for()
    page.locator(".top select").select_option(lang)
    for card in page.locator("details.card > summary").all():
        card.click()
    assert _faults(page) == []
    page.goto(f"{site.address}/c/count/")
    place(page)
    press(page, "men", 2)
    assert _faults(page) == []
    field(page, "persons").locator(".more").click()
    page.locator(".foot .main").click()
    page.locator("dialog.summary").wait_for()
    assert _faults(page) == []


def test_a_form(site: Site, phone: Callable[..., BrowserContext]) -> None:
    page = phone().new_page()
    page.goto(f"{site.address}/c/form/?form=flow_registry#d={site.token}")
    page.locator("[data-question]").first.wait_for()
    page.wait_for_timeout(500)
    assert _faults(page) == []
    page.locator(".odk-form .footer button").click()
    page.wait_for_timeout(500)
    assert _faults(page) == []
