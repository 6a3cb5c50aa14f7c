"""Forms and the devices that fill them in."""

from __future__ import annotations

from django.db import models


class Form(models.Model):
    """A form of one mission, all versions together."""

    class Kind(models.TextChoices):
        """What its records become."""

        FLOW = "flow"
        SHIFT = "shift"
        ROUND = "round"
        EVENT = "event"
        OTHER = "other"
        """Kept and reviewed, but nothing of the workspace is made of it."""

    mission = models.ForeignKey("server.Mission", on_delete=models.PROTECT, related_name="forms")
    form_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    mapping = models.TextField(blank=True)
    """TOML: which answer means what in the model (docs/mapping.md)."""
    is_open = models.BooleanField(default=True)
    """Offered to phones. What arrives of a closed form is still taken."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "form_id"], name="one_form")]


class FormVersion(models.Model):
    """An XForm as phones get it: bytes never change, a change is a new version."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=255)
    title = models.CharField(max_length=500)
    xform = models.TextField()
    md5 = models.CharField(max_length=32)
    tables = models.JSONField(default=dict)
    """The XLSForm sheet by sheet: name -> list of rows (header first)."""
    outline = models.JSONField(default=dict)
    """What the server needs to know of its questions (`forms/outline.py`)."""
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "version"], name="one_version")]


class FormFile(models.Model):
    """A file that goes with a form: uploaded, or made from the register whenever asked."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=255)
    made_from = models.CharField(max_length=20, blank=True)
    """``points``, ``places`` or ``corrections``; empty where it was uploaded."""
    sha256 = models.CharField(max_length=64, blank=True)
    """Of the blob, where it was uploaded."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "name"], name="one_file")]


class Device(models.Model):
    """A phone or a browser that may send: known by a token of which only the hash is kept."""

    mission = models.ForeignKey("server.Mission", on_delete=models.PROTECT, related_name="devices")
    label = models.CharField(max_length=200)
    token_sha256 = models.CharField(max_length=64, unique=True)
    points = models.JSONField(default=list, blank=True)
    """Codes of the points it is meant for; empty: all. What it sends of others is kept, flagged."""
    language = models.CharField(max_length=5, default="fr")
    practice = models.BooleanField(default=False)
    """What it sends never counts."""
    user = models.ForeignKey("server.User", on_delete=models.PROTECT, null=True, related_name="+")
    """The enumerator, where one device is one person's."""
    created_by = models.ForeignKey(
        "server.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        "server.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
