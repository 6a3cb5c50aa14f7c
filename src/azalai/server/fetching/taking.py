"""Records of another server taken in: by the same way as a phone's, each once, and resumable.

A record is known by its first instance id, a content by its own; what is known is not fetched
again. So a run that was cut off is simply started anew: it asks for the list, and goes on where it
stopped.
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from azalai.forms.outline import Outline
from azalai.model.errors import AzalaiError
from azalai.server import audit
from azalai.server.collection import blobs
from azalai.server.collection.receiving import Arrival, Part, receive
from azalai.server.fetching.incoming import Incoming, Remark, Sent, Source
from azalai.server.fetching.known import Here, known_of
from azalai.server.fetching.rebuilding import xml_of
from azalai.server.models import Content, Form, Mission, Note, Origin, State, Submission
from azalai.server.people.actors import SYSTEM
from azalai.wording import Wording

_PIECE: Final = 200
_THREADS: Final = 8
"""Fetched and committed at the same time: commits are shared by whoever waits for one."""
LARGEST_FILE: Final = 500 * 2**20

Step = Callable[[int, int], None]
"""Called with how many records are done, and how many there are (0: nobody knows)."""

REVIEWED: Final = {
    "approved": State.APPROVED, "rejected": State.REJECTED, "returned": State.RETURNED,
}  # fmt: skip


@dataclass(slots=True)
class Taken:
    """What became of a run.

    Attributes
    ----------
    seen, new, changed, known : int
        Records of the source; of them new ones, those with a new content, those that were here.
    files : int
        Attachments fetched.
    refused : list of (str, AzalaiError)
        Records that could not be taken in, and why; a later run tries them again.
    undecided : list of (str, AzalaiError)
        Records whose decision there could not be made here, and why.
    """

    seen: int = 0
    new: int = 0
    changed: int = 0
    known: int = 0
    files: int = 0
    refused: list[tuple[str, AzalaiError]] = field(default_factory=list)
    undecided: list[tuple[str, AzalaiError]] = field(default_factory=list)


def take(
    mission: Mission, source: Source, *, trust: bool = False, practice: bool = False,
    lang: str = "en", step: Step | None = None,
) -> Taken:  # fmt: skip
    """Take in every record of a source.

    Parameters
    ----------
    trust : bool
        Whether what was approved, rejected or returned there is so here too, by the rules of the
        review. Otherwise it stands as a note, and the record waits for a reviewer.
    practice : bool
        Takes them as practice, which never counts.
    lang : str
        Language of those notes.

    Raises
    ------
    AzalaiError
        ``fetch_…`` where the source cannot be read any further. What came before stays.
    """
    taker = _Taker(mission, source, trust, practice, Wording(lang))
    taken = Taken()
    total = source.total()
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="azalai-fetch") as pool:
        waiting: set[Future[Counter[str]]] = set()
        try:
            for piece in _pieces(source.records()):
                here = known_of(mission, piece)
                for one in piece:
                    while len(waiting) >= 4 * _THREADS:
                        waiting = _settle(waiting, taken)
                        _told(step, taken, total)
                    known = here.get(one.root_id, Here())
                    waiting.add(pool.submit(taker.take, one, known, taken))
        except AzalaiError:
            # What was listed before the list broke off is taken in nevertheless.
            wait(waiting)
            raise
        except BaseException:
            for future in waiting:
                future.cancel()
            raise
        while waiting:
            waiting = _settle(waiting, taken)
            _told(step, taken, total)
    if trust:
        taker.decide(taken)
    with transaction.atomic():
        detail = {
            "form": source.form_id, "from": source.title, "seen": taken.seen, "new": taken.new,
            "changed": taken.changed, "refused": len(taken.refused),
        }  # fmt: skip
        subject = f"mission:{mission.pk}"
        audit.record(audit.Entry("system", "records.fetched", subject, mission.code, detail))
    return taken


def _pieces(records: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    """Records in lists; where reading breaks off, what came before it, and then the error."""
    piece: list[Incoming] = []
    try:
        for one in records:
            piece.append(one)
            if len(piece) == _PIECE:
                yield piece
                piece = []
    except AzalaiError:
        if piece:
            yield piece
        raise
    if piece:
        yield piece


def _settle(waiting: set[Future[Counter[str]]], taken: Taken) -> set[Future[Counter[str]]]:
    done, rest = wait(waiting, return_when=FIRST_COMPLETED)
    for future in done:
        for name, number in future.result().items():
            setattr(taken, name, getattr(taken, name) + number)
    return set(rest)


def _told(step: Step | None, taken: Taken, total: int) -> None:
    if step is not None:
        step(taken.seen, max(total, taken.seen) if total else 0)


class _Taker:
    """Takes one record at a time; called from several threads."""

    def __init__(
        self, mission: Mission, source: Source, trust: bool, practice: bool, text: Wording
    ) -> None:
        self._mission, self._source, self._trust, self._text = mission, source, trust, text
        self._practice = practice
        form = Form.objects.filter(mission=mission, form_id=source.form_id).first()
        versions = list(form.versions.order_by("published_at", "pk")) if form is not None else []
        outlines = [(one.version, one.outline) for one in versions if one.outline]
        self._outlines = {version: Outline.from_json(said) for version, said in outlines}
        self._newest = next(reversed(self._outlines.values()), None)
        self._decided: dict[int, tuple[str, str]] = {}

    def take(self, record: Incoming, here: Here, taken: Taken) -> Counter[str]:
        """Take in what is not here yet; how it went."""
        went = Counter(seen=1)
        try:
            submission, arrived = self._contents(record, here)
            if submission is None:
                raise AzalaiError("fetch_no_content")
            went["files"] += self._files(record, here, submission)
            self._notes(record, here, submission)
            went["new" if here.submission is None else "changed" if arrived else "known"] += 1
        except AzalaiError as problem:
            taken.refused.append((record.root_id, problem))
        finally:
            connection.close_if_unusable_or_obsolete()
        return went

    def _contents(self, record: Incoming, here: Here) -> tuple[int | None, int]:
        """Receive new contents; the record, and how many they were."""
        submission, arrived = here.submission, 0
        for sent in self._new(record, here):
            receipt = receive(
                Arrival(
                    self._mission.pk, sent.xml, origin=Origin.IMPORT,
                    received_at=sent.received_at,
                    reason=self._source.title if here.submission else "", practice=self._practice,
                )
            )  # fmt: skip
            submission = submission or receipt.submission_id
            arrived += 1
        return submission, arrived

    def _new(self, record: Incoming, here: Here) -> Iterator[Sent]:
        if record.instance_id in here.ids:
            return
        if record.answers is None:
            found = self._source.contents(record, here.ids)
            yield from (one for one in found if one.instance_id not in here.ids)
            return
        first = self._rebuilt(record, record.root_id, "")
        if here.submission is None:
            yield first
        elif hashlib.sha256(first.xml).hexdigest() not in here.sums:
            # What an import brought is what its author saw; where it was edited here since, a
            # person chooses.
            yield self._rebuilt(record, record.instance_id, here.imported or here.latest)

    def _rebuilt(self, record: Incoming, instance: str, deprecated: str) -> Sent:
        outline = self._outlines.get(record.version, self._newest)
        version = record.version or (outline.version if outline is not None else "")
        assert record.answers is not None
        xml = xml_of(record.answers, self._source.form_id, version, instance, deprecated, outline)
        return Sent(instance, xml, None if deprecated else record.received_at)

    def _files(self, record: Incoming, here: Here, submission: int) -> int:
        names = record.files if record.files is not None else self._source.files(record)
        missing = [name for name in dict.fromkeys(names) if name and name not in here.files]
        if not missing:
            return 0
        parts = tuple(self._part(record, name) for name in missing)
        content = Content.objects.filter(submission=submission, rival=False).order_by("-number")
        xml = bytes(content.values_list("xml", flat=True)[0])
        receive(
            Arrival(self._mission.pk, xml, parts, origin=Origin.IMPORT, practice=self._practice)
        )
        return len(parts)

    def _part(self, record: Incoming, name: str) -> Part:
        with blobs.Writing() as blob:
            for data in self._source.file(record, name):
                blob.write(data)
                if blob.size > LARGEST_FILE:
                    raise AzalaiError("fetch_file_too_large", name=name, limit=LARGEST_FILE >> 20)
            size, digest = blob.size, blob.keep()
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Part(name[:300], kind, digest, size)

    def _notes(self, record: Incoming, here: Here, submission: int) -> None:
        if record.review:
            said = self._text.text(f"fetching.review.{record.review}", source=self._source.title)
            self._decided[submission] = (record.review, said)
            remarks = [Remark(said), *record.remarks, *self._source.remarks(record)]
        else:
            remarks = list(record.remarks)
        new = [one for one in remarks if one.text and one.text not in here.notes]
        if not new:
            return
        now = timezone.now()
        with transaction.atomic():
            for one in {one.text: one for one in new}.values():
                at: datetime = one.at or now
                Note.objects.create(submission_id=submission, text=one.text, at=at)
            audit.record(
                audit.Entry(
                    "system", "submission.noted", f"submission:{submission}", self._mission.code,
                    {"from": self._source.title},
                )
            )  # fmt: skip

    def decide(self, taken: Taken) -> None:
        """Make here what was decided there, as far as the review's rules allow it."""
        from azalai.server.review.checking import check_pending
        from azalai.server.review.states import PENDING, move

        while check_pending():
            pass
        for pk, (review, said) in sorted(self._decided.items()):
            to = REVIEWED.get(review)
            submission = Submission.objects.select_related("mission").get(pk=pk)
            if to is None or submission.state not in PENDING:
                continue
            try:
                move(SYSTEM, submission, to, "" if to is State.APPROVED else said)
            except AzalaiError as problem:
                taken.undecided.append((submission.root_id, problem))
