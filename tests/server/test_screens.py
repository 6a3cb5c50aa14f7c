"""Every staff screen, with a month of work behind it: at a desk and on a phone, in both languages.

One server as it is deployed, filled as it would be: phones post, people correct, return and close
in a browser. Then each screen is opened and measured: no serious fault that axe-core finds, not
wider than the screen, no key where words should be, nothing in the browser's console. With
``AZALAI_SCREENS=FOLDER`` each is kept as a picture, to be looked at by a person.
"""

from __future__ import annotations

import base64
import os
import re
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from django_otp.oath import totp
from playwright.sync_api import Browser, Page, sync_playwright

from tests.server import filling

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
PASSWORD = "caravan-of-salt-1324"
LISTS = "{http://openrosa.org/xforms/xformsList}"
TODAY = date.today()
MONTH = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)
"""The month before: it is over, so it can be closed."""
WIDTHS = (1280, 390)
_SOURCE = AXE.read_text() if AXE.exists() else ""
KEY = re.compile(
    r"\b(?:server|people|review|feeding|collection|api|cli|error|browser|safekeeping|submission"
    r"|finding|months?|user|grant|note|form|device|records|token|backup)"
    r"[.:][a-z0-9]\w*(?:\.\w+)*"
)
AMONG_WORDS = re.compile(r"\b(?:True|False|undefined|NaN)\b|\{\w*\}|&amp;|&#|%\(")

ARABIC = re.compile(r"[\u0600-\u06ff]+")
"""Phones speak it, these screens do not: a form's title in all its languages at once."""

_FOREIGN = {KEY: ("form",), AMONG_WORDS: ("form",), ARABIC: ("device_add",)}
"""Where that is right: a mapping is made of dotted names; languages have their own names."""


@dataclass
class Looker:
    """Opens screens, measures them, and remembers what is wrong."""

    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    lang: str = "en"

    def look(self, page: Page, name: str) -> None:
        """Measure the screen that is open, at each width."""
        self.seen.add(name)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            where = f"{name} {self.lang} {width}"
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                self.faults.append(f"{where}: {wide} pixels wide")
            self.faults += [f"{where}: {fault}" for fault in _axe(page)]
            if folder := os.environ.get("AZALAI_SCREENS"):
                Path(folder).mkdir(parents=True, exist_ok=True)
                path = Path(folder, f"{name}-{self.lang}-{width}.png")
                page.screenshot(path=path, full_page=True)
        text = page.locator("body").inner_text() + "\n" + page.title()
        for pattern in (KEY, AMONG_WORDS, ARABIC):
            if name not in _FOREIGN.get(pattern, ()) and (found := pattern.findall(text)):
                self.faults.append(f"{name} {self.lang}: {found[:5]}")
        lang = page.locator("html").get_attribute("lang")
        if lang != self.lang:
            self.faults.append(f"{name}: in {lang}, not {self.lang}")

    def watch(self, page: Page) -> Page:
        """Have a page's console read."""
        page.on("dialog", lambda dialog: dialog.accept())
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda said: (
                self.faults.append(f"{page.url}: {said.text}")
                if said.type in ("error", "warning")
                else None
            ),
        )
        return page


def _axe(page: Page) -> list[str]:
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(_SOURCE)
    found: list[str] = page.evaluate(
        """async () => {
          const found = await axe.run(document, {
            resultTypes: ['violations'], preload: false,
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})
          return found.violations.filter(one => ['serious', 'critical'].includes(one.impact))
            .map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 120))}`)
        }"""
    )
    return found


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.mark.skipif(not AXE.exists(), reason="npm packages are not installed")
def test_every_screen(chromium: Browser, serving: Callable[..., Any]) -> None:
    running = serving(environment={"AZALAI_LANG": "fr"})
    address = running.address
    setup = re.search(r"http\S+/setup/\S+", running.says("/setup/"))
    assert setup is not None
    looker = Looker()

    # Before anybody is signed in, each language as the browser asks for it.
    pages = {
        lang: looker.watch(chromium.new_context(locale=lang).new_page()) for lang in ("en", "fr")
    }
    for lang, page in pages.items():
        looker.lang = lang
        for name, path in (("setup", setup[0]), ("login", f"{address}/login")):
            page.goto(path)
            looker.look(page, name)
    officer = pages["fr"]
    officer.goto(setup[0])
    officer.fill("[name=username]", "awa")
    officer.fill("[name=full_name]", "Awa Diallo")
    officer.fill("[name=password]", PASSWORD)
    officer.fill("[name=again]", PASSWORD)
    _press(officer, "main button.primary")
    for lang in ("en", "fr"):
        _speak(officer, looker, address, lang)
        officer.goto(f"{address}/account/second")
        looker.look(officer, "second_setup")
    secret = officer.locator(".once").first.text_content() or ""
    officer.fill("[name=code]", _code(secret))
    _press(officer, "main button.primary")
    looker.look(officer, "second_codes")
    paper = officer.locator(".codes li").all_text_contents()

    # Nothing has come yet: what the screens say then.
    for lang in ("en", "fr"):
        _speak(officer, looker, address, lang)
        for name in ("queue", "devices", "closing", "inbox"):
            officer.goto(f"{address}/m/mli/{name}")
            looker.look(officer, f"empty_{name}")

    # A colleague by invitation; phones by their codes.
    officer.goto(f"{address}/people/add")
    looker.look(officer, "person_add")
    officer.fill("[name=username]", "oumar")
    officer.fill("[name=full_name]", "Oumar Traoré")
    officer.check("[name=role][value=country_officer]")
    _press(officer, "main button.primary")
    looker.look(officer, "link")
    invitation = (officer.locator(".once").text_content() or "").strip()
    colleague = looker.watch(chromium.new_context(locale="fr").new_page())
    colleague.goto(invitation)
    looker.look(colleague, "welcome")
    colleague.fill("[name=password]", PASSWORD)
    colleague.fill("[name=again]", PASSWORD)
    _press(colleague, "main button.primary")
    colleague.fill("[name=username]", "oumar")
    colleague.fill("[name=password]", PASSWORD)
    _press(colleague, "main button.primary")
    for lang in ("en", "fr"):
        _speak(officer, looker, address, lang)
        officer.goto(f"{address}/m/mli/devices/add")
        looker.look(officer, "device_add")
        officer.fill("[name=label]", f"Hèrèmakono, équipe {lang}")
        _press(officer, "main button.primary")
        looker.look(officer, "device_added")
    server = (officer.locator(".once").first.text_content() or "").strip()

    marks = _fill(server, address, officer, chromium)

    # Sign-in, second step.
    fresh = looker.watch(chromium.new_context(locale="fr").new_page())
    fresh.goto(f"{address}/login")
    fresh.fill("[name=username]", "awa")
    fresh.fill("[name=password]", PASSWORD)
    _press(fresh, "main button.primary")
    for lang in ("en", "fr"):
        _speak(fresh, looker, address, lang)
        fresh.goto(f"{address}/login/second")
        looker.look(fresh, "login_second")
    fresh.fill("[name=code]", paper[0])
    _press(fresh, "main button.primary")

    day = marks["day"]
    inside = {
        "queue": "/m/mli/queue",
        "queue_all": "/m/mli/queue?show=all",
        "day": f"/m/mli/queue/day?point=ML-heremakono&day={day}",
        "record": f"/m/mli/records/{marks['clean']}",
        "record_found": f"/m/mli/records/{marks['wrong']}",
        "record_double": f"/m/mli/records/{marks['double']}",
        "record_returned": f"/m/mli/records/{marks['returned']}",
        "record_rival": f"/m/mli/records/{marks['rival']}",
        "edit": f"/m/mli/records/{marks['wrong']}/edit",
        "choose": marks["choose"],
        "inbox": "/m/mli/inbox",
        "calendar": f"/m/mli/calendar?month={day:%Y-%m}",
        "map": f"/m/mli/map?day={day}",
        "closing": "/m/mli/closing",
        "month": f"/m/mli/closing/{MONTH:%Y-%m}",
        "forms": "/m/mli/forms",
        "form": marks["form"],
        "form_new": "/m/mli/forms/new",
        "devices": "/m/mli/devices",
        "people": "/people",
        "person": "/people/2",
        "audit": "/audit",
        "account": "/account",
        "password": "/account/password",
    }
    for lang in ("en", "fr"):
        _speak(officer, looker, address, lang)
        for name, path in inside.items():
            answer = officer.goto(f"{address}{path}")
            assert answer is not None and answer.status == 200, (name, path)
            tabs = officer.locator(".tabs [aria-current]").count()
            assert tabs == (0 if name in ("account", "password") else 1), f"{name}: {tabs} tabs"
            looker.look(officer, name)

    # The month, asked for by one and confirmed by the other.
    month = f"{address}{inside['month']}"
    officer.goto(month)
    if officer.locator("form[action$='/feed']").count():
        _press(officer, "form[action$='/feed'] button")
    _press(officer, "form[action$='/ask'] button")
    looker.look(officer, "month_own")
    _speak(colleague, looker, address, "fr")
    colleague.goto(month)
    looker.look(colleague, "month_asked")
    _press(colleague, "form[action$='/confirm'] button")
    colleague.goto(month)
    looker.look(colleague, "month_closed")
    assert looker.faults == [], "\n".join(looker.faults)


def _fill(server: str, address: str, officer: Page, chromium: Browser) -> dict[str, Any]:
    """Some 130 records of five weeks and more, and what people did with them; where to look."""
    with httpx.Client(headers={"X-OpenRosa-Version": "1.0"}, timeout=60) as phone:
        listed = ElementTree.fromstring(phone.get(f"{server}/formList").content)
        form = next(one for one in listed if one.findtext(f"{LISTS}formID") == "flow_registry")
        version = form.findtext(f"{LISTS}version") or ""

        def send(point: str, day: date, answers: dict[str, Any], **more: str) -> str:
            number = f"uuid:{uuid.uuid4()}"
            xml = filling.instance(
                point, day, answers, **{"version": version, "instance_id": number} | more
            )
            posted = phone.post(
                f"{server}/submission", files={"xml_submission_file": ("f.xml", xml, "text/xml")}
            )
            assert posted.status_code in (201, 202), posted.text
            return number

        day = MONTH + timedelta(days=14)
        work = [
            (point, MONTH + timedelta(days=passed), filling.group(passed * 20 + 2 * n + twice))
            for passed in range(0, (TODAY - MONTH).days, 2)
            for n, point in enumerate(filling.POINTS)
            for twice in range(1 + n % 2)
            if (passed + n) % 3
        ]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda one: send(*one), work))
        group = filling.group(31) | {
            "time": time(9, 12), "persons": 23, "men": 12, "women": 6, "boys": 3, "girls": 2,
            "under_5": 2, "nationality": {"MLI": 14, "BFA": 6, "GIN": 3},
            "comment": "Bus de la compagnie Gana, arrivé de nuit",
        }  # fmt: skip
        names = {
            "double": send("ML-heremakono", day, group),
            "twin": send(
                "ML-heremakono", day, group | {"time": time(9, 18), "men": 13, "women": 5}
            ),
            "wrong": send(
                "ML-heremakono", day,
                group | {"time": time(11, 2), "persons": 12, "men": 19, "nationality": {"MLI": 9}},
            ),
            "rival": send("ML-heremakono", day, filling.group(32)),
            "returned": send("ML-heremakono", day, filling.group(33)),
            "clean": send("ML-wabaria", day, filling.group(34)),
            "unknown": send("ML-gogui", day, filling.group(5), form_id="enquete_2025"),
            "old": send("ML-gogui", day, filling.group(6), version="2020010100"),
            "nowhere": send("Tessalit", day, filling.group(7)),
        }  # fmt: skip
    found: dict[str, Any] = {"day": day}
    listed_ = officer.request.get(f"{address}/v1/projects/1/forms/flow_registry/submissions").json()
    assert len(listed_) > 100
    for _ in range(60):
        officer.goto(f"{address}/m/mli/queue/day?point=ML-heremakono&day={day}&show=all")
        texts = officer.locator("tbody tr").all_inner_texts()
        if len(texts) >= 5 and not any("pas encore" in text for text in texts):
            break
        officer.wait_for_timeout(500)
    numbers = officer.locator("tbody th a[href*='/records/']").evaluate_all(
        "all => all.map(one => one.getAttribute('href').split('/').pop())"
    )
    officer.goto(f"{address}/m/mli/queue/day?point=ML-wabaria&day={day}&show=all")
    numbers += officer.locator("tbody th a[href*='/records/']").evaluate_all(
        "all => all.map(one => one.getAttribute('href').split('/').pop())"
    )
    for number in numbers:
        officer.goto(f"{address}/m/mli/records/{number}")
        text = unescape(officer.content())
        for name, root in names.items():
            if root in text:
                found[name] = number
    # Returned, with words for the enumerator; corrected twice from the same content.
    officer.goto(f"{address}/m/mli/records/{found['returned']}")
    officer.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    form_ = officer.locator("form:has([name=to][value=returned])")
    form_.locator("textarea").fill("Combien de femmes dans ce groupe ? Le total ne va pas.")
    with officer.expect_navigation():
        form_.locator("button").click()
    edit = f"{address}/m/mli/records/{found['rival']}/edit"
    one, two = officer, officer.context.new_page()
    for page in (one, two):
        page.goto(edit)
    for page, transport, why in (
        (one, "bus", "Appel à l’enquêteur"),
        (two, "truck", "Vu sur la fiche papier"),
    ):
        page.locator("select[name$='transport']").select_option(transport)
        page.fill("[name=reason]", why)
        _press(page, ".send button.primary")
    two.close()
    officer.goto(f"{address}/m/mli/records/{found['rival']}")
    found["choose"] = officer.locator("a[href*='/choose/']").first.get_attribute("href")
    # The month's first days are approved where they are clean.
    for passed in (0, 2):
        for point in filling.POINTS:
            officer.goto(
                f"{address}/m/mli/queue/day?point={point}&day={MONTH + timedelta(days=passed)}"
            )
            if officer.locator("form:has([name=to][value=clean]) button").count():
                _press(officer, "form:has([name=to][value=clean]) button")
    officer.goto(f"{address}/m/mli/forms")
    found["form"] = (
        officer.locator("tbody th a", has_text=re.compile("flow_registry|Regist"))
        .or_(officer.locator("tbody th a"))
        .first.get_attribute("href")
    )
    return found


def _speak(page: Page, looker: Looker, address: str, lang: str) -> None:
    """Change the language by the button that every screen has."""
    looker.lang = lang
    page.set_viewport_size({"width": 1280, "height": 900})
    if page.locator("html").get_attribute("lang") != lang:
        _press(page, f"button[name=language][value={lang}]")


def _press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def _code(secret: str) -> str:
    text = re.sub(r"\s", "", secret).upper()
    return f"{totp(base64.b32decode(text + '=' * (-len(text) % 8))):06d}"
