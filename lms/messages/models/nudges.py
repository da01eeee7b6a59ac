"""Words that people write to other people: an institution's own templates, and what was sent with them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.institutions.models import Institution, Person


class Wording(models.Model):
    """An institution's own words for one sort of nudge, in both languages; in place of the house's where the key is the same.

    Personal data: changed_by.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_wordings")
    key = models.SlugField(max_length=40)
    names = models.JSONField(default=dict)  # {es, en}: what the template is called
    subjects = models.JSONField(default=dict)  # {es, en}
    bodies = models.JSONField(default=dict)  # {es, en}
    changed_by = models.ForeignKey(Person, models.PROTECT, related_name="lms_wordings")
    changed_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "key"], condition=Q(archived_at=None), name="lms_messages_wording_key"
            ),
        ]


class Nudge(models.Model):
    """One message that a person of an institution sent to some of its people: the words, to how many, what came of it.

    `people` are ids, emptied when the job has written the messages. Personal data: by, people, the words (may name people).
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True)  # of the page of preview: a second click is the same nudge
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_nudges")
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_nudges_sent")
    wording = models.SlugField(max_length=40)
    speaks_of = models.CharField(max_length=160)
    subjects = models.JSONField(default=dict)  # {es, en}
    bodies = models.JSONField(default=dict)  # {es, en}
    people = models.JSONField(default=list)
    chosen = models.PositiveIntegerField()
    told = models.PositiveIntegerField(null=True)  # null: the job has not been done yet
    rule = models.JSONField(default=dict)  # the rule that chose them, if one did
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["institution", "-id"], name="lms_messages_nudge_place")]
