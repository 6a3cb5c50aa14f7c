"""OpenRosa 1.0: what phones ask and send, answered without Django's stack (docs/openrosa.md).

A submission costs a tenth of what it would cost through sessions, middlewares and views; and every
answer on these addresses, whatever goes wrong, is one that a phone understands.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from azalai.forms.instance import read_instance
from azalai.model.errors import AzalaiError
from azalai.server.collection import offering
from azalai.server.collection.body import LARGEST_BODY, read_body
from azalai.server.collection.committer import Outcome, commit, commit_then, read_and_commit
from azalai.server.collection.messages import Refusal, message, refused, response, today
from azalai.server.collection.receiving import Arrival, News, Prepared, prepare
from azalai.server.collection.senders import Sender, by_password, by_token
from azalai.server.models import Flag, Origin
from azalai.wording.phone import PhoneWording, phone_language

Environ = dict[str, Any]
StartResponse = Callable[..., Any]

_LOG = logging.getLogger(__name__)
_XML: Final = "text/xml; charset=utf-8"
_ALWAYS: Final = (
    ("X-OpenRosa-Version", "1.0"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
)
ANSWER: Final = "azalai.answer"
"""Where `application` finds an answer that is there already."""
_LIMIT: Final = ("X-OpenRosa-Accept-Content-Length", str(LARGEST_BODY))


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    status: int
    content: bytes = b""
    content_type: str = _XML
    headers: tuple[tuple[str, str], ...] = ()


def serves(address: str) -> bool:
    """Whether an address is one of phones."""
    return address.startswith(("/d/", "/o/"))


def by_token_alone(address: str) -> bool:
    """Whether the address itself says who sends; else there is a password to check."""
    return address.startswith("/d/")


def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """The WSGI application of all addresses that `serves` knows."""
    answer = environ.get(ANSWER) or answer_to(environ)
    status = HTTPStatus(answer.status)
    headers = [*_ALWAYS, *answer.headers]
    if answer.content:
        headers.append(("Content-Type", answer.content_type))
    if answer.status not in (204, 304):
        headers.append(("Content-Length", str(len(answer.content))))
    start_response(f"{status.value} {status.phrase}", headers)
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.content]


def answer_to(environ: Environ) -> Answer:
    """The answer to a request; never an exception."""
    asked = _Asked(environ)
    found = asked.begin()
    if isinstance(found, Answer):
        return found
    try:
        outcome: Outcome = commit(found)
    except Exception as problem:
        outcome = problem
    return asked.end(outcome)


def answer_later(environ: Environ, tell: Callable[[Answer], None], *, read_now: bool) -> None:
    """The same without waiting for a commit.

    Parameters
    ----------
    tell : callable
        Gets the answer, in this thread or in the one that commits.
    read_now : bool
        In this thread; else it is read by the one that commits, and this returns at once.
    """
    asked = _Asked(environ)

    def read() -> Prepared | None:
        found = asked.begin()
        if isinstance(found, Prepared):
            return found
        tell(found)
        return None

    def answer(outcome: Outcome) -> None:
        tell(asked.end(outcome))

    if not read_now:
        read_and_commit(read, answer)
    elif found := read():
        commit_then(found, answer)


class _Asked:
    """One request: what can be done of it at once, and what follows the commit of a record."""

    def __init__(self, environ: Environ) -> None:
        self._environ = environ
        self._language = phone_language(str(environ.get("HTTP_ACCEPT_LANGUAGE", "")), "")
        self._sender: Sender | None = None
        self._practice = False

    def begin(self) -> Answer | Prepared:
        """The answer; or a record, read, that is to be committed before there is one."""
        try:
            return self._guarded(self._begin)
        finally:
            close_old_connections()

    def end(self, outcome: Outcome) -> Answer:
        """The answer to a record of which this became."""
        answer = self._guarded(lambda: self._end(outcome))
        assert isinstance(answer, Answer)
        return answer

    def _guarded(self, work: Callable[[], Answer | Prepared]) -> Answer | Prepared:
        try:
            return work()
        except Refusal as refusal:
            said = refusal
        except AzalaiError as problem:
            said = refused(problem)
        except Exception:
            _LOG.exception("a phone's request failed")
            said = Refusal(503, "later", ("Retry-After", "60"))
        language = self._language or (self._sender.language if self._sender else "fr")
        words = PhoneWording(language).text(f"phone.answer.{said.key}")
        nature = "submit_error" if self._sender else "authentication_error"
        headers = (*said.headers, ("Content-Language", language), ("Cache-Control", "no-store"))
        return Answer(said.status, response(words, nature), headers=headers)

    def _begin(self) -> Answer | Prepared:
        environ = self._environ
        address = _address(environ)
        root, _, rest = address[3:].partition("/")
        sending = rest == "submission"
        self._sender = (
            by_token(root, sending) if by_token_alone(address) else by_password(root, environ)
        )
        self._language = self._language or self._sender.language
        if not sending:
            return _fetched(environ, self._sender, rest)
        method = environ["REQUEST_METHOD"]
        if method == "HEAD":
            return Answer(204, headers=(_LIMIT, ("Cache-Control", "no-store")))
        if method != "POST":
            raise Refusal(405, "not_so", ("Allow", "HEAD, POST"))
        if self._sender.mission.strict and not environ.get("HTTP_X_OPENROSA_VERSION"):
            raise Refusal(400, "no_openrosa")
        if not settings.HOME.has_room(settings.RESERVE):
            _LOG.error("less than %s bytes are free: nothing is taken in", settings.RESERVE)
            raise Refusal(503, "no_room", ("Retry-After", "600"))
        return prepare(self._arrival(environ, self._sender))

    def _arrival(self, environ: Environ, sender: Sender) -> Arrival:
        device = sender.device
        practice = "practice=1" in str(environ.get("QUERY_STRING", "")).split("&")
        self._practice = practice or (device is not None and device.practice)
        clock = str(environ.get("HTTP_X_AZALAI_CLOCK", ""))
        with read_body(environ) as body:
            if body.has_attachments:
                # Nothing of what cannot be read is kept, nor what came with it.
                read_instance(body.xml)
            return Arrival(
                mission_id=sender.mission.pk,
                xml=body.xml,
                attachments=body.keep(),
                origin=Origin.BROWSER if clock else Origin.PHONE,
                device_id=device.pk if device else None,
                user_id=sender.user.pk if sender.user else None,
                practice=self._practice,
                sent_at=_clock(clock),
            )

    def _end(self, outcome: Outcome) -> Answer:
        if isinstance(outcome, BaseException):
            raise outcome
        sender, receipt = self._sender, outcome
        assert sender is not None
        if not sender.hears_of(receipt.news.point):
            receipt = replace(receipt, news=News(corrections=receipt.news.corrections))
        status = receipt.status
        if sender.mission.strict and {Flag.UNKNOWN_FORM, Flag.UNKNOWN_VERSION} & set(receipt.flags):
            # Kept all the same: here the answer is Central's, the record is not lost.
            status = 404
        said = message(receipt, self._language, sender.mission.path, self._practice)
        nature = "submit_success" if status < 300 else "submit_error"
        headers = [_LIMIT, ("Content-Language", self._language), ("Cache-Control", "no-store")]
        if status >= 300:
            # For our own pages: they need not send it again.
            headers.append(("X-Azalai-Kept", "1"))
        return Answer(status, response(said, nature), headers=tuple(headers))


def _address(environ: Environ) -> str:
    """The address as text; WSGI hands over its bytes as Latin-1."""
    said = str(environ.get("PATH_INFO", ""))
    try:
        return said.encode("latin-1").decode()
    except UnicodeError:
        raise Refusal(404, "not_found") from None


def _clock(said: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _fetched(environ: Environ, sender: Sender, rest: str) -> Answer:
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        raise Refusal(405, "not_so", ("Allow", "GET, HEAD"))
    if rest == "today.json" and sender.device is not None:
        content = json.dumps(today(sender.device), ensure_ascii=False).encode()
        return Answer(200, content, "application/json", (("Cache-Control", "no-store"),))
    host = _host(environ)
    kind, _, inside = rest.partition("/")
    if kind == "returned" and sender.device is not None:
        record = offering.returned(sender.device, inside)
        return Answer(200, record.content, headers=(("Cache-Control", "no-store"),))
    if rest == "formList":
        found = offering.form_list(sender, host, str(environ.get("QUERY_STRING", "")))
    elif kind == "forms":
        found = offering.form(sender, inside)
    elif kind == "manifest":
        found = offering.manifest(sender, host, inside)
    elif kind == "files":
        found = offering.file(sender, inside)
    else:
        raise Refusal(404, "not_found")
    # Addresses carry the token: what names them is not compressed, its length would tell of it.
    packed = kind in ("forms", "files") and _takes_gzip(environ)
    tag = hashlib.sha256(found.content).hexdigest()[:32]
    headers: tuple[tuple[str, str], ...] = (
        ("ETag", f'"{tag}-gzip"' if packed else f'"{tag}"'),
        ("Cache-Control", "private, no-cache"),
        ("Vary", "Accept-Encoding"),
    )
    if f'"{tag}' in str(environ.get("HTTP_IF_NONE_MATCH", "")):
        return Answer(304, headers=headers)
    if not packed:
        return Answer(200, found.content, found.content_type, headers)
    content = gzip.compress(found.content, 6, mtime=0)
    return Answer(200, content, found.content_type, (*headers, ("Content-Encoding", "gzip")))


def _takes_gzip(environ: Environ) -> bool:
    """Whether the sender reads it compressed.

    Examples
    --------
    >>> _takes_gzip({"HTTP_ACCEPT_ENCODING": "br, GZIP;q=0.5"})
    True
    >>> _takes_gzip({"HTTP_ACCEPT_ENCODING": "gzip;q=0"}) or _takes_gzip({})
    False
    """
    for one in str(environ.get("HTTP_ACCEPT_ENCODING", "")).lower().split(","):
        name, _, weight = one.replace(" ", "").partition(";q=")
        if name == "gzip":
            return weight.strip("0.") != "" or not weight
    return False


def _host(environ: Environ) -> str:
    if settings.PUBLIC_URL:
        return str(settings.PUBLIC_URL)
    scheme = environ["wsgi.url_scheme"]
    if settings.TRUST_PROXY:
        scheme = environ.get("HTTP_X_FORWARDED_PROTO", scheme)
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    return f"{scheme}://{host}"


@csrf_exempt
def view(request: HttpRequest, **_: str) -> HttpResponse:
    """The same answers as a Django view: what Django's test client meets.

    A token or a password in the request itself says who it is; there is no session to ride on.
    """
    answer = answer_to(request.environ)  # type: ignore[attr-defined]
    made = HttpResponse(answer.content, status=answer.status, content_type=answer.content_type)
    for name, value in (*_ALWAYS, *answer.headers):
        made[name] = value
    return made


urlpatterns: list[URLPattern] = [
    path("d/<str:token>/<path:rest>", view),
    path("o/<slug:mission>/<path:rest>", view),
]
