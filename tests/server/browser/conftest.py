"""A server with the packaged forms behind a wire that can be cut, and phones (Chromium, 390 px)."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from azalai.server.browser.bundle import bundle
from azalai.server.collection.publishing import publish
from azalai.server.models import Device, Mission, Submission
from azalai.server.people.actors import SYSTEM
from azalai.server.people.tokens import new_device
from azalai.server.wsgi import application
from tests.server.browser.proxy import Wire

if not bundle():
    pytest.fail("the pages for phones are not built: make web", pytrace=False)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; one for all tests."""
    # Playwright's own event loop runs in this thread; Django would take that for a mistake of ours.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@dataclass
class Site:
    """A server that runs in this process."""

    wire: Wire
    mission: Mission
    device: Device
    token: str
    ill: bool = False
    """Whether it answers 503 to whatever is sent."""

    @property
    def address(self) -> str:
        """Where its pages are."""
        return self.wire.address

    def page(self, path: str = "") -> str:
        """An address as the office hands it out."""
        return f"{self.address}/c/{path}#d={self.token}"

    def records(self, **only: object) -> int:
        """How many records the server has."""
        return Submission.objects.filter(**only).count()


def _run(server: Any) -> None:
    with contextlib.suppress(OSError):  # its socket is closed under it at the end
        server.run()


@pytest.fixture
def site(mission: Mission) -> Iterator[Site]:
    """The mission with its forms, and one device."""
    from waitress.server import create_server

    for form in ("counter", "flow_registry"):
        publish(mission, form)
    device, token = new_device(mission, "Awa", actor=SYSTEM, language="fr")
    whole = application()

    def ill_at_times(environ: Any, start_response: Any) -> Iterable[bytes]:
        if made.ill and environ["PATH_INFO"].endswith("/submission"):
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return []
        return whole(environ, start_response)

    server = create_server(ill_at_times, host="127.0.0.1", port=0, threads=8, ident="")
    threading.Thread(target=_run, args=(server,), daemon=True).start()
    wire = Wire(("127.0.0.1", int(server.effective_port)))
    made = Site(wire, mission, device, token)
    yield made
    wire.close()
    server.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A new phone with nothing on it: ``phone(lang="ar")``."""
    opened: list[BrowserContext] = []

    def make(lang: str = "fr") -> BrowserContext:
        context = chromium.new_context(
            viewport={"width": 390, "height": 844}, locale=lang, accept_downloads=True
        )
        context.set_default_timeout(20_000)
        opened.append(context)
        return context

    yield make
    for one in opened:
        one.close()


def kept_offline(page: Page) -> None:
    """Wait until the page can do without network."""
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
