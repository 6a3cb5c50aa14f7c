"""A record of KoboToolbox's API: keys are paths, repeats lists of such records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from azalai.model.errors import AzalaiError
from azalai.server.fetching.incoming import Incoming, Remark
from azalai.server.fetching.rebuilding import Answers, put

REVIEWS: Final = {
    "validation_status_approved": "approved",
    "validation_status_not_approved": "rejected",
    "validation_status_on_hold": "held",
}
_SYSTEM: Final = frozenset(
    {"__version__", "formhub/uuid", "_id", "_uuid", "_notes", "_tags", "_status", "_index",
     "_attachments", "_geolocation", "_submission_time", "_submitted_by", "_validation_status",
     "_xform_id_string", "_bamboo_dataset_id", "_version_", "_version", "meta/instanceID",
     "meta/rootUuid", "meta/deprecatedID", "_parent_index", "_parent_table_name",
     "_supplementalDetails"}
)  # fmt: skip


def uuid(text: object) -> str:
    """An instance id as phones write it.

    Examples
    --------
    >>> uuid("5c1d"), uuid("uuid:5c1d"), uuid(None)
    ('uuid:5c1d', 'uuid:5c1d', '')
    """
    said = str(text or "").strip()
    return said if not said or ":" in said else f"uuid:{said}"


def is_system(key: str) -> bool:
    """Whether Kobo adds a key or column of itself."""
    return key in _SYSTEM or key.startswith(("_submission_", "_validation_status"))


def record_of(said: Mapping[str, Any]) -> Incoming:
    """A record.

    Raises
    ------
    AzalaiError
        ``fetch_no_id`` where it has none.
    """
    latest = uuid(said.get("meta/instanceID") or said.get("_uuid"))
    root = uuid(said.get("meta/rootUuid")) or latest
    if not root:
        raise AzalaiError("fetch_no_id", record=str(said.get("_id", "?"))[:40])
    links = {}
    for one in said.get("_attachments") or ():
        if isinstance(one, dict) and not one.get("is_deleted"):
            name = str(one.get("media_file_basename") or one.get("filename") or "")
            # The name in the record is the last part of the one in the store.
            links[name.rpartition("/")[2]] = str(one.get("download_url") or "")
    status = said.get("_validation_status")
    review = status.get("uid", "") if isinstance(status, dict) else status or ""
    notes = [one.get("note", "") if isinstance(one, dict) else str(one)
             for one in said.get("_notes") or ()]  # fmt: skip
    return Incoming(
        root_id=root,
        instance_id=latest or root,
        answers=answers_of(said),
        received_at=time_of(said.get("_submission_time")),
        review=REVIEWS.get(str(review), ""),
        files=tuple(links),
        remarks=tuple(Remark(one) for one in notes if one),
        links=links,
    )


def answers_of(said: Mapping[str, Any], above: str = "") -> Answers:
    """The answers of a record or of a repeat's row, nested as the form is.

    Examples
    --------
    >>> answers_of({"grp/total": "7", "grp/nat": [{"grp/nat/who": "ML"}], "_id": 3})
    {'grp': {'total': '7', 'nat': [{'who': 'ML'}]}}
    """
    found: Answers = {}
    for key, value in said.items():
        if is_system(key):
            continue
        path = tuple(key.removeprefix(f"{above}/").split("/"))
        if isinstance(value, list):
            rows = [answers_of(one, key) for one in value if isinstance(one, dict)]
            _put_rows(found, path, rows)
        elif value is not None and not isinstance(value, dict):
            put(found, path, _text(value))
    return found


def _put_rows(found: Answers, path: tuple[str, ...], rows: list[Answers]) -> None:
    here = found
    for group in path[:-1]:
        inner = here.setdefault(group, {})
        if not isinstance(inner, dict):
            inner = here[group] = {}
        here = inner
    here[path[-1]] = rows


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def time_of(said: object) -> datetime | None:
    """A moment as Kobo writes it: UTC, whether it says so or not."""
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
