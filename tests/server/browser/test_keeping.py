"""What a phone keeps: when its storage is full, after a newer page, with two tokens on it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from azalai.server.models import Content
from azalai.server.people.actors import SYSTEM
from azalai.server.people.tokens import new_device
from tests.server.browser.conftest import Site, kept_offline
from tests.server.browser.counting import (
    draft_holds,
    draft_saved,
    field,
    place,
    press,
    save,
    send_now,
)
from tests.server.browser.filling import answer_all, open_form
from tests.server.browser.test_form import GROUP

_FILL = """async () => {
  const db = await new Promise((done) => {
    const open = indexedDB.open("filler", 1);
    open.onupgradeneeded = () => open.result.createObjectStore("all", { autoIncrement: true });
    open.onsuccess = () => done(open.result);
  });
  let last = "";
  for (const size of [200000, 20000, 2000, 200])
    for (let on = true; on;)
      on = await new Promise((done) => {
        const change = db.transaction("all", "readwrite");
        const bytes = crypto.getRandomValues(new Uint8Array(Math.min(size, 65536)));
        change.objectStore("all").put(bytes);
        change.oncomplete = () => done(true);
        change.onabort = () => { last = change.error.name; done(false); };
      });
  db.close();
  return last;
}"""


class Storage:
    """How much a browser lets a site keep: made before its first page; holds while it lives."""

    def __init__(self, page: Page, site: Site) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._origin = site.address
        self._session.send(
            "Storage.overrideQuotaForOrigin", {"origin": self._origin, "quotaSize": 8_000_000}
        )

    def fill(self) -> None:
        """Fill it until the browser refuses the next few bytes."""
        assert self._page.evaluate(_FILL) == "QuotaExceededError"

    def free(self) -> None:
        """As much as it likes."""
        self._session.send("Storage.overrideQuotaForOrigin", {"origin": self._origin})


def test_full_storage_is_said_and_what_is_on_the_screen_stays(
    site: Site, phone: Callable[..., BrowserContext]
) -> None:
    page = phone().new_page()
    storage = Storage(page, site)
    page.goto(site.page("count/"))
    place(page)
    kept_offline(page)
    expect(page.locator(".alarm-bar")).to_be_empty()
    storage.fill()
    press(page, "men", 3)
    expect(page.locator(".alarm-bar")).to_contain_text("pas encore enregistrées")
    page.locator(".foot .main").click()
    page.locator("dialog.summary .main").click()
    expect(page.locator(".toast")).to_contain_text("Impossible d’enregistrer")
    expect(field(page, "men").locator("input")).to_have_value("3")
    page.locator(".top select").select_option("en")
    expect(page.locator(".foot .total")).to_have_text("3 persons")
    page.locator(".top select").select_option("fr")
    storage.free()
    expect(page.locator(".alarm-bar")).to_be_empty(timeout=15_000)
    save(page)
    send_now(page)
    expect(page.locator(".network")).to_have_text("En ligne", timeout=30_000)
    assert list(site.mission.submissions.values_list("persons", flat=True)) == [3]


def test_full_storage_opens_the_pages_and_sends_what_waits(
    site: Site, phone: Callable[..., BrowserContext]
) -> None:
    page = phone().new_page()
    storage = Storage(page, site)
    page.goto(site.page("count/"))
    site.ill = True
    place(page)
    press(page, "men", 1)
    save(page)
    storage.fill()
    site.ill = False
    page.goto(site.page())
    page.locator(".begin .huge").wait_for()
    expect(page.locator("#queue")).to_have_text("0 pas encore envoyé", timeout=30_000)
    assert site.records() == 1
    assert Content.objects.get().submission.retries <= 1


def test_full_storage_on_the_form_page(site: Site, phone: Callable[..., BrowserContext]) -> None:
    page = phone().new_page()
    storage = Storage(page, site)
    open_form(page, site.address, site.token, "flow_registry")
    answer_all(page, GROUP)
    storage.fill()
    page.locator(".odk-form .footer button").click()
    expect(page.locator(".toast")).to_contain_text("Impossible d’enregistrer")
    expect(page.locator("[data-question$='/persons'] input")).to_have_value("5")
    storage.free()
    page.locator(".odk-form .footer button").click()
    page.locator(".web-form .odk-form").wait_for(state="detached")
    expect(page.locator(".network")).to_have_text("En ligne", timeout=30_000)
    assert site.records() == 1


_NEWER = """() => new Promise((done, fail) => {
  const open = indexedDB.open("azalai", 7);
  open.onupgradeneeded = () => open.result.createObjectStore("something_new");
  open.onsuccess = () => { open.result.close(); done(); };
  open.onerror = () => fail(open.error);
})"""


def test_a_tab_goes_on_after_a_newer_page_has_changed_the_store(
    site: Site, phone: Callable[..., BrowserContext]
) -> None:
    page = phone().new_page()
    page.goto(site.page("count/"))
    place(page)
    press(page, "men", 1)
    draft_saved(page)
    page.evaluate(_NEWER)
    press(page, "men", 1)
    save(page)
    press(page, "women", 1)
    draft_saved(page)
    page.reload()
    expect(field(page, "women").locator("input")).to_have_value("1")
    send_now(page)
    expect(page.locator(".network")).to_have_text("En ligne", timeout=30_000)
    assert list(site.mission.submissions.values_list("persons", flat=True)) == [2]


def test_two_tokens_on_one_phone_each_send_their_own(
    site: Site, phone: Callable[..., BrowserContext]
) -> None:
    other, token = new_device(site.mission, "Moussa", actor=SYSTEM, language="fr")
    page = phone().new_page()
    page.goto(site.page())
    expect(page.locator(".who")).to_contain_text("Awa")
    page.goto(site.page("count/"))
    site.ill = True
    place(page)
    press(page, "men", 1)
    save(page)
    open_form(page, site.address, site.token, "flow_registry")
    answer_all(page, {"point": GROUP["point"], "date": GROUP["date"]})
    page.wait_for_url("**/form/?draft=*")
    draft_holds(page, f"<date>{GROUP['date']}</date>")
    unfinished = page.url

    page.goto(f"{site.address}/c/count/#d={token}")
    place(page)
    press(page, "men", 2)
    save(page)
    # The draft of the first is not the second's, but it can be finished, and stays the first's.
    page.goto(f"{site.address}/c/")
    expect(page.locator("#queue")).to_have_text("2 pas encore envoyés")
    expect(page.locator("a[href*='draft=']")).to_have_count(0)
    page.goto(unfinished)
    page.locator("[data-question]").first.wait_for(timeout=60_000)
    answer_all(page, {name: GROUP[name] for name in list(GROUP)[2:]})
    page.locator(".odk-form .footer button").click()
    page.locator(".web-form .odk-form").wait_for(state="detached")
    site.ill = False
    send_now(page)
    expect(page.locator(".network")).to_have_text("En ligne", timeout=30_000)
    sent = sorted(site.mission.submissions.values_list("persons", "device"))
    assert sent == [(1, site.device.pk), (2, other.pk), (5, site.device.pk)]
    page.goto(f"{site.address}/c/")
    settings = page.locator("details.card", has=page.locator("#practice"))
    settings.locator("summary").click()
    settings.get_by_label("Awa").click()
    expect(page.locator(".who")).to_contain_text("Awa")


def test_what_a_strict_server_keeps_beside_another_is_not_called_refused(
    site: Site, phone: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    site.mission.strict = True
    site.mission.save()
    page = phone().new_page()
    page.goto(site.page("count/"))
    site.ill = True
    place(page)
    press(page, "men", 1)
    save(page)
    page.goto(f"{site.address}/c/")
    page.get_by_role("button", name="Enregistrer dans un fichier").click()
    with page.expect_download() as waiting:
        page.locator("dialog .main").click()
    site.ill = False
    expect(page.locator("#queue")).to_have_text("0 pas encore envoyé", timeout=30_000)

    file = json.loads(waiting.value.path().read_text())
    record = base64.b64decode(file["records"][0]["data"])
    assert b"<men>1</men>" in record
    record = record.replace(b"<men>1</men>", b"<men>9</men>")
    file["records"][0]["data"] = base64.b64encode(record).decode()
    changed = tmp_path / "queue.json"
    changed.write_text(json.dumps(file))
    second = phone().new_page()
    answers: list[int] = []
    second.context.on(
        "response", lambda one: answers.append(one.status) if "/submission" in one.url else None
    )
    second.goto(site.page())
    second.locator(".begin .huge").wait_for()
    second.get_by_role("button", name="Charger un fichier").click()
    second.locator("#file").set_input_files(changed)
    second.locator("dialog .main").click()
    expect(second.locator("details .figure")).to_have_text("1 aujourd’hui", timeout=30_000)
    assert answers == [409]
    expect(second.locator("#queue")).to_have_text("0 pas encore envoyé")
    second.locator("details.card").first.locator("summary").click()
    expect(second.locator("details.card").first).to_contain_text("Le serveur l’a gardé")
    assert Content.objects.count() == 2
    assert site.records() == 1
