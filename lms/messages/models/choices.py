"""What a person chose about mail: which optional kinds reach them, and when it may."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.institutions.models import Person


class KindChoice(models.Model):
    """Whether a person wants an optional kind of message by mail. No row: they do. Personal data: person."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_message_choices")
    kind = models.CharField(max_length=80)
    wanted = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="lms_messages_kindchoice_once")]


class QuietHours(models.Model):
    """The hours in which nothing is mailed to a person, on their own clock. No row: the usual hours; both the same: none.

    Personal data: person and hours.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="lms_quiet_hours")
    starts = models.PositiveSmallIntegerField()  # hour of the day, 0 to 23
    ends = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(starts__lte=23, ends__lte=23), name="lms_messages_quiethours_are_hours"),
        ]
