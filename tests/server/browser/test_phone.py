"""What the pages promise whoever carries the phone: language, practice, files, revocation."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from azalai.server.people.actors import SYSTEM
from azalai.server.people.tokens import new_device, revoke
from tests.server.browser.conftest import Site, kept_offline
from tests.server.browser.counting import draft_saved, field, place, press, save, send_now

PASSWORD = "sand-and-salt"


def _count_offline(site: Site, context: BrowserContext, groups: int) -> Page:
    page = context.new_page()
    page.goto(site.page("count/"))
    field(page, "men").wait_for()
    kept_offline(page)
    site.wire.down()
    context.set_offline(True)
    place(page)
    for _ in range(groups):
        press(page, "men", 1)
        save(page)
    return page


def test_arabic_runs_from_right_to_left(site: Site, phone: Callable[..., BrowserContext]) -> None:
    page = phone("ar").new_page()
    page.goto(site.page())
    page.locator(".top select").select_option("ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.goto(f"{site.address}/c/count/")
    field(page, "men").wait_for()
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(field(page, "men").locator(".label")).to_contain_text("رجال")
    brand = page.locator(".brand").bounding_box()
    choose = page.locator(".top select").bounding_box()
    assert brand is not None
    assert choose is not None
    assert brand["x"] > choose["x"]


def test_practice_is_marked_everywhere_and_never_counts(
    site: Site, phone: Callable[..., BrowserContext]
) -> None:
    page = phone().new_page()
    page.goto(site.page())
    page.locator(".begin .huge").wait_for()
    page.locator("details.card", has=page.locator("#practice")).locator("summary").click()
    page.locator("#practice").check()
    expect(page.locator(".practice")).to_be_visible()
    page.goto(f"{site.address}/c/form/?form=flow_registry")
    expect(page.locator(".practice")).to_be_visible()
    page.goto(f"{site.address}/c/count/")
    expect(page.locator(".practice")).to_be_visible()
    place(page)
    press(page, "men", 4)
    save(page)
    send_now(page)
    expect(page.locator(".network")).to_have_text("En ligne", timeout=30_000)
    assert site.records(practice=True) == 1
    assert site.records(practice=False) == 0


@pytest.mark.parametrize("password", ["", PASSWORD])
def test_the_queue_goes_to_a_file_and_is_sent_from_another_phone(
    site: Site, phone: Callable[..., BrowserContext], tmp_path: Path, password: str
) -> None:
    lost = _count_offline(site, phone(), 2)
    lost.goto(f"{site.address}/c/")
    lost.get_by_role("button", name="Enregistrer dans un fichier").click()
    lost.locator("#password").fill(password)
    with lost.expect_download() as waiting:
        lost.locator("dialog .main").click()
    file = tmp_path / "queue.json"
    waiting.value.save_as(file)
    assert ("records" in json.loads(file.read_text())) is not bool(password)
    expect(lost.locator("#queue")).to_have_text("2 pas encore envoyés")

    site.wire.up()
    _, token = new_device(site.mission, "Moussa", actor=SYSTEM)
    other = phone().new_page()
    other.goto(f"{site.address}/c/#d={token}")
    other.locator(".begin .huge").wait_for()
    other.get_by_role("button", name="Charger un fichier").click()
    other.locator("#file").set_input_files(file)
    if password:
        other.locator("#password").fill("wrong")
        other.locator("dialog .main").click()
        expect(other.locator("dialog .problem")).to_be_visible()
        other.locator("#password").fill(password)
    other.locator("dialog .main").click()
    expect(other.locator("details .figure")).to_have_text("2 aujourd’hui", timeout=30_000)
    assert site.records() == 2

    # The first phone comes back and sends them too: still the same two.
    lost.context.set_offline(False)
    expect(lost.locator("#queue")).to_have_text("0 pas encore envoyé", timeout=60_000)
    assert site.records() == 2


def test_a_revoked_phone_keeps_what_is_not_sent_and_says_so(
    site: Site, phone: Callable[..., BrowserContext]
) -> None:
    context = phone()
    page = _count_offline(site, context, 1)
    revoke(site.device, SYSTEM)
    site.wire.up()
    context.set_offline(False)
    page.goto(f"{site.address}/c/")
    expect(page.locator(".card.alarm h2")).to_have_text("Ce téléphone ne peut plus envoyer")
    expect(page.locator("#queue")).to_have_text("1 pas encore envoyé")
    expect(page.get_by_role("button", name="Enregistrer dans un fichier")).to_be_visible()
    assert site.records() == 0


def test_nothing_that_was_sent_can_be_read_on_the_phone(
    site: Site, phone: Callable[..., BrowserContext]
) -> None:
    context = phone()
    page = context.new_page()
    page.goto(site.page("count/"))
    place(page)
    remark = "unique-remark-of-this-test"
    field(page, "comment").locator("input").fill(remark)
    press(page, "men", 1)
    draft_saved(page)
    before = page.evaluate(_EVERYTHING)
    assert "drafts" in before
    assert remark not in before
    save(page)
    send_now(page)
    expect(page.locator(".network")).to_have_text("En ligne", timeout=30_000)
    after = page.evaluate(_EVERYTHING)
    assert site.records() == 1
    assert remark not in after
    kept = json.loads(after)
    assert not kept["queue"]
    assert not kept["drafts"]
    assert set(kept["receipts"][0]) == {"id", "device", "title", "practice", "sent"}


_EVERYTHING = """async () => {
  const db = await new Promise((done) => {
    const open = indexedDB.open("azalai"); open.onsuccess = () => done(open.result);
  });
  const found = {};
  for (const name of db.objectStoreNames) {
    found[name] = await new Promise((done) => {
      const all = db.transaction(name).objectStore(name).getAll();
      all.onsuccess = () => done(all.result);
    });
  }
  db.close();
  const text = (key, value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
    ? new TextDecoder("latin1").decode(value) : value;
  return JSON.stringify(found, text) + "";
}"""
