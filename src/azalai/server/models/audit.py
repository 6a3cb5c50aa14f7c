"""The audit chain: who did what, when; each line sealed together with the one before."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """One line; written in the transaction of what it speaks of (`audit/chain.py`)."""

    number = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=40)
    """ISO, UTC: text, because the seal is over text."""
    actor = models.CharField(max_length=200)
    """``user:7``, ``device:3``, ``system``."""
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=400)
    """``submission:12``, ``user:7`` …"""
    mission = models.CharField(max_length=40, blank=True)
    detail = models.TextField(blank=True)
    """JSON, sorted."""
    seal = models.CharField(max_length=64)


class AuditHead(models.Model):
    """The last line of the chain: one row, locked by whoever adds to it."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64)
    proof = models.CharField(max_length=64, db_default="")
    """Seal of the head itself: who can only write to the database cannot make an earlier line the
    last one. Empty before the first line."""
