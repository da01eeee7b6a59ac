"""Legal holds, and what was emptied when its time was over."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.institutions.models import Person
from lms.kernel.writeonce import WriteOnce


class LegalHold(models.Model):
    """Nothing of this person is emptied by the clock while it stands. Ended, never deleted.

    Personal data: person, reason, why_ended, by, ended_by.
    """

    lms_erasable = ("reason", "why_ended")

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_legal_holds")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_legal_holds_placed")
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_legal_holds_ended")
    why_ended = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="lms_records_legalhold_one"),
        ]


class PurgeRun(WriteOnce):
    """One class of records was emptied up to a moment: how many rows. Personal data: none."""

    code = models.CharField(max_length=40)
    before = models.DateTimeField()
    count = models.PositiveIntegerField()
    held = models.PositiveIntegerField(default=0)  # people with a legal hold then
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["code", "-id"], name="lms_records_purgerun_last")]
