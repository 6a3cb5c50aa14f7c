"""What the API says and takes, in ODK Central's shapes and with its names."""

# ruff: noqa: N815

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field, StringConstraints

from azalai.server.api import problems

Text = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00]*$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]


class Problem(Schema):
    """Why something was refused."""

    message: str
    code: float
    details: dict[str, Any] | None = None


ERRORS = dict.fromkeys({int(code) for code in problems.CODES.values()}, Problem)
"""What any operation may answer instead."""


class Success(Schema):
    """Done."""

    success: bool = True


class Credentials(Schema):
    """Who signs in; Central calls the name an e-mail."""

    email: Name | None = None
    username: Name | None = None
    password: Name
    otp: Annotated[str, StringConstraints(max_length=12)] = ""


class Session(Schema):
    """A token, shown this once."""

    token: str
    csrf: str
    createdAt: datetime
    expiresAt: datetime


class Person(Schema):
    """An account."""

    id: int
    type: str = "user"
    displayName: str
    email: str
    createdAt: datetime
    updatedAt: datetime | None = None


class Project(Schema):
    """A mission."""

    id: int
    name: str
    description: str | None = None
    archived: bool = False
    keyId: int | None = None
    createdAt: datetime
    updatedAt: datetime | None = None
    deletedAt: datetime | None = None
    appUsers: int | None = None
    forms: int | None = None
    lastSubmission: datetime | None = None


class FormShape(Schema):
    """A form, as its newest version (or the one asked for) says."""

    projectId: int
    xmlFormId: str
    name: str | None
    version: str
    hash: str
    state: str
    enketoId: str | None = None
    enketoOnceId: str | None = None
    keyId: int | None = None
    draftToken: str | None = None
    createdAt: datetime
    updatedAt: datetime | None = None
    publishedAt: datetime | None = None


class FieldShape(Schema):
    """A field of a form."""

    path: str
    name: str
    type: str
    binary: bool | None = None
    selectMultiple: bool | None = None


class Version(Schema):
    """One content that a record had."""

    instanceId: str
    instanceName: str | None = None
    submitterId: int
    deviceId: str | None = None
    userAgent: str | None = None
    createdAt: datetime
    current: bool
    formVersion: str | None = None


class SubmissionShape(Schema):
    """What is known of a record beside its answers."""

    instanceId: str
    instanceName: str | None = None
    submitterId: int
    deviceId: str | None = None
    userAgent: str | None = None
    reviewState: str | None = None
    createdAt: datetime
    updatedAt: datetime | None = None
    currentVersion: Version | None = None


class Review(Schema):
    """What a reviewer decides."""

    reviewState: Annotated[str, StringConstraints(max_length=20)] | None = None
    reason: Text = ""


class CommentIn(Schema):
    """A remark."""

    body: Annotated[Text, Field(min_length=1)]


class Comment(Schema):
    """A remark that stands."""

    body: str
    actorId: int
    createdAt: datetime


class AttachmentShape(Schema):
    """A file of a record, and whether it has come."""

    name: str
    exists: bool


class Difference(Schema):
    """An answer that a version changed; null where there was or is none."""

    path: list[Any]
    old: str | None
    new: str | None
