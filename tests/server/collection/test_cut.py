"""Bodies that are cut or damaged, over real sockets: none is acknowledged, nothing is kept."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings

from azalai.server.models import Attachment, Content, Submission

from . import posting
from .conftest import Address
from .test_receiving import xml

CASES = {"waitress": 1200, "gunicorn": 800}
BOUNDARY = "----azalai7MA4YWxkTrZu0gW"
Whole = tuple[str, bytes, str]
"""Token, body, content type."""


def cut(body: bytes, dice: random.Random) -> bytes:
    """The beginning of a body, before the last two dashes: what follows them means nothing."""
    return body[: dice.randrange(len(body) - 3)]


def pieces(body: bytes, dice: random.Random) -> list[bytes]:
    """A body in chunks."""
    found = []
    while body:
        size = dice.randint(1, 900)
        found.append(body[:size])
        body = body[size:]
    return found


def closed_early(whole: Whole, dice: random.Random) -> bytes:
    """Fewer bytes than announced, then the connection ends."""
    token, body, content_type = whole
    return posting.request(token, body, content_type)[: -dice.randint(1, len(body))]


def announced_short(whole: Whole, dice: random.Random) -> bytes:
    """As many bytes as announced, of a body that is cut."""
    token, body, content_type = whole
    return posting.request(token, cut(body, dice), content_type)


def chunks_cut(whole: Whole, dice: random.Random) -> bytes:
    """Chunks, then the connection ends, without the last one."""
    token, body, content_type = whole
    sent = posting.chunked(token, pieces(body, dice), content_type, end=b"")
    return sent[: -dice.randint(1, len(body) // 2)]


def chunks_unended(whole: Whole, dice: random.Random) -> bytes:
    """Every chunk but the one that says that it is the last."""
    token, body, content_type = whole
    return posting.chunked(token, pieces(body, dice), content_type, end=b"")


def chunks_short(whole: Whole, dice: random.Random) -> bytes:
    """Chunks that end properly, of a body that is cut."""
    token, body, content_type = whole
    return posting.chunked(token, pieces(cut(body, dice), dice), content_type)


def chunk_lies(whole: Whole, dice: random.Random) -> bytes:
    """A chunk that is not as long as it says."""
    token, body, content_type = whole
    head, _, _ = posting.chunked(token, [], content_type, end=b"").partition(b"\0")
    said = len(body) + dice.choice([-7, -1, 1, 9])
    return head + b"%x\r\n%s\r\n0\r\n\r\n" % (said, body)


def boundary_damaged(whole: Whole, dice: random.Random) -> bytes:
    """One byte of a boundary is another."""
    token, body, content_type = whole
    mark = b"--" + BOUNDARY.encode()
    places = [at for at in range(len(body)) if body.startswith(mark, at)]
    at = dice.choice(places) + dice.randrange(len(mark))
    return posting.request(token, body[:at] + b"\x01" + body[at + 1 :], content_type)


def form_damaged(whole: Whole, dice: random.Random) -> bytes:
    """The form's XML with bytes that no XML has."""
    token, body, content_type = whole
    at = dice.randrange(body.index(b"<data"), body.index(b"</data>") + 7)
    bad = dice.choice([b"\x00", b"\xff", b"<<", b"&<", b"\xc3("])
    return posting.request(token, body[:at] + bad + body[at + 1 :], content_type)


def form_twice(whole: Whole, dice: random.Random) -> bytes:
    """Two forms in one body: which would it be?"""
    token, _, content_type = whole
    more = [("xml_submission_file", "other.xml", xml(f"uuid:{dice.random()}"))]
    body, _ = posting.multipart(xml(f"uuid:{dice.random()}"), more, BOUNDARY)
    return posting.request(token, body, content_type)


def form_missing(whole: Whole, dice: random.Random) -> bytes:
    """A part of another name, whole; and no boundary announced, or another one."""
    token, body, content_type = whole
    wrong = dice.choice(["multipart/form-data", "multipart/form-data; boundary=other", "text/xml"])
    if dice.random() < 0.5:
        return posting.request(token, body, wrong)
    return posting.request(
        token, body.replace(b'"xml_submission_file"', b'"xml_submission"'), content_type
    )


KINDS: tuple[Callable[[Whole, random.Random], bytes], ...] = (
    closed_early, announced_short, chunks_cut, chunks_unended, chunks_short, chunk_lies,
    boundary_damaged, form_damaged, form_twice, form_missing,
)  # fmt: skip


def whole(token: str, number: int, dice: random.Random) -> Whole:
    """A submission as a phone sends it, with some attachments or none."""
    names = [f"photo-{one}.jpg" for one in range(dice.randrange(3))]
    more = "".join(f"<p{at}>{name}</p{at}>" for at, name in enumerate(names))
    form = xml(f"uuid:cut-{number}", more=f"<note>{'à' * dice.randrange(400)}</note>{more}")
    files = [(name, name, dice.randbytes(dice.randrange(5000))) for name in names]
    body, content_type = posting.multipart(form, files, BOUNDARY)
    return token, body, content_type


@pytest.mark.parametrize("server", CASES)
def test_none_is_acknowledged(server: str, token: str, request: pytest.FixtureRequest) -> None:
    address: Address = request.getfixturevalue(server)
    dice = random.Random(5)
    sent = []
    for number in range(CASES[server]):
        kind = KINDS[number % len(KINDS)]
        sent.append((kind.__name__, kind(whole(token, number, dice), dice)))
    with ThreadPoolExecutor(8) as phones:
        answers = list(phones.map(lambda one: posting.exchange(address, one[1]), sent))
    statuses = Counter(
        (name, posting.status_of(answer)) for (name, _), answer in zip(sent, answers, strict=True)
    )
    assert all(status in (0, 400) for _, status in statuses), statuses
    assert Submission.objects.count() == Content.objects.count() == Attachment.objects.count() == 0
    kept = [path for path in settings.HOME.blobs.rglob("*") if path.is_file()]
    assert kept == []
    # And the server is as well as before.
    body, content_type = posting.multipart(xml("uuid:whole"), [("a.jpg", "a.jpg", b"a")])
    for good in (
        posting.request(token, body, content_type, "Connection: close\r\n"),
        posting.chunked(token, pieces(body, dice), content_type),
    ):
        assert posting.status_of(posting.exchange(address, good)) in (201, 202)
    assert Submission.objects.count() == 1
    for path in settings.HOME.blobs.rglob("*"):
        if path.is_file():
            path.unlink()
