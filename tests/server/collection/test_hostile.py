"""What nobody honest sends: answered at once, without failing, and without a byte astray."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from azalai.server.models import Attachment, Submission

from . import posting
from .conftest import Address

META = "<meta><instanceID>uuid:{}</instanceID></meta>"
SLOWEST = 1.0
NAMES = {
    "traversal": "../../../../tmp/azalai-evil.jpg",
    "traversal of windows": "..\\..\\..\\evil.jpg",
    "absolute": "/etc/cron.d/evil",
    "drive": "C:\\evil.jpg",
    "dot": ".",
    "dots": "..",
    "many dots": "....",
    "only blanks": "   ",
    "long": "n" * 300,
    "very long": "n" * 6000,
    "null": "a\0.jpg",
    "bell": "a\x07.jpg",
    "line end": "a\nb.jpg",
    "turned around": "photo\u202egpj.exe",
    "isolated": "\u2066a\u2069.jpg",
    "full-width slash": "..／..／evil",
    "fraction slash": "..⁄..⁄evil",
    "composed": "é.jpg",
    "decomposed": "e\u0301.jpg",
    "no joiner": "a\u200b.jpg",
    "emoji": "🐪" * 60 + ".jpg",
    "percent": "%2e%2e%2fevil",
    "device of windows": "CON",
    "database": "server.sqlite3",
    "key": "keys",
    "option": "--help",
    "shell": "$(reboot).jpg",
    "html": "<script>alert(1)</script>",
    "sql": "'; DROP TABLE server_submission; --",
    "formula": "=1+1.csv",
    "overlong encoding": "%c0%ae%c0%ae%c0%af",
}


def form(inside: str = "", attributes: str = 'id="f" version="1"', key: str = "x") -> str:
    """A form with something inside."""
    return f"<data {attributes}>{inside}{META.format(key)}</data>"


def documents() -> Iterator[tuple[str, bytes]]:
    """Documents that no phone makes."""
    bomb = "".join(f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" * 1}{f"&l{n - 1};" * 9}">'
                   for n in range(1, 10))  # fmt: skip
    yield "billion laughs", f'<!DOCTYPE d [<!ENTITY l0 "lol">{bomb}]><d>&l9;</d>'.encode()
    quadratic = "&a;" * 20_000
    yield "quadratic", f'<!DOCTYPE d [<!ENTITY a "{"a" * 50_000}">]><d>{quadratic}</d>'.encode()
    for name, to in (("file", "file:///etc/passwd"), ("network", "http://127.0.0.1:9/x"),
                     ("device", "file:///dev/random")):  # fmt: skip
        said = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{to}">]><d>&x;</d>'
        yield f"external entity: {name}", said.encode()
    yield "external subset", b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd"><d/>'
    yield "parameter entity", b'<!DOCTYPE d [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><d/>'
    yield "empty doctype", b"<!DOCTYPE d><d/>"
    yield "doctype in UTF-16", "<!DOCTYPE d><d/>".encode("utf-16")
    yield "entity that nobody declared", b"<d>&nbsp;</d>"
    yield "200,000 deep", b"<a>" * 200_000 + b"</a>" * 200_000
    yield "200,000 deep, unclosed", b"<a>" * 200_000
    yield (
        "names of a million characters",
        form(f"<{'g' * 10**6}>{'<a/>' * 9999}</{'g' * 10**6}>").encode(),
    )
    yield (
        "names that grow with the depth",
        form(
            "".join(f"<{'g' * 250}>" for _ in range(30))
            + "".join(f"<a{number}>1</a{number}>" for number in range(9000))
            + f"</{'g' * 250}>" * 30
        ).encode(),
    )
    yield "65 deep", form("<g>" * 65 + "</g>" * 65).encode()
    many = " ".join(f'a{n}="1"' for n in range(100_000))
    yield "100,000 attributes", f"<d {many}/>".encode()
    yield "100,000 namespaces", f"<d {many.replace(' a', ' xmlns:a')}/>".encode()
    yield "1,000,000 elements", b"<d>" + b"<a/>" * 1_000_000 + b"</d>"
    yield "text of 9 MB", form("<t>" + "x" * 9_000_000 + "</t>").encode()
    yield "attribute of 9 MB", f'<d id="{"x" * 9_000_000}"/>'.encode()
    yield "name of 9 MB", f"<{'d' * 9_000_000}/>".encode()
    yield "name of 4 MB", f"<{'d' * 4_000_000}/>".encode()
    yield "attribute of 4 MB", f'<d id="{"x" * 4_000_000}"/>'.encode()
    yield "comment of 9 MB", form("<!--" + "x" * 9_000_000 + "-->", key="comment").encode()
    yield "11 MB", form("<t>" + "<u>x</u>" * 1_400_000 + "</t>").encode()
    yield "200,000 instructions", form("<?a b?>" * 200_000, key="instructions").encode()
    yield "100,000 character references", form("<t>" + "&#65;" * 100_000 + "</t>", key="c").encode()
    yield "reference to null", b"<d>&#0;</d>"
    yield "reference to a surrogate", b"<d>&#xD800;</d>"
    yield "null", b"<d>\0</d>"
    yield "nothing", b""
    yield "blanks", b"   \n"
    yield "no XML", b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    yield "JSON", b'{"a": 1}'
    yield "two roots", b"<a/><b/>"
    yield "after the end", form(key="end").encode() + b"rest"
    yield "invalid UTF-8", b"<d>\xff\xfe</d>"
    yield "overlong UTF-8", b"<d>\xc0\xaf</d>"
    yield "UTF-16", form(key="u16").encode("utf-16")
    yield (
        "UTF-16 that says UTF-8",
        ('<?xml version="1.0" encoding="UTF-8"?>' + form(key="u168")).encode("utf-16"),
    )
    yield "UTF-8 that says UTF-16", b'<?xml version="1.0" encoding="UTF-16"?>' + form().encode()
    yield "UTF-8 with a mark", b"\xef\xbb\xbf" + form(key="mark").encode()
    yield "two marks", b"\xef\xbb\xbf" * 2 + form().encode()
    yield "UTF-32", form().encode("utf-32")
    for encoding in ("UTF-7", "utf_8_sig", "unicode_escape", "raw_unicode_escape", "idna",
                     "punycode", "rot13", "hex", "zlib", "bz2", "EBCDIC-CP-US", "cp1252",
                     "shift_jis", "ISO-2022-JP", "x" * 5000, "../../x", "undefined",
                     "mbcs"):  # fmt: skip
        head = f'<?xml version="1.0" encoding="{encoding}"?>'
        yield f"encoding {encoding[:20]}", (head + form(key=f"e-{encoding[:20]}")).encode()
    yield "script in UTF-7", b'<?xml version="1.0" encoding="UTF-7"?>+ADw-d+AD4-'
    long = "i" * 100_000
    yield "huge instance id", form(key=long).encode()
    yield "huge form id", form(attributes=f'id="{long}"').encode()
    yield "huge version", form(attributes=f'id="f" version="{long}"').encode()
    yield "form id like a path", form(attributes='id="../../etc" version="/"', key="p").encode()
    yield "form id of SQL", form(attributes='id="\'; DROP TABLE x; --"', key="sql").encode()
    yield "instance id of SQL", form(key="'); DELETE FROM server_content; --").encode()
    yield "no form id", form(attributes="", key="none").encode()
    yield "instance id that turns around", form(key="\u202e\u200b\ufeff").encode()
    yield "emoji", form("<t>🐪" + "\U0010ffff" + "</t>", key="🐪").encode()
    yield (
        "replaces itself",
        b'<data id="f"><meta><instanceID>uuid:self</instanceID>'
        b"<deprecatedID>uuid:self</deprecatedID></meta></data>",
    )
    yield "meta without end", b"<d><meta><instanceID>" * 1000
    yield "1,000 ids", ("<d><meta>" + "<instanceID>a</instanceID>" * 1000 + "</meta></d>").encode()
    yield "clock beyond time", form("<end>9999-12-31T23:59:59+14:00</end>", key="t1").encode()
    yield "clock before time", form("<end>0001-01-01T00:00:00-14:00</end>", key="t2").encode()
    yield "no clock", form("<end>" + "9" * 500 + "</end>", key="t3").encode()
    yield "envelope of many files", (
        '<d id="f" encrypted="yes"><media>' + "<file>../../x</file>" * 5000
        + f"</media><encryptedXmlFile>/etc/passwd</encryptedXmlFile>{META.format('env')}</d>"
    ).encode()  # fmt: skip


def requests(token: str) -> Iterator[tuple[str, bytes]]:
    """Requests around an honest document."""
    for number, (kind, name) in enumerate(NAMES.items()):
        said = name.encode()
        body, content_type = posting.multipart(
            form(f"<p>{'x'}</p>", key=f"n{number}").encode(), [("NAME", "NAME", b"data")]
        )
        yield f"name: {kind}", posting.request(token, body.replace(b"NAME", said), content_type)
    honest = form(key="around").encode()
    body, content_type = posting.multipart(honest, boundary="mark")
    yield (
        "boundary of 10,000",
        posting.request(token, body, "multipart/form-data; boundary=" + "b" * 10_000),
    )
    yield "empty boundary", posting.request(token, body, "multipart/form-data; boundary=")
    yield "boundary twice", posting.request(token, body, content_type + "; boundary=other")
    yield "wild boundary", posting.request(token, body, 'multipart/form-data; boundary="(.*)+$"')
    yield "other type", posting.request(token, body, "multipart/mixed; boundary=mark")
    yield "no type", posting.request(token, body, "")
    yield "only boundaries", posting.request(token, b"--mark\r\n" * 20_000, content_type)
    part = b'--mark\r\nContent-Disposition: form-data; name="%d"\r\n\r\nx\r\n'
    many = b"".join(part % number for number in range(2000))
    yield "2,000 parts", posting.request(token, many + b"--mark--\r\n", content_type)
    headers = b"--mark\r\n" + b"X: y\r\n" * 20_000 + b"\r\nx\r\n--mark--\r\n"
    yield "20,000 headers of a part", posting.request(token, headers, content_type)
    slow = b'--mark\r\nContent-Disposition: form-data; name="' + b"\\" * 7000 + b"\r\n\r\n"
    yield "7,000 backslashes", posting.request(token, slow + body, content_type)
    encoded = body.replace(b"Content-Type: text/xml", b"Content-Transfer-Encoding: base64")
    yield "encoded part", posting.request(token, encoded, content_type)
    yield "nested multipart", posting.request(
        token, body.replace(b"Type: text/xml", b"Type: multipart/mixed; boundary=n"),
        content_type,
    )  # fmt: skip
    dashes = b"\r\n--mar" * 100_000
    yield "nearly boundaries", posting.request(token, dashes + body, content_type)
    for address in ("../../etc/passwd", "%2e%2e/submission", "\xff", "x" * 3000, "a%00b"):
        head = posting.request("TOKEN", body, content_type)
        yield f"token {address[:10]}", head.replace(b"TOKEN", address.encode("latin-1"))


def test_hostile(waitress: Address, token: str, workspace: Path) -> None:
    cases = [
        *((name, posting.request(token, *posting.multipart(data))) for name, data in documents()),
        *requests(token),
    ]
    assert len(cases) >= 60
    assert len({name for name, _ in cases}) == len(cases)
    before = _files(workspace)
    met = {}
    for name, sent in cases:
        begin = time.monotonic()
        status = posting.status_of(posting.exchange(waitress, sent))
        met[name] = (status, time.monotonic() - begin)
    assert {name: one for name, one in met.items() if not 200 <= one[0] < 500} == {}
    slow = {name: round(one[1], 2) for name, one in met.items() if one[1] >= SLOWEST}
    assert slow == {}
    for name in ("billion laughs", "external entity: file", "200,000 deep",
                 "100,000 attributes", "name: traversal", "name: null", "encoding UTF-7",
                 "huge instance id"):  # fmt: skip
        assert met[name][0] == 400, name
    assert met["UTF-16"][0] == met["UTF-8 with a mark"][0] == 202
    assert _files(workspace) == before
    assert not Path("/tmp/azalai-evil.jpg").exists()
    for blob in settings.HOME.blobs.rglob("*"):
        if blob.is_file():
            assert blob.name in set(Attachment.objects.values_list("sha256", flat=True))
    assert Submission.objects.filter(attachments__isnull=False).exists()


def _files(workspace: Path) -> set[Path]:
    """Everything in and around the home that is no blob and no file of the database."""
    home = settings.HOME.root
    found = {path for place in (home, workspace) for path in place.rglob("*") if path.is_file()}
    return {
        path for path in found
        if settings.HOME.blobs not in path.parents and not path.name.startswith("server.sqlite3")
    }  # fmt: skip


@pytest.fixture(autouse=True)
def _without_blobs() -> Iterator[None]:
    yield
    for blob in settings.HOME.blobs.rglob("*"):
        if blob.is_file():
            blob.unlink()
