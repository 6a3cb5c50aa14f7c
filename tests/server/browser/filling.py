"""Filling in a form in @getodk/web-forms as a person does: with clicks and keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from playwright.sync_api import Locator, Page, expect

_OPTIONS = """([place, path]) => {
  const find = (node) => node.currentState.reference === path ? node
    : (node.currentState.children ?? []).map(find).find(Boolean);
  return find(document.querySelector(place).azalaiRoot()).currentState.valueOptions
    .map((one) => one.value);
}"""
_HOST = ".web-form"


def fill_with_web_forms(
    page: Page, address: str, token: str, form: str, answers: Mapping[str, Any]
) -> None:
    """Fill in a form, send it, and wait until the server has confirmed it.

    Parameters
    ----------
    page : Page
        Any page of a browser.
    address : str
        Of the server, such as ``http://localhost:8000``.
    form : str
        Its id.
    answers : mapping
        Question (the last part of its path) -> answer, in the order of the form: text, number,
        `date`, `time`, the code of a choice, a list of codes. A repeat: its name -> a list of such
        mappings. None is skipped.
    """
    open_form(page, address, token, form)
    answer_all(page, answers)
    send(page)
    expect(page.locator(".network:not(.waiting)")).to_be_visible(timeout=30_000)


def open_form(page: Page, address: str, token: str, form: str) -> None:
    """Open a form and wait until it can be filled in."""
    page.goto(f"{address}/c/form/?form={form}#d={token}")
    page.locator("[data-question]").first.wait_for(timeout=60_000)


def answer_all(page: Page, answers: Mapping[str, Any], within: str = "") -> None:
    """Answer questions in order."""
    for name, value in answers.items():
        if value is None:
            continue
        if isinstance(value, Sequence) and value and isinstance(value[0], Mapping):
            for number, one in enumerate(value, start=1):
                if number > 1:
                    page.locator(".button-add-instance").last.click()
                answer_all(page, one, f"/{name}[{number}]/")
        else:
            inside = f"[data-question*='{within}']" if within else ""
            _answer(page, f"{inside}[data-question$='/{name}']", value)


def send(page: Page) -> None:
    """Press the form's button and wait until the record is in the queue."""
    page.locator(".odk-form .footer button").click()
    page.locator(f"{_HOST} .odk-form").wait_for(state="detached")


def _answer(page: Page, selector: str, value: Any) -> None:
    question = page.locator(selector)
    question.wait_for()
    if question.locator("input[type=radio], input[type=checkbox]").count():
        for code in value if isinstance(value, list) else [value]:
            control = question.locator(f"input[value='{code}']")
            # A calendar that is still closing may catch the first click.
            for _ in range(5):
                control.click(force=True)
                if control.is_checked():
                    break
                page.wait_for_timeout(200)
            expect(control).to_be_checked()
    elif question.locator(".p-select, .p-dropdown").count():
        _choose(page, question, str(value))
    elif isinstance(value, time):
        _type(question, f"{value:%H:%M}")
        page.keyboard.press("Escape")
    elif isinstance(value, date):
        english = page.locator("html").get_attribute("lang") == "en"
        _type(question, value.strftime("%d %b %Y" if english else "%d/%m/%Y"))
        page.keyboard.press("Escape")
    else:
        _type(question, str(value))


def _type(question: Locator, text: str) -> None:
    control = question.locator("input, textarea").first
    control.click()
    if control.get_attribute("role") == "spinbutton":
        # PrimeVue hears keys only; what stands there is replaced.
        control.press("Control+a")
        control.press_sequentially(text)
    else:
        control.fill(text)
    control.press("Tab")


def _choose(page: Page, question: Locator, code: str) -> None:
    path = question.get_attribute("data-question")
    options = page.evaluate(_OPTIONS, [_HOST, path])
    question.locator("[role=combobox]").click()
    chosen = page.locator("[role=listbox] [role=option]").nth(options.index(code))
    chosen.click()
    chosen.wait_for(state="hidden")
