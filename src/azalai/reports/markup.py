"""What people type: ``*bold*``, the only markup there is, and spaces before French marks.

A backslash takes the next character as it stands.
"""

from __future__ import annotations

import re

from azalai.reports.content import Run, Words


def words(text: str) -> Words:
    """Text with ``*bold*`` parts, in runs; a star without its twin is a star.

    Examples
    --------
    >>> words("Up *100%* on May")
    (Run(text='Up ', bold=False), Run(text='100%', bold=True), Run(text=' on May', bold=False))
    >>> words(r"5 \\* 3 * 2")
    (Run(text='5 * 3 * 2', bold=False),)
    """
    parts: list[str] = [""]
    skip = False
    for letter in text:
        if skip:
            parts[-1] += letter
            skip = False
        elif letter == "\\":
            skip = True
        elif letter == "*":
            parts.append("")
        else:
            parts[-1] += letter
    if skip:
        parts[-1] += "\\"
    if len(parts) % 2 == 0:
        last = parts.pop()
        parts[-1] += "*" + last
    return tuple(Run(part, index % 2 == 1) for index, part in enumerate(parts) if part)


def text_of(runs: Words) -> str:
    """The bare text of some runs."""
    return "".join(run.text for run in runs)


def literal(text: str) -> str:
    r"""Text that `words` gives back as it is, whatever it holds.

    Examples
    --------
    >>> literal("a*b")
    'a\\*b'
    """
    return text.replace("\\", "\\\\").replace("*", "\\*")


def typographic(text: str, lang: str) -> str:
    """Typed French with its no-break spaces and apostrophes; other languages as they are.

    Examples
    --------
    >>> typographic("C'est vrai ; 70 % : oui !", "fr") == (
    ...     "C’est vrai\u202f; 70\u202f%\u00a0: oui\u202f!")
    True
    """
    if lang != "fr":
        return text
    text = re.sub(r"[ \u00a0\u202f]+([;!?%])", "\u202f\\1", text.replace("'", "’"))
    text = re.sub(r"[ \u00a0\u202f]+:", "\u00a0:", text)
    return re.sub(r"«\s*", "«\u00a0", re.sub(r"\s*»", "\u00a0»", text))
