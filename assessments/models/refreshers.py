"""Refreshers: the hidden unit that a mandatory change of the law asks finishers to pass."""

from django.db import models

from courses.models import Change, Unit
from lms.kernel.places import Country


class Refresher(Unit):
    """What changed, side by side, and the questions bound to it, for one country and course (purpose `refresher`).

    Nothing of it is authored: its text and its questions follow from the change when it is frozen. Personal data: none.
    """

    change = models.ForeignKey(Change, models.PROTECT, related_name="lms_refresher_units")
    country = models.CharField(max_length=2, choices=Country.choices)
