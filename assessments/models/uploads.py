"""A file of questions between its upload and the author's yes or no."""

from django.db import models
from django.utils import timezone

from lms.institutions.models import Person


class QuestionUpload(models.Model):
    """A file that an author uploaded to look at before it is imported: gone once confirmed or dropped, or after a day.

    Personal data: who uploaded it.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_question_uploads")
    bank = models.CharField(max_length=60)
    form = models.CharField(max_length=20)  # gift, moodle-xml, aiken, qti, csv
    language = models.CharField(max_length=2)
    file_name = models.CharField(max_length=120)
    body = models.BinaryField()
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
