"""The only way in: whatever arrives, from a phone, a page, a reviewer or an import, comes here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from django.db import connection

from azalai.forms.instance import Instance, answer_of, leaves, read_instance
from azalai.model.errors import AzalaiError
from azalai.server.collection.formfacts import FormFacts, form_facts
from azalai.server.collection.summary import Summary
from azalai.server.models import Content, Flag, Origin

_SKEW = timedelta(minutes=10)
"""By how much a clock may differ before somebody is told."""
_CLOCKS = ("end", "start")
"""Moments that phones put into a content by themselves, the later one first."""


@dataclass(frozen=True, slots=True)
class Part:
    """An attachment whose bytes are durable already (`collection.blobs`).

    Attributes
    ----------
    name : str
        As its sender calls it; never part of a path.
    """

    name: str
    content_type: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that is sent in.

    Attributes
    ----------
    xml : bytes
        Kept as it is.
    origin : Origin
        With ``EDIT``, `reason` and `base_id` belong to it.
    device_id, user_id : int or None
        Who sends; a device that was revoked sends nothing.
    practice : bool
        Never counts, for good.
    sent_at : datetime or None
        What the sender's clock said when it sent.
    base_id : int or None
        Id of the content that the author of an edit saw.
    received_at : datetime or None
        Now, unless an import knows better.
    """

    mission_id: int
    xml: bytes
    attachments: tuple[Part, ...] = ()
    origin: Origin = Origin.PHONE
    device_id: int | None = None
    user_id: int | None = None
    practice: bool = False
    sent_at: datetime | None = None
    reason: str = ""
    base_id: int | None = None
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A record that was sent back to its enumerator."""

    submission_id: int
    root_id: str
    instance_id: str
    form_id: str
    point: str
    day: str
    time: str
    persons: int | None
    message: str


@dataclass(frozen=True, slots=True)
class News:
    """What an enumerator is told.

    Attributes
    ----------
    groups, persons : int
        Received today from the point of this record.
    corrections : tuple of Correction
        Records of this device that wait for a correction.
    """

    point: str = ""
    groups: int = 0
    persons: int = 0
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an arrival, once it is durable.

    Attributes
    ----------
    created : bool
        Whether it made a new record.
    retry : bool
        Whether these very bytes were there already.
    status : int
        201; 202 where a person has to look; 409 in a strict mission for other content of a known
        id (which is kept all the same).
    flags : tuple of str
        What is odd about the record.
    missing : tuple of str
        Attachments that it speaks of and that have not come.
    """

    submission_id: int
    content_id: int
    created: bool
    retry: bool
    status: int
    flags: tuple[str, ...]
    missing: tuple[str, ...] = ()
    news: News = field(default_factory=News)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An arrival, read: all that can be known without asking the database."""

    arrival: Arrival
    instance: Instance
    key: str
    """Its instance id, or a key made of its bytes."""
    sha256: str
    facts: FormFacts
    summary: Summary
    mentions: frozenset[str]
    """Every answer that may be an attachment's name; only where there are attachments."""
    flags: tuple[str, ...]
    skew: int | None
    received_at: datetime


def receive(arrival: Arrival) -> Receipt:
    """Take something in; returns when every byte of it is durable.

    Byte-identical copies are one, however many come at once. Other content under a known instance
    id is kept beside it, not in force, for a person to choose. An edit follows the content that it
    names as deprecated; where that is not the one in force, it is kept as a rival as well.

    Parameters
    ----------
    arrival : Arrival
        Its attachments are in the blobs already.

    Raises
    ------
    AzalaiError
        ``xml_…``: cannot be read (`forms.instance.read_instance`); ``device_revoked``;
        ``unknown_base`` for an edit of a content that is not of this mission. Nothing is stored.
    RuntimeError
        Inside a transaction, which would wait for itself.
    """
    if connection.in_atomic_block:
        raise RuntimeError("what is received is committed by itself, not inside a transaction")
    from azalai.server.collection.committer import commit

    return commit(prepare(arrival))


def prepare(arrival: Arrival) -> Prepared:
    """Read an arrival; raises as `receive` does."""
    instance = read_instance(arrival.xml)
    digest = hashlib.sha256(arrival.xml).hexdigest()
    facts = form_facts(arrival.mission_id, instance.form_id, instance.version)
    if facts.form_id is None and instance.deprecated_id:
        facts = _assigned(arrival, instance) or facts
    if arrival.origin is Origin.EDIT and not (arrival.base_id or instance.deprecated_id):
        raise AzalaiError("unknown_base")
    summary = (
        Summary(media=_envelope(instance)) if instance.encrypted else facts.summarise(instance)
    )
    received_at = arrival.received_at or datetime.now(UTC)
    flags = []
    if not instance.instance_id:
        flags.append(Flag.NO_INSTANCE_ID)
    if facts.form_id is None:
        flags.append(Flag.UNKNOWN_FORM)
    elif not facts.known_version:
        flags.append(Flag.UNKNOWN_VERSION)
    skew = _skew(arrival, instance, received_at, facts.zone)
    if skew is not None and abs(skew) > _SKEW.total_seconds():
        flags.append(Flag.CLOCK)
    mentions: frozenset[str] = frozenset()
    if arrival.attachments:
        mentions = frozenset(answer_of(leaf) for leaf in leaves(instance.root))
    return Prepared(
        arrival=arrival,
        instance=instance,
        key=instance.instance_id or f"sha256:{digest}",
        sha256=digest,
        facts=facts,
        summary=summary,
        mentions=mentions,
        flags=tuple(flags),
        skew=skew,
        received_at=received_at,
    )


def _assigned(arrival: Arrival, instance: Instance) -> FormFacts | None:
    """What is known of the form that somebody gave to the record that this one changes."""
    form = (
        Content.objects.filter(mission=arrival.mission_id, instance_id=instance.deprecated_id)
        .exclude(submission__form=None)
        .values_list("submission__form__form_id", flat=True)
        .first()
    )
    return form_facts(arrival.mission_id, form, instance.version) if form else None


def _envelope(instance: Instance) -> tuple[str, ...]:
    """Files of an encrypted record: its media, and its own XML."""
    names = []
    for node in instance.root:
        if node.tag == "encryptedXmlFile":
            names.append(answer_of(node))
        elif node.tag == "media":
            names += [answer_of(file) for file in node.findall("file")]
    return tuple(dict.fromkeys(name for name in names if name))


def _skew(arrival: Arrival, instance: Instance, received_at: datetime, zone: tzinfo) -> int | None:
    """Seconds by which the sender's clock is ahead.

    A page tells what its clock says. A phone does not; but what it says to have happened after
    it arrived gives it away. Without an offset it is an hour of the mission.
    """
    if arrival.sent_at is not None:
        return round((arrival.sent_at - received_at).total_seconds())
    if arrival.origin is not Origin.PHONE:
        return None
    for name in _CLOCKS:
        node = instance.root.find(name)
        if node is None:
            continue
        try:
            said = datetime.fromisoformat(answer_of(node))
        except ValueError:
            continue
        if said.tzinfo is None:
            said = said.replace(tzinfo=zone)
        try:
            ahead = round((said - received_at).total_seconds())
        except OverflowError:
            continue
        if ahead > 0:
            return min(ahead, 2**31 - 1)
    return None
