"""What stands above each part of a multipart body: which part it is, how its file is called."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from azalai.model.errors import InputError

_LONGEST: Final = 255
_BOUNDARY = re.compile(r"""(?:^|;)\s*boundary=(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))""", re.I)
_PARAMETER = re.compile(r';\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))')
_ESCAPED = re.compile(r'\\(["\\])')
_TURNING = frozenset("/\\\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What would lead elsewhere, or let a name be read as another."""


def cut(problem: str) -> InputError:
    """The error that a body is not whole."""
    return InputError("multipart_cut", problem=problem)


def boundary_of(content_type: str) -> bytes:
    """The boundary that a request announces.

    Examples
    --------
    >>> boundary_of('multipart/form-data; boundary="a b"')
    b'a b'
    """
    found = _BOUNDARY.search(content_type)
    if not content_type.lower().startswith("multipart/form-data") or found is None:
        raise cut("no multipart/form-data with a boundary")
    return (found[1] or found[2]).encode("latin-1", "replace")


def parameters(header: str) -> dict[str, str]:
    """The parameters of a header.

    Examples
    --------
    >>> parameters('form-data; name="a"; filename="%22b%22.jpg"')
    {'name': 'a', 'filename': '"b".jpg'}
    """
    found: dict[str, str] = {}
    for match in _PARAMETER.finditer(header):
        name = match[1].lower()
        if name in found:
            raise cut("damaged headers of a part")
        text = match[3] if match[2] is None else _ESCAPED.sub(r"\1", match[2])
        # Browsers write it so; nothing else is undone, for a name may well contain "%".
        found[name] = text.replace("%22", '"')
    return found


def checked_name(name: str) -> str:
    """A name under which an attachment may be listed; it is never a path.

    Raises
    ------
    InputError
        ``multipart_bad_name``.
    """
    strange = any(one in _TURNING or unicodedata.category(one) in ("Cc", "Cs") for one in name)
    if strange or not name.strip(" .") or len(name) > _LONGEST:
        shown = "".join(one if one.isprintable() else "�" for one in name[:80])
        raise InputError("multipart_bad_name", name=shown)
    return name


def decoded(data: bytes) -> str:
    """A header as text: UTF-8, as phones and browsers write it, else byte by byte."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
