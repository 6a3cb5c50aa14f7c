"""Is the audit chain whole? Every line against the one before, the last against the head.

What shows: a line changed, removed, added or moved, without the key of the server's home; lines cut
off at the end, because the head carries a seal of its own. What does not show from inside: a whole
database put back to an earlier state, head and all (a backup restored over it), and anything done
by who has the key as well. Against both, note number and seal of the head somewhere else now and
then; `verify` takes such a note and says whether the chain still runs through it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.crypto import constant_time_compare

from azalai.server.audit.chain import FIRST_SEAL, proof, seal
from azalai.server.models import AuditEntry, AuditHead

_MOST = 20


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that does not fit.

    Attributes
    ----------
    kind : str
        ``changed``: the line is not what was sealed, or the one before it is not; ``gap``: lines
        are missing before it; ``cut``: lines are missing at the end; ``beyond``: lines stand
        behind the head; ``head``: the head is not the server's; ``note``: the chain does not run
        through the note.
    number : int
        Of the line.
    """

    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found.

    Attributes
    ----------
    lines : int
        That were looked at.
    number, seal : int and str
        Of the last line: what to note elsewhere.
    flaws : tuple of Flaw
        The first of them; empty for a whole chain.
    """

    lines: int
    number: int
    seal: str
    flaws: tuple[Flaw, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return not self.flaws


def verify(note: tuple[int, str] | None = None) -> Verdict:
    """Look at the whole chain.

    Parameters
    ----------
    note : (int, str), optional
        Number and seal of a line (or the beginning of the seal, 8 characters at least), noted
        earlier outside this database.
    """
    # The head first: what is added meanwhile stands behind it and is not looked at.
    head = AuditHead.objects.filter(pk=1).first()
    if head is None:
        return Verdict(0, 0, "", (Flaw("head", 0),))
    lines = AuditEntry.objects.filter(number__lte=head.number).order_by("number")
    flaws: list[Flaw] = []
    count, last, noted = _walk(lines.iterator(chunk_size=2000), flaws, note)
    if last[0] < head.number:
        flaws.append(Flaw("cut", last[0]))
    elif last[1] != head.seal:
        flaws.append(Flaw("changed", last[0]))
    expected = proof(head.number, head.seal) if head.number else ""
    if not constant_time_compare(head.proof, expected):
        flaws.append(Flaw("head", head.number))
    newer = AuditHead.objects.get(pk=1).number
    beyond = AuditEntry.objects.filter(number__gt=newer).order_by("number").first()
    if beyond is not None:
        flaws.append(Flaw("beyond", beyond.number))
    if note is not None and not noted:
        flaws.append(Flaw("note", note[0]))
    return Verdict(count, head.number, head.seal, tuple(flaws[:_MOST]))


def _walk(
    lines: Iterable[AuditEntry], flaws: list[Flaw], note: tuple[int, str] | None
) -> tuple[int, tuple[int, str], bool]:
    count, number, before, noted = 0, 0, FIRST_SEAL, False
    for line in lines:
        count += 1
        if line.number != number + 1:
            flaws.append(Flaw("gap", line.number))
        words = (line.actor, line.action, line.subject, line.mission, line.detail)
        if not constant_time_compare(line.seal, seal(before, line.number, line.at, words)):
            flaws.append(Flaw("changed", line.number))
        if note is not None and line.number == note[0] and len(note[1]) >= 8:
            noted = line.seal.startswith(note[1])
        number, before = line.number, line.seal
    return count, (number, before), noted
