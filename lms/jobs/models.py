"""The outbox: work that outlives a request is a row, written in the business transaction."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class JobState(models.TextChoices):
    DUE = "due"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class Job(models.Model):
    """One piece of work without a domain row of its own: a mail, an import, an export, a report build.

    `args` are ids only. `key` makes a request repeatable: asking twice for the same work is one row. `fence` grows with
    every claim, so that a late worker's write hits no row. Personal data: none (ids).
    """

    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=200, unique=True)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.DUE)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True)
    owner = models.BigIntegerField(null=True)  # Person id: who sees the progress page
    institution = models.BigIntegerField(null=True)
    result = models.JSONField(default=dict)  # ids of what was made
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="lms_jobs_job_due", condition=Q(state__in=["due", "running"])),
            models.Index(fields=["owner", "-id"], name="lms_jobs_job_owner"),
        ]


class Pulse(models.Model):
    """When a background process was last seen: `worker`, `beat`. Written by the heartbeat task. Personal data: none."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(default=timezone.now)
