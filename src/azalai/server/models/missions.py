"""A country mission and what flows from the server into its workspace."""

from __future__ import annotations

from django.db import models


class Mission(models.Model):
    """One country mission: a workspace that this server feeds."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=3)
    path = models.TextField()
    """Folder of the workspace."""
    strict = models.BooleanField(default=False)
    """Answer phones exactly as ODK Central does (409 for other content of a known id …)."""
    created_at = models.DateTimeField(auto_now_add=True)


class Feed(models.Model):
    """What the workspace was last given of one form and month."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="feeds")
    form_id = models.CharField(max_length=255)
    month = models.CharField(max_length=7)
    sha256 = models.CharField(max_length=64)
    """Of the approved records as they were handed over; empty where there are none."""
    import_id = models.CharField(max_length=64, blank=True)
    rows = models.IntegerField(default=0)
    fed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "form_id", "month"], name="one_feed")
        ]


class Closing(models.Model):
    """A month that somebody wants closed, and the second pair of eyes."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="closings")
    month = models.CharField(max_length=7)
    asked_by = models.ForeignKey("server.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    content = models.CharField(max_length=64)
    """SHA-256 of what was looked at (`feeding.closing`): anything else needs a new look."""
    reason = models.TextField(blank=True)
    """Why a closed month is revised; empty for a first closing."""
    confirmed_by = models.ForeignKey(
        "server.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    release = models.CharField(max_length=20, blank=True)
    """The release that the confirmation stands for, such as ``2020-06.r2``."""
    done_at = models.DateTimeField(null=True)
    """When that release was there; confirmed and not done: cut off, to be finished."""

    class Meta:
        constraints = [
            # Whatever a program does: nobody is their own second pair of eyes.
            models.CheckConstraint(
                condition=~models.Q(confirmed_by=models.F("asked_by")), name="four_eyes"
            ),
            models.UniqueConstraint(
                fields=["mission", "month"],
                condition=models.Q(withdrawn_at=None, done_at=None),
                name="one_closing_at_a_time",
            ),
        ]
