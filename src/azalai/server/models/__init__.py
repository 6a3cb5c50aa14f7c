"""The server's tables."""

from azalai.server.models.audit import AuditEntry, AuditHead
from azalai.server.models.collecting import Device, Form, FormFile, FormVersion
from azalai.server.models.missions import Closing, Feed, Mission
from azalai.server.models.people import ApiToken, Grant, PasswordTry, Role, User
from azalai.server.models.submissions import (
    Attachment,
    Content,
    Finding,
    Flag,
    Note,
    Origin,
    State,
    Submission,
)

__all__ = [
    "ApiToken", "Attachment", "AuditEntry", "AuditHead", "Closing", "Content", "Device", "Feed",
    "Finding", "Flag", "Form", "FormFile", "FormVersion", "Grant", "Mission", "Note", "Origin",
    "PasswordTry", "Role", "State", "Submission", "User",
]  # fmt: skip
