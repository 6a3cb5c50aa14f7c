"""The only markup there is: ``*bold*``. A backslash takes the next character as it stands."""

from __future__ import annotations

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
