"""What is made from the published toolkit to be found and printed. All of it can be made again."""

from django.db import models
from django.utils import timezone

from courses.models.toolkit import Item, ItemKind, ItemVersion
from lms.institutions.models import Institution
from lms.kernel.places import Country, Language


class SearchEntry(models.Model):
    """One published item as a reader of one country and language finds it. `words` and `title_words` are folded stems,
    parted by spaces; `words` begins with a marker of country and language and holds each stem five times at most.

    Personal data: none.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="lms_search_entries")
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="lms_search_entries")
    kind = models.CharField(max_length=20, choices=ItemKind.choices)
    key = models.CharField(max_length=160)
    country = models.CharField(max_length=2, choices=Country.choices)
    language = models.CharField(max_length=2, choices=Language.choices)
    title = models.CharField(max_length=400)
    summary = models.TextField(blank=True)
    topics = models.JSONField(default=list)
    stages = models.JSONField(default=list)
    questions = models.JSONField(default=list)  # in the language of the text
    title_words = models.TextField()
    words = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "country", "language"], name="lms_courses_searchentry_once"),
        ]
        indexes = [models.Index(fields=["country", "language", "kind", "key"], name="lms_courses_searchentry_of")]


class PaperKind(models.TextChoices):
    """What can be printed for a business."""

    CHECKLIST = "checklist"
    COMPARISON = "comparison"
    SECTION = "section"
    BOOKLET = "booklet"
    MODULE = "module"  # all checklists of a course's module, in an institution's name


class PrintedPaper(models.Model):
    """A page or booklet drawn once for a country and language, known by the digest of what it was drawn from.

    `institution`: whose name stands on it, and for whose people it is; null: for everybody.

    Personal data: none.
    """

    kind = models.CharField(max_length=12, choices=PaperKind.choices)
    key = models.CharField(max_length=160)
    country = models.CharField(max_length=2, choices=Country.choices)
    language = models.CharField(max_length=2, choices=Language.choices)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="lms_printed_papers")
    digest = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "country", "language", "digest"], name="lms_courses_printedpaper_once"
            ),
            models.CheckConstraint(
                condition=models.Q(drawn_at=None) | ~models.Q(sha256=""), name="lms_courses_printedpaper_drawn_has_sha256"
            ),
        ]
