"""The whole road, on SQLite and on PostgreSQL: phone and browser → review → month → bulletin.

Nothing stands in for anything: JavaRosa, the engine of ODK Collect, fills in one form,
`@getodk/web-forms` in Chromium the other; a person adds the phone, looks at both records and
approves them in a browser; two people close the month; the numbers are read from the PDF.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

import httpx
import pytest
from django_otp.oath import totp
from playwright.sync_api import Browser, Page, sync_playwright

from azalai.forms.flatten import flatten
from azalai.forms.instance import read_instance
from azalai.workspace import Folder, engine
from tests.forms.javarosa import fill
from tests.server.browser.filling import fill_with_web_forms
from tests.server.postgres import Postgres

PASSWORD = "caravan-of-salt-1324"
LISTS = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"
DAY = date.today().replace(day=1) - timedelta(days=14)
"""In the month before: forms ask for days of the last two years, and a month must be over."""
ANSWERS: dict[str, Any] = {
    "visit": {"point": "ML-gogui", "date": DAY, "time": time(9, 30),
              "direction": "in"},
    "group": {"persons": "41", "transport": "bus", "sex_age_seen": "yes",
              "nationality_seen": "yes"},
    "sex_age": {"men": "20", "women": "11", "boys": "6", "girls": "4"},
    "nationalities": [
        {"one": {"nationality": "MLI", "nationality_persons": "35"}},
        {"one": {"nationality": "SEN", "nationality_persons": "6"}},
    ],
    "journey": {"departure": "MRT", "next_destination": "MLI", "final_destination": "MLI"},
    "why": {"movement_type": "return", "reason": ["work", "family"]},
    "vulnerable": "none",
}  # fmt: skip
"""Forty-one people in a bus from Mauritania, at an entry point of the example."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def address_of_database(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return ""
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.new_database()


def test_from_phone_to_bulletin(
    chromium: Browser,
    serving: Callable[..., Any],
    workspace: Path,
    address_of_database: str,
    tmp_path: Path,
) -> None:
    running = serving(environment={"AZALAI_DATABASE": address_of_database, "AZALAI_LANG": "en"})
    address = running.address
    setup = re.search(r"http\S+/setup/\S+", running.says("/setup/"))
    assert setup is not None

    # The first administrator, with a second factor.
    officer = _page(chromium)
    officer.goto(setup[0])
    officer.fill("[name=username]", "awa")
    officer.fill("[name=password]", PASSWORD)
    officer.fill("[name=again]", PASSWORD)
    _press(officer, "main button.primary")
    officer.wait_for_selector("[name=code]")
    secret = officer.locator(".once").first.text_content() or ""
    officer.fill("[name=code]", _code(secret))
    _press(officer, "main button.primary")

    # A colleague, by invitation; a phone, by its codes.
    officer.goto(f"{address}/people/add")
    officer.fill("[name=username]", "oumar")
    officer.check("[name=role][value=country_officer]")
    _press(officer, "main button.primary")
    invitation = (officer.locator(".once").text_content() or "").strip()
    colleague = _page(chromium)
    colleague.goto(invitation)
    colleague.fill("[name=password]", PASSWORD)
    colleague.fill("[name=again]", PASSWORD)
    _press(colleague, "main button.primary")
    colleague.fill("[name=username]", "oumar")
    colleague.fill("[name=password]", PASSWORD)
    _press(colleague, "main button.primary")
    officer.goto(f"{address}/m/mli/devices/add")
    officer.fill("[name=label]", "Gogui, day shift")
    _press(officer, "main button.primary")
    server, page_link = (
        (text or "").strip() for text in officer.locator(".once").all_text_contents()
    )
    token = server.rstrip("/").rsplit("/", 1)[1]
    assert token in page_link

    # The same answers, through both engines.
    _send_from_phone(server)
    enumerator = chromium.new_context(locale="en-GB")
    fill_with_web_forms(
        enumerator.new_page(), address, token, "flow_registry", _by_question(ANSWERS)
    )
    contents = _contents(address, officer)
    assert len(contents) == 2
    phone, web = (_record(xml) for xml in contents)
    assert phone == web
    assert phone["main"]["group-persons"] == "41"
    assert [row["nationality_code"] for row in phone["nationalities"]] == ["MLI", "SEN"]

    # Two alike at one hour: somebody has to say that these are two groups.
    for number in _records(officer, address):
        officer.goto(f"{address}/m/mli/records/{number}")
        _wait_for_findings(officer)
        _dismiss_all(officer)
    for number in _records(officer, address):
        officer.goto(f"{address}/m/mli/records/{number}")
        _press(officer, "form:has([name=to][value=approved]) button")
    officer.goto(f"{address}/m/mli/queue?show=all&month={DAY:%Y-%m}")

    # One asks for the month to be closed; asking and confirming takes two.
    month = f"{address}/m/mli/closing/{DAY:%Y-%m}"
    officer.goto(month)
    if officer.locator("form[action$='/feed']").count():
        _press(officer, "form[action$='/feed'] button")
    _press(officer, "form[action$='/ask'] button")
    assert officer.locator("form[action$='/confirm'] button:not([disabled])").count() == 0
    colleague.goto(month)
    _press(colleague, "form[action$='/confirm'] button")
    colleague.goto(month)
    if colleague.locator("form[action$='/bulletin']").count():
        _press(colleague, "form[action$='/bulletin'] button")
    english = _download(colleague, month, tmp_path)
    text = subprocess.run(
        ["pdftotext", "-layout", english, "-"], check=True, capture_output=True, text=True
    ).stdout
    assert re.search(r"\b82\b", text), text[:2000]
    assert f"{DAY:%B %Y}" in text
    one, other = (_observed(workspace, number) for number in (0, 1))
    assert one == other
    assert one["persons"] == 41
    assert one["counts"]["nationality"] == {("MLI", ""): 35, ("SEN", ""): 6}


def _observed(workspace: Path, number: int) -> dict[str, Any]:
    """One of the month's records in the workspace, but for its id."""
    folder = Folder(workspace)
    with engine() as opened:
        folder.load(opened, folder.months())
        ids = [name for (name,) in opened.rows("SELECT record_id FROM groups ORDER BY 1")]
    assert len(ids) == 2
    return asdict(replace(folder.observation(ids[number]), record_id=""))


def _page(browser: Browser) -> Page:
    page = browser.new_context(locale="en-GB").new_page()
    page.set_default_timeout(20_000)
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def _press(page: Page, selector: str) -> None:
    """Press a button that leads to another page."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def _code(secret: str) -> str:
    import base64

    text = re.sub(r"\s", "", secret).upper()
    key = base64.b32decode(text + "=" * (-len(text) % 8))
    return f"{totp(key):06d}"


def _send_from_phone(server: str) -> None:
    """What ODK Collect does: list, form, manifest, files; then the filled form."""
    with httpx.Client(headers={"X-OpenRosa-Version": "1.0"}, timeout=60) as phone:
        listed = ElementTree.fromstring(phone.get(f"{server}/formList").content)
        form = next(one for one in listed if one.findtext(f"{LISTS}formID") == "flow_registry")
        xform = phone.get(urljoin(server, form.findtext(f"{LISTS}downloadUrl"))).text
        manifest = ElementTree.fromstring(
            phone.get(urljoin(server, form.findtext(f"{LISTS}manifestUrl"))).content
        )
        files = {
            one.findtext(f"{MANIFEST}filename") or "": phone.get(
                urljoin(server, one.findtext(f"{MANIFEST}downloadUrl"))
            ).content
            for one in manifest
        }
        xml = fill(xform, files, _as_texts(ANSWERS), "English (en)")
        assert phone.head(f"{server}/submission").status_code == 204
        answer = phone.post(
            f"{server}/submission",
            files={"xml_submission_file": ("form.xml", xml, "text/xml")},
        )
        assert answer.status_code == 201, answer.text


def _as_texts(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as a phone writes them."""
    found: dict[str, Any] = {}
    for name, value in answers.items():
        if isinstance(value, Mapping):
            found[name] = _as_texts(value)
        elif isinstance(value, list) and isinstance(value[0], Mapping):
            found[name] = [_as_texts(one) for one in value]
        else:
            found[name] = " ".join(value) if isinstance(value, list) else f"{value}"
    return found


def _by_question(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers without the groups in which the questions stand."""
    found: dict[str, Any] = {}
    for name, value in answers.items():
        if isinstance(value, Mapping):
            found |= _by_question(value)
        elif isinstance(value, list) and isinstance(value[0], Mapping):
            found[name] = [_by_question(one) for one in value]
        else:
            found[name] = value
    return found


def _records(page: Page, address: str) -> list[str]:
    page.goto(f"{address}/m/mli/queue/day?point=ML-gogui&day={DAY}&show=all")
    links = page.locator("a[href*='/records/']").evaluate_all("all => all.map(one => one.href)")
    return sorted({link.rsplit("/", 1)[1].split("?")[0].split("#")[0] for link in links}, key=int)


def _contents(address: str, page: Page) -> list[bytes]:
    """The two contents as they lie in the database, by the API of a signed-in officer."""
    listed = page.request.get(f"{address}/v1/projects/1/forms/flow_registry/submissions").json()
    return [
        page.request.get(
            f"{address}/v1/projects/1/forms/flow_registry/submissions/{one['instanceId']}.xml"
        ).body()
        for one in sorted(listed, key=lambda one: one["createdAt"])
    ]


def _record(xml: bytes) -> dict[str, Any]:
    """What was answered, without what two fillings cannot share: ids and hours of filling."""
    flat = flatten(read_instance(xml), None)
    return {"main": _answered(flat.main)} | {
        name: [_answered(row) for row in rows] for name, rows in flat.repeats.items()
    }


def _answered(row: Mapping[str, str]) -> dict[str, str | time]:
    own = ("start", "end", "meta-instanceID", "meta-instanceName", "KEY", "PARENT_KEY")
    return {name: _value(text) for name, text in row.items() if name not in own and text}


def _value(text: str) -> str | time:
    """An answer; both engines write an hour, one as ``Z``, the other as ``+00:00``."""
    return time.fromisoformat(text) if text[2:3] == ":" else text


def _wait_for_findings(page: Page) -> None:
    """Until the checks have looked at the record, which they do by themselves."""
    for _ in range(40):
        if page.locator("form[action*='/findings/']").count():
            return
        page.wait_for_timeout(500)
        page.reload()


def _dismiss_all(page: Page) -> None:
    while page.locator("form[action*='/findings/'] input[name=reason]").count():
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        form = page.locator("form[action*='/findings/']:has(input[name=reason])").first
        form.locator("input[name=reason]").fill("Two buses; both drivers were asked.")
        with page.expect_navigation():
            form.locator("button").click()


def _download(page: Page, month: str, folder: Path) -> Path:
    """The English bulletin, once the server has made it."""
    for _ in range(60):
        links = page.locator("a[download][href*='en'][href$='.pdf']")
        if links.count():
            with page.expect_download() as waiting:
                links.first.click()
            path = folder / "bulletin.pdf"
            waiting.value.save_as(path)
            return path
        page.wait_for_timeout(1000)
        page.goto(month)
    raise AssertionError("no bulletin was made")
