"""What was sent in: records, each content they ever had, attachments, findings, notes."""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    """Where a record stands (`review/states.py`); only approved ones enter the month."""

    RECEIVED = "received"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RETURNED = "returned"
    REJECTED = "rejected"


def after_change(state: str) -> State:
    """The state of a record whose content has changed: nobody has looked at what it says now.

    Examples
    --------
    >>> after_change("approved"), after_change("received")
    (State.IN_REVIEW, State.RECEIVED)
    """
    return State.RECEIVED if state == State.RECEIVED else State.IN_REVIEW


class Origin(models.TextChoices):
    """How a content came to be."""

    PHONE = "phone"
    BROWSER = "browser"
    EDIT = "edit"
    """A reviewer changed it here."""
    IMPORT = "import"


class Flag(models.TextChoices):
    """What was odd about an arrival: kept all the same, and shown to who reviews."""

    UNKNOWN_FORM = "unknown_form"
    """Nobody has published it here (yet)."""
    UNKNOWN_VERSION = "unknown_version"
    NO_INSTANCE_ID = "no_instance_id"
    """It is known by the SHA-256 of its bytes."""
    CLOCK = "clock"
    """The sender's clock is wrong by more than ten minutes."""
    FOREIGN_POINT = "foreign_point"
    """Of a point for which its device is not meant."""
    OTHER_CONTENT = "other_content"
    """Other bytes under an instance id that was known: a person chooses."""
    CONFLICT = "conflict"
    """An edit of a content that was no longer in force: a person chooses."""
    UNKNOWN_ATTACHMENT = "unknown_attachment"
    """A file that the content does not speak of."""
    ATTACHMENT_CHANGED = "attachment_changed"
    """Another file under a name that was known: both are kept."""


class Submission(models.Model):
    """One record, known for good by the instance id under which it first arrived.

    `content` is what holds now. Columns below it are read from that content, so that queues,
    calendars and counts need not read XML; the content is the truth.
    """

    mission = models.ForeignKey(
        "server.Mission", on_delete=models.PROTECT, related_name="submissions"
    )
    root_id = models.CharField(max_length=300)
    """The first instance id; where the phone sent none, ``sha256:…`` of the content."""
    form = models.ForeignKey(
        "server.Form", on_delete=models.PROTECT, null=True, related_name="submissions"
    )
    """None: nobody knows the form (yet)."""
    form_name = models.CharField(max_length=255)
    """The form's id as the content names it."""
    version = models.CharField(max_length=255, blank=True)
    device = models.ForeignKey("server.Device", on_delete=models.PROTECT, null=True)
    content = models.ForeignKey(
        "server.Content", on_delete=models.PROTECT, null=True, related_name="+"
    )
    contents_count = models.IntegerField(default=1)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    state_reason = models.TextField(blank=True)
    practice = models.BooleanField(default=False)
    """For good: what was practice never counts."""
    sealed = models.BooleanField(default=False)
    """Encrypted by the phone: the server cannot read it."""
    missing = models.JSONField(default=list)
    """Names of attachments that the content speaks of and that have not arrived."""
    flags = models.JSONField(default=list)
    """Of `Flag`: what was odd about its arrival."""
    retries = models.IntegerField(default=0)
    """How often the same bytes came again."""
    received_at = models.DateTimeField()
    clock_skew = models.IntegerField(null=True)
    """Seconds by which the device's clock is ahead of ours."""
    point = models.CharField(max_length=100, blank=True)
    day = models.DateField(null=True)
    time = models.TimeField(null=True)
    direction = models.CharField(max_length=10, blank=True)
    persons = models.IntegerField(null=True)
    summary = models.JSONField(default=dict)
    """Field -> text: what `forms.flatten` reads by the form's mapping; for doubles and lists."""
    checked = models.ForeignKey(
        "server.Content", on_delete=models.PROTECT, null=True, related_name="+"
    )
    """The content that the findings speak of; another than `content`: to be checked again."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "root_id"], name="one_record")]
        indexes = [
            models.Index(fields=["mission", "day", "point"], name="by_day"),
            models.Index(fields=["mission", "state", "day"], name="by_state"),
            models.Index(fields=["mission", "form_name", "id"], name="by_form"),
            models.Index(fields=["checked", "content"], name="unchecked"),
            models.Index(
                fields=["mission", "point", "form_name", "received_at", "persons"],
                condition=models.Q(practice=False),
                name="arrived",
            ),
        ]


class Content(models.Model):
    """One content of a record, byte for byte; never changed, never deleted."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="contents")
    number = models.IntegerField()
    """1, 2, 3 … in order of arrival."""
    mission = models.ForeignKey("server.Mission", on_delete=models.PROTECT, related_name="+")
    instance_id = models.CharField(max_length=300)
    deprecated_id = models.CharField(max_length=300, blank=True)
    version = models.CharField(max_length=255, blank=True)
    xml = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    device = models.ForeignKey("server.Device", on_delete=models.PROTECT, null=True)
    user = models.ForeignKey("server.User", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    """What its author saw; another than the one it followed: a conflict."""
    rival = models.BooleanField(default=False)
    """Not in force: it came beside another and waits for a person to choose."""
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "instance_id", "sha256"], name="one_content"
            ),
            models.UniqueConstraint(fields=["submission", "number"], name="one_number"),
        ]
        indexes = [
            models.Index(
                fields=["mission", "deprecated_id"],
                condition=models.Q(deprecated_id__gt=""),
                name="by_deprecated",
            )
        ]


class Attachment(models.Model):
    """A file of a record; another content under the same name is kept beside it."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=200, blank=True)
    expected = models.BooleanField(default=True)
    """Whether the content speaks of it."""
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "name", "sha256"], name="one_attachment")
        ]


class Finding(models.Model):
    """What a check says of a record's content in force."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="findings")
    rule = models.CharField(max_length=60)
    severity = models.CharField(max_length=10)
    """``error`` keeps it out of the month, ``warning`` and ``note`` do not."""
    field = models.CharField(max_length=100, blank=True)
    value = models.TextField(blank=True)
    expected = models.TextField(blank=True)
    other = models.ForeignKey(Submission, on_delete=models.CASCADE, null=True, related_name="+")
    """The record it seems to double."""
    score = models.FloatField(null=True)
    """Of a double: the probability that both are one group."""
    dismissed_by = models.ForeignKey(
        "server.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    """Somebody has looked and says that it is as it should be."""
    dismissed_reason = models.TextField(blank=True)


class Note(models.Model):
    """A remark on a record; to the enumerator where it is a return."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="notes")
    user = models.ForeignKey("server.User", on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    to_enumerator = models.BooleanField(default=False)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    """When the phone was first told."""
