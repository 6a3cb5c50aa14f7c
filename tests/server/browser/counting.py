"""What a thumb does on the quick-count page."""

from __future__ import annotations

import time

from playwright.sync_api import Locator, Page


def field(page: Page, name: str) -> Locator:
    """A question of the page by the last part of its path."""
    return page.locator(f"[data-name$='/{name}']")


def place(page: Page, direction: str = "in") -> None:
    """Choose a point and a direction."""
    choose = field(page, "point").locator("select")
    choose.locator("option").nth(1).wait_for(state="attached")
    choose.select_option(index=1)
    field(page, "direction").locator(f"[data-value={direction}]").click()


def press(page: Page, name: str, times: int) -> None:
    """Press + that often."""
    for _ in range(times):
        field(page, name).locator("button.more").click()


def save(page: Page) -> None:
    """Look at the summary and save."""
    page.locator(".foot .main").click()
    page.locator("dialog.summary .main").click()
    page.locator("dialog.summary").wait_for(state="detached")
    page.wait_for_function("() => !document.querySelector('main').inert")


def send_now(page: Page) -> None:
    """Send what waits, as when the network returns: without the seconds for second thoughts."""
    page.evaluate("dispatchEvent(new Event('online'))")


def draft_saved(page: Page) -> None:
    """Wait until the answers are kept."""
    kept(page, "drafts", 1)


def draft_holds(page: Page, text: str) -> None:
    """Wait until the draft that is kept, sealed as it is, holds that text."""
    until(page, _DRAFTS_HOLD, text)


def until(page: Page, question: str, given: object = None, seconds: float = 30) -> None:
    """Ask a page until the promise that it answers with holds something true.

    `Page.wait_for_function` takes the promise itself for true.
    """
    end = time.monotonic() + seconds
    while not page.evaluate(question, given):
        assert time.monotonic() < end, question
        page.wait_for_timeout(50)


def kept(page: Page, store: str, least: int) -> None:
    """Wait until the browser keeps that many things in a store."""
    until(page, _HAS, [store, least])


FORM_PAGE_IS_KEPT = (
    "() => caches.open('azalai-heavy').then((one) => one.match('/c/form/')).then(Boolean)"
)

_HAS = """([name, least]) => new Promise((done) => {
  const open = indexedDB.open("azalai");
  open.onsuccess = () => {
    const all = open.result.transaction(name).objectStore(name).count();
    all.onsuccess = () => { open.result.close(); done(all.result >= least); };
  };
})"""

_DRAFTS_HOLD = """async (text) => {
  const db = await new Promise((done) => {
    const open = indexedDB.open("azalai"); open.onsuccess = () => done(open.result);
  });
  const all = (name) => new Promise((done) => {
    const found = db.transaction(name).objectStore(name).getAll();
    found.onsuccess = () => done(found.result);
  });
  const [keys, drafts] = [await all("keys"), await all("drafts")];
  db.close();
  for (const { sealed } of drafts) {
    const open = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: sealed.iv }, keys[0].key, sealed.data);
    if (new TextDecoder().decode(open).includes(text)) return true;
  }
  return false;
}"""
