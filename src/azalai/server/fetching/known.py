"""What is here already of records that are listed elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from azalai.server.fetching.incoming import Incoming
from azalai.server.models import Attachment, Content, Mission, Note, Origin, Submission


@dataclass(frozen=True, slots=True)
class Here:
    """What is here of a record."""

    submission: int | None = None
    ids: frozenset[str] = frozenset()
    sums: frozenset[str] = frozenset()
    imported: str = ""
    """Instance id of the content that an import brought last."""
    latest: str = ""
    """Of the content in force."""
    files: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()


def known_of(mission: Mission, piece: list[Incoming]) -> dict[str, Here]:
    """Root id -> what is here of it, for a whole piece at once."""
    records = Submission.objects.filter(mission=mission, root_id__in=[one.root_id for one in piece])
    rows = {pk: (root, latest) for pk, root, latest in
            records.values_list("pk", "root_id", "content__instance_id")}  # fmt: skip
    contents: dict[int, list[tuple[str, str, str]]] = {}
    found = Content.objects.filter(submission__in=list(rows)).order_by("number")
    for pk, instance, digest, origin in found.values_list(
        "submission_id", "instance_id", "sha256", "origin"
    ):
        contents.setdefault(pk, []).append((instance, digest, origin))
    files, notes = _names(Attachment, "name", rows), _names(Note, "text", rows)
    return {
        root: Here(
            pk,
            frozenset(one[0] for one in contents.get(pk, ())),
            frozenset(one[1] for one in contents.get(pk, ())),
            next((one[0] for one in reversed(contents.get(pk, [])) if one[2] == Origin.IMPORT), ""),
            latest or "",
            files.get(pk, frozenset()),
            notes.get(pk, frozenset()),
        )
        for pk, (root, latest) in rows.items()
    }


def _names(
    model: type[Attachment] | type[Note], column: str, rows: Iterable[int]
) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    wanted = model.objects.filter(submission__in=list(rows))
    for pk, value in wanted.values_list("submission_id", column):
        found.setdefault(pk, set()).add(value)
    return {pk: frozenset(values) for pk, values in found.items()}
