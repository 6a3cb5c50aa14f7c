"""How the built pages are served: what may be kept, what may run, in which encoding."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from azalai.server.browser import bundle as room
from azalai.server.browser.bundle import bundle, read_bundle


def _asset(ending: str) -> str:
    return next(name for name in bundle() if name.startswith("assets/") and name.endswith(ending))


def test_pages_are_asked_for_each_time_and_hashed_files_kept_for_good(
    browser: Callable[..., Client],
) -> None:
    client = browser()
    for page in ("/c/", "/c/count/", "/c/form/", "/c/worker.js", "/c/words/ar.json"):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert answer["Cache-Control"] == "public, no-cache"
        again = client.get(page, headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304
        assert not again.content
    kept = client.get(f"/c/{_asset('.js')}")
    assert "immutable" in kept["Cache-Control"]


def test_nothing_foreign_runs(browser: Callable[..., Client]) -> None:
    policies = {page: browser().get(page)["Content-Security-Policy"] for page in
                ("/c/", "/c/count/", "/c/form/")}  # fmt: skip
    for policy in policies.values():
        assert "default-src 'none'" in policy
        assert "script-src 'self' 'wasm-unsafe-eval';" in policy
        assert "connect-src 'self'" in policy
    assert "'unsafe-inline'" not in policies["/c/"] + policies["/c/count/"]
    assert "style-src 'self' 'unsafe-inline'" in policies["/c/form/"]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", None)],
)
def test_the_smallest_encoding_that_is_taken(
    browser: Callable[..., Client], accepted: str, encoding: str | None
) -> None:
    name = _asset(".js")
    answer = browser().get(f"/c/{name}", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == encoding
    content = b"".join(answer.streaming_content)
    plain = (room.BUNDLE / name).read_bytes()
    if encoding == "gzip":
        content = gzip.decompress(content)
    if encoding != "br":
        assert content == plain
    else:
        assert len(content) < len(plain) / 2


@pytest.mark.parametrize("name", ["../settings.py", "..%2fsettings.py", "x", "count", "index.html"])
def test_only_what_is_in_the_bundle_is_there(browser: Callable[..., Client], name: str) -> None:
    assert browser().get(f"/c/{name}").status_code == 404
    assert browser().post("/c/").status_code == 405


def test_without_a_bundle_the_page_says_how_to_build(
    browser: Callable[..., Client], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "BUNDLE", tmp_path)
    answer = browser().get("/c/")
    assert answer.status_code == 503
    assert "make web" in answer.content.decode()


def test_every_language_has_every_word() -> None:
    words = Path(room.BUNDLE) / "words"
    import json

    keys = {path.stem: set(json.loads(path.read_text())) for path in words.glob("*.json")}
    assert set(keys) == {"ar", "en", "fr"}
    assert keys["ar"] == keys["en"] == keys["fr"]


def test_an_address_is_a_folder_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "count").mkdir()
    (tmp_path / "count/index.html").write_text("<p>")
    (tmp_path / "secret.py").write_text("")
    assert list(read_bundle(tmp_path)) == ["count/"]
