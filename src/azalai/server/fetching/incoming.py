"""What a foreign server or its export holds of one record, whatever server that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from azalai.server.fetching.rebuilding import Answers


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment that stands there."""

    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One record, not fetched further than its list tells.

    Attributes
    ----------
    root_id : str
        The instance id under which it first arrived there: its id for good.
    instance_id : str
        Of its latest content.
    answers : Answers or None
        Where the source has no XML: what the latest content says.
    version : str
        Of its form; empty where the source does not say.
    received_at : datetime or None
        When it arrived there.
    review : str
        ``approved``, ``rejected``, ``returned``, ``held`` or empty.
    files : tuple of str
        Names of the attachments that are there.
    handle : str
        What the source needs to find it again.
    """

    root_id: str
    instance_id: str
    answers: Answers | None = None
    version: str = ""
    received_at: datetime | None = None
    review: str = ""
    files: tuple[str, ...] | None = ()
    remarks: tuple[Remark, ...] = ()
    handle: str = ""
    links: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """One content of a record, as its sender wrote it."""

    instance_id: str
    xml: bytes
    received_at: datetime | None = None


class Source(Protocol):
    """A foreign server, or a file that it wrote."""

    @property
    def title(self) -> str:
        """What it is called: ``ODK Central``, ``KoboToolbox``."""

    @property
    def form_id(self) -> str:
        """The id of the form whose records it gives."""

    def total(self) -> int:
        """How many records there are; 0 where nobody knows before the end."""

    def records(self) -> Iterator[Incoming]:
        """Every record, in any order."""

    def contents(self, record: Incoming, known: frozenset[str]) -> Iterable[Sent]:
        """Each content that is not known here, the oldest first.

        Called only where `Incoming.answers` is None.
        """

    def files(self, record: Incoming) -> tuple[str, ...]:
        """Names of its attachments, asked for where `Incoming.files` is None."""

    def file(self, record: Incoming, name: str) -> Iterable[bytes]:
        """The bytes of an attachment."""

    def remarks(self, record: Incoming) -> Iterable[Remark]:
        """Its comments."""

    def close(self) -> None:
        """Nothing more is asked."""
