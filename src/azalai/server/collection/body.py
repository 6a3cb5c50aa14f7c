"""The body of a submission, read strictly: what is cut or damaged is refused, whatever the server.

Servers differ in what they hand over of a body that broke off: some nothing, some what there was,
without a word. So a body counts only with its closing boundary, and with as many bytes as it
announced. Attachments go to disk while they come in; only the form itself is held in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Protocol

from azalai.forms.instance import LARGEST
from azalai.model.errors import InputError
from azalai.server.collection.blobs import Writing
from azalai.server.collection.partheaders import (
    boundary_of,
    checked_name,
    cut,
    decoded,
    parameters,
)
from azalai.server.collection.receiving import Part

LARGEST_BODY: Final = 100 * 2**20
"""Bytes of one post; phones send what is more in several."""
_BLOCK: Final = 2**16
_PREAMBLE: Final = 1024
_HEADERS: Final = 8192
_FIELD: Final = 1024
_PARTS: Final = 250
_FORM = "xml_submission_file"
_INCOMPLETE = "*isIncomplete*"
_SWALLOWED = b"\r\nContent-Disposition: form-data"
"""Inside a part: the boundary before it is damaged, and two parts have become one."""
_AS_IT_IS = frozenset({"", "7bit", "8bit", "binary"})


class _Sink(Protocol):
    def write(self, data: bytes | memoryview) -> None: ...


class _Text:
    """Bytes held in memory, up to a limit."""

    def __init__(self, limit: int) -> None:
        self.data = bytearray()
        self._limit = limit

    def write(self, data: bytes | memoryview) -> None:
        if len(self.data) + len(data) > self._limit:
            raise InputError("multipart_too_large", limit=self._limit)
        self.data += data


@dataclass(frozen=True, slots=True)
class _Attachment:
    name: str
    content_type: str
    blob: Writing


class Body:
    """A body that came whole. Its attachments go away with it unless they are kept.

    Attributes
    ----------
    xml : bytes
        Of ``xml_submission_file``.
    """

    def __init__(self) -> None:
        self.xml = b""
        self._attachments: list[_Attachment] = []
        self._pending = ExitStack()

    def keep(self) -> tuple[Part, ...]:
        """Make the attachments durable."""
        return tuple(
            Part(one.name, one.content_type, one.blob.keep(), one.blob.size)
            for one in self._attachments
        )

    @property
    def has_attachments(self) -> bool:
        """Whether anything came with the form."""
        return bool(self._attachments)

    def add(self, name: str, content_type: str) -> Writing:
        """Another attachment, to be written."""
        blob = self._pending.enter_context(Writing())
        self._attachments.append(_Attachment(name, content_type, blob))
        return blob

    def __enter__(self) -> Body:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pending.close()


def read_body(environ: Mapping[str, Any]) -> Body:
    """Read a submission's body.

    Parameters
    ----------
    environ : mapping
        Of WSGI; its stream is read to the end.

    Returns
    -------
    Body
        A context manager.

    Raises
    ------
    InputError
        ``multipart_cut`` for what is no whole multipart body; ``multipart_too_large``;
        ``multipart_bad_name`` for a name of an attachment that no phone gives.
    """
    boundary = boundary_of(str(environ.get("CONTENT_TYPE", "")))
    body = Body()
    try:
        _Reading(_Stream(environ), boundary, body).read()
    except BaseException:
        body.__exit__(None, None, None)
        raise
    return body


class _Stream:
    """The bytes that a request announced: no fewer, no more."""

    def __init__(self, environ: Mapping[str, Any]) -> None:
        self._input = environ["wsgi.input"]
        announced = str(environ.get("CONTENT_LENGTH") or "")
        self._left: int | None = None
        if announced:
            if not announced.isdecimal():
                raise cut("no length")
            self._left = int(announced)
        elif not environ.get("wsgi.input_terminated"):
            raise cut("no length")
        self._allowed = LARGEST_BODY
        if self._left is not None and self._left > LARGEST_BODY:
            raise InputError("multipart_too_large", limit=LARGEST_BODY)

    def read(self) -> bytes:
        """The next bytes; none at the end."""
        if self._left == 0:
            return b""
        wanted = _BLOCK if self._left is None else min(_BLOCK, self._left)
        try:
            data: bytes = self._input.read(wanted)
        except Exception as problem:
            # Each server has its own for a connection that breaks off or a chunk that lies.
            raise cut(type(problem).__name__) from None
        if self._left is not None:
            if not data:
                raise cut("fewer bytes than announced")
            self._left -= len(data)
        self._allowed -= len(data)
        if self._allowed < 0:
            raise InputError("multipart_too_large", limit=LARGEST_BODY)
        return data


class _Reading:
    """A multipart body from one end to the other."""

    def __init__(self, stream: _Stream, boundary: bytes, body: Body) -> None:
        self._stream = stream
        # So that the first boundary, too, follows a line end.
        self._buffer = bytearray(b"\r\n")
        self._delimiter = b"\r\n--" + boundary
        self._body = body
        self._forms = 0

    def read(self) -> None:
        try:
            self._until_delimiter(_Text(_PREAMBLE))
        except InputError:
            raise cut("no boundary at the beginning") from None
        parts = 0
        while not self._closing():
            parts += 1
            if parts > _PARTS:
                raise InputError("multipart_too_large", limit=_PARTS)
            self._part()
        self._buffer.clear()
        rest = 0
        while data := self._stream.read():
            rest += len(data)
            if rest > _PREAMBLE:
                raise cut("something after the end")
        if self._forms != 1:
            raise cut(f"{self._forms} × {_FORM}")

    def _more(self) -> None:
        data = self._stream.read()
        if not data:
            raise cut("no closing boundary")
        self._buffer += data

    def _closing(self) -> bool:
        """After a delimiter: whether it was the last one."""
        while len(self._buffer) < 2:
            self._more()
        if self._buffer[:2] == b"--":
            return True
        line = self._line(200)
        if line.strip(b" \t"):
            raise cut("a damaged boundary")
        return False

    def _line(self, limit: int) -> bytes:
        while (end := self._buffer.find(b"\r\n", 0, limit + 2)) < 0:
            if len(self._buffer) > limit + 2:
                raise cut("a line that does not end")
            self._more()
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        return line

    def _part(self) -> None:
        headers = self._headers()
        disposition = headers.get("content-disposition", "")
        if disposition.partition(";")[0].strip().lower() != "form-data":
            raise cut("a part without a name")
        if headers.get("content-transfer-encoding", "").lower() not in _AS_IT_IS:
            raise cut("an encoded part")
        named = parameters(disposition)
        name, file_name = named.get("name", ""), named.get("filename", "")
        if name == _FORM:
            self._forms += 1
            text = _Text(LARGEST)
            self._until_delimiter(text)
            self._body.xml = bytes(text.data)
        elif name == _INCOMPLETE:
            # What is still to come is known by the form itself, whatever a sender says.
            self._until_delimiter(_Text(_FIELD))
        else:
            blob = self._body.add(
                checked_name(file_name or name), headers.get("content-type", "")[:200]
            )
            self._until_delimiter(blob)
            blob.finish()

    def _headers(self) -> dict[str, str]:
        found: dict[str, str] = {}
        left = _HEADERS
        while line := self._line(left):
            left -= len(line) + 2
            name, colon, value = decoded(line).partition(":")
            name = name.strip().lower()
            if not colon or left <= 0 or name in found:
                raise cut("damaged headers of a part")
            found[name] = value.strip()
        return found

    def _until_delimiter(self, sink: _Sink) -> None:
        """Pass on everything before the next delimiter, and step over that."""
        keep = max(len(self._delimiter), len(_SWALLOWED)) - 1
        while (at := self._buffer.find(self._delimiter)) < 0:
            if len(self._buffer) > keep:
                self._pass_on(sink, len(self._buffer) - keep)
            self._more()
        self._pass_on(sink, at)
        del self._buffer[: len(self._delimiter)]

    def _pass_on(self, sink: _Sink, count: int) -> None:
        if 0 <= self._buffer.find(_SWALLOWED) < count:
            raise cut("a damaged boundary")
        sink.write(bytes(self._buffer[:count]))
        del self._buffer[:count]
