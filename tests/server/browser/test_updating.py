"""A new build of the pages meets a phone that is in use."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from azalai.server.browser import bundle as room
from tests.server.browser.conftest import Site, kept_offline
from tests.server.browser.counting import (
    FORM_PAGE_IS_KEPT,
    draft_saved,
    field,
    place,
    press,
    save,
    send_now,
    until,
)

_WAITING = """() => navigator.serviceWorker.getRegistration("/c/").then(async (one) => {
  await one.update();
  return one.waiting !== null;
})"""
_FIRST, _SECOND = "Compter les voyageurs", "Compter autrement"


def _next_build(folder: Path) -> Path:
    """The bundle as another build would have made it: other words, another worker."""
    shutil.copytree(room.BUNDLE, folder)
    words = folder / "words/fr.json"
    said = json.loads(words.read_text(encoding="utf-8"))
    assert said["count.title"] == _FIRST
    words.write_text(json.dumps(said | {"count.title": _SECOND}), encoding="utf-8")
    worker = folder / "worker.js"
    text, changed = re.subn(r"(version\W+)[0-9a-f]{12}", r"\g<1>0123456789ab", worker.read_text())
    assert changed
    worker.write_text(text)
    for path in (words, worker):
        for ending in (".br", ".gz"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
    return folder


def test_an_update_waits_for_the_draft_and_loses_nothing(
    site: Site,
    phone: Callable[..., BrowserContext],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    context = phone()
    page = context.new_page()
    page.goto(site.page("count/"))
    field(page, "men").wait_for()
    kept_offline(page)
    site.ill = True
    place(page)
    press(page, "men", 1)
    save(page)
    press(page, "men", 2)
    draft_saved(page)

    monkeypatch.setattr(room, "BUNDLE", _next_build(tmp_path / "next"))
    until(page, _WAITING)
    # While one tab has a draft open, no page of this browser takes the new build.
    page.reload()
    expect(field(page, "men").locator("input")).to_have_value("2")
    other = context.new_page()
    other.goto(f"{site.address}/c/")
    expect(other.locator(".begin .huge")).to_have_text(_FIRST)
    other.wait_for_timeout(1_000)
    expect(other.locator(".begin .huge")).to_have_text(_FIRST)
    other.close()

    save(page)
    expect(page.locator(".network")).to_have_text("2 non envoyés")
    page.goto(f"{site.address}/c/")
    expect(page.locator(".begin .huge")).to_have_text(_SECOND)
    expect(page.locator("#queue")).to_have_text("2 pas encore envoyés")
    site.wire.down()
    context.set_offline(True)
    page.goto(f"{site.address}/c/count/")
    expect(page).to_have_title(f"{_SECOND} · Azalai")
    field(page, "men").wait_for()
    site.ill = False
    site.wire.up()
    context.set_offline(False)
    send_now(page)
    expect(page.locator(".network")).to_have_text("En ligne", timeout=30_000)
    assert sorted(site.mission.submissions.values_list("persons", flat=True)) == [1, 2]


def test_an_update_leaves_the_form_page_whole_without_network(
    site: Site,
    phone: Callable[..., BrowserContext],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    context = phone()
    page = context.new_page()
    page.goto(site.page("form/?form=flow_registry"))
    page.locator("[data-question]").first.wait_for(timeout=60_000)
    kept_offline(page)
    until(page, FORM_PAGE_IS_KEPT)
    # Two builds in a row, seen by the quick count alone: nobody asked for the form page meanwhile.
    for number in range(2):
        folder = _next_build(tmp_path / f"{number}") if number == 0 else tmp_path / "1"
        if number == 1:
            shutil.copytree(tmp_path / "0", folder)
            worker = folder / "worker.js"
            worker.write_text(worker.read_text().replace("0123456789ab", "ba9876543210"))
        monkeypatch.setattr(room, "BUNDLE", folder)
        page.goto(f"{site.address}/c/count/")
        field(page, "men").wait_for()
        page.evaluate(
            """async () => {
              const one = await navigator.serviceWorker.getRegistration("/c/");
              await one.update();
              while (!one.waiting && one.installing) await new Promise((r) => setTimeout(r, 50));
              one.waiting?.postMessage("take-over");
            }"""
        )
        until(
            page,
            """async () => {
              const one = await navigator.serviceWorker.getRegistration("/c/");
              return (await caches.keys()).length >= 2 && !one.waiting && !one.installing;
            }""",
        )
    site.wire.down()
    context.set_offline(True)
    page.goto(f"{site.address}/c/form/?form=flow_registry")
    page.locator("[data-question]").first.wait_for(timeout=60_000)
