"""Lines of TOML: whatever stands in a header or a cell, the draft can be read."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable

_WIDTH = 44
_LONGEST = 200


def quoted(text: str) -> str:
    r"""A text as TOML has it.

    Examples
    --------
    >>> print(quoted('say "yes"\n' + chr(127)))
    "say \"yes\"\n\u007f"
    """
    sound = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(sound, ensure_ascii=False).replace("\x7f", "\\u007f")


def listed(texts: Iterable[str]) -> str:
    """Texts as a TOML list."""
    return "[" + ", ".join(quoted(text) for text in texts) + "]"


def one_or_list(texts: list[str]) -> str:
    """One text as it is, several as a list."""
    return quoted(texts[0]) if len(texts) == 1 else listed(texts)


def plain(text: str) -> str:
    r"""A text for a comment: on one line, and nothing in it that ends or hides the line.

    Examples
    --------
    >>> plain("two\nlines" + chr(0))
    'two lines'
    """
    kept = "".join(
        letter if unicodedata.category(letter) not in ("Cc", "Cs", "Cf", "Zl", "Zp") else " "
        for letter in text
    )
    # No-break spaces of French stay: only plain ones are folded.
    one_line = " ".join(part for part in kept.split(" ") if part)
    return one_line if len(one_line) <= _LONGEST else one_line[: _LONGEST - 1] + "…"


def line(name: str, value: str, remark: str = "", *, active: bool = True) -> str:
    """``name = value   # remark``; with a ``#`` before it where a person must decide first."""
    said = f"{'' if active else '# '}{name} = {value}"
    return f"{said.ljust(_WIDTH)} # {plain(remark)}" if remark else said


def comment(text: str) -> list[str]:
    """Comment lines of a text, wrapped by its line breaks."""
    return [f"# {plain(part)}".rstrip() for part in text.split("\n")]
