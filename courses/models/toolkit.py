"""The toolkit: one identity table and one version table for everything that is published.

Sources, facts, sections, help resources, terms and figures live here; questions, cases and rubrics are added from above.
So there is one publish log, one manifest, one impact query.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.institutions.models import Person
from lms.kernel.places import Country, Jurisdiction, Language
from lms.kernel.writeonce import WriteOnce


class ItemKind(models.TextChoices):
    """What an item is. `question`, `case` and `rubric` are written by `assessments`."""

    SOURCE = "source"
    FACT = "fact"
    SECTION = "section"
    RESOURCE = "resource"
    TERM = "term"
    FIGURE = "figure"
    OFFICE = "office"
    STAGE = "stage"
    COMPARISON = "comparison"
    QUESTION = "question"
    CASE = "case"
    RUBRIC = "rubric"


class ChangeClass(models.TextChoices):
    """Whom a change asks: those certified under the old text, only readers, nobody."""

    MANDATORY = "mandatory"
    ADVISORY = "advisory"
    EDITORIAL = "editorial"


class Item(models.Model):
    """The identity of one published thing. A fact is one item per jurisdiction, a section one per language.

    `draft` and `published` are the two pointers; `published` moves only with a log record. Personal data: owner.
    """

    kind = models.CharField(max_length=20, choices=ItemKind.choices)
    key = models.CharField(max_length=160)
    country = models.CharField(max_length=3, choices=Jurisdiction.choices, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, blank=True)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_items")
    review_by = models.DateField(null=True)
    draft = models.ForeignKey("ItemVersion", models.PROTECT, null=True, related_name="lms_draft_of")
    published = models.ForeignKey("ItemVersion", models.PROTECT, null=True, related_name="lms_published_of")
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "country", "language"], name="lms_courses_item_identity"),
        ]

    def __str__(self) -> str:
        return ":".join(part for part in (self.kind, self.key, self.country, self.language) if part)


class _OfKind(models.Manager[Any]):
    def __init__(self, kind: str = "") -> None:
        super().__init__()
        self.kind = kind

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(kind=self.kind)


class Fact(Item):
    """An item that states a rule of law. Personal data: as Item."""

    objects: ClassVar[models.Manager[Any]] = _OfKind(ItemKind.FACT)

    class Meta:
        proxy = True


class Section(Item):
    """An item that is a text to read. Personal data: as Item."""

    objects: ClassVar[models.Manager[Any]] = _OfKind(ItemKind.SECTION)

    class Meta:
        proxy = True


class Source(Item):
    """An item that facts and sections rest on: a law, a regulation, an office page, a guide. Personal data: as Item."""

    objects: ClassVar[models.Manager[Any]] = _OfKind(ItemKind.SOURCE)

    class Meta:
        proxy = True


class ItemVersion(WriteOnce):
    """One text of an item, for ever. Two editors racing collide on (item, number).

    `parts` is {country: digest of the text that country's reader gets}: what tells a change of Peru from one of Chile.
    Personal data: author.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="lms_versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    parts = models.JSONField(default=dict)
    body = models.JSONField(default=dict)
    change_class = models.CharField(max_length=10, choices=ChangeClass.choices, default=ChangeClass.EDITORIAL)
    made_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="lms_translations")
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_item_versions")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="lms_courses_itemversion_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="lms_courses_itemversion_from_one"),
        ]


class Confidence(models.TextChoices):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class FactVersion(WriteOnce):
    """The typed side of a fact's version.

    `values` is {part: {kind, n, unit}}; `sentence` is {es, en}. `article` is empty when not sure. Personal data: none.
    """

    version = models.OneToOneField(ItemVersion, models.PROTECT, related_name="lms_fact")
    values = models.JSONField(default=dict)
    sentence = models.JSONField(default=dict)
    law = models.CharField(max_length=240, blank=True)
    article = models.CharField(max_length=160, blank=True)
    as_of = models.CharField(max_length=10)  # YYYY, YYYY-MM or YYYY-MM-DD, as precise as the source
    in_force_from = models.DateField(null=True)
    transitional = models.JSONField(default=dict)  # {es, en}
    confidence = models.CharField(max_length=10, choices=Confidence.choices)
    needs_check = models.BooleanField(default=False)


class Citation(WriteOnce):
    """A version names a fact, source, section or resource by key, so that a new national fact is found too.

    `shown_only`: cited for comparison or as a distractor; it opens content entries, never people. Personal data: none.
    """

    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="lms_citations")
    block = models.CharField(max_length=40, blank=True)
    slot = models.CharField(max_length=2, choices=Country.choices, blank=True)
    kind = models.CharField(max_length=20, choices=ItemKind.choices)
    key = models.CharField(max_length=160)
    part = models.CharField(max_length=60, blank=True)
    shown_only = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["kind", "key"], name="lms_courses_citation_key")]


class LogEntry(models.Model):
    """One publication of a set of items: by one person, approved by another, in effect from a moment.

    Personal data: by, approved_by.
    """

    at = models.DateTimeField(default=timezone.now, editable=False)
    effective_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_log_entries")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_log_entries_approved")
    change = models.ForeignKey("Change", models.PROTECT, null=True, related_name="lms_log_entries")
    applied_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=240, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(by=None) | ~Q(approved_by=models.F("by")),
                name="lms_courses_logentry_two_people",
            ),
        ]


class LogRecord(WriteOnce):
    """One item's step in a publication. "As of entry N" is the item's last record with entry ≤ N. Personal data: none."""

    entry = models.ForeignKey(LogEntry, models.PROTECT, related_name="lms_records")
    item = models.ForeignKey(Item, models.PROTECT, related_name="lms_log_records")
    old = models.ForeignKey(ItemVersion, models.PROTECT, null=True, related_name="lms_log_olds")
    new = models.ForeignKey(ItemVersion, models.PROTECT, null=True, related_name="lms_log_news")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "entry"], name="lms_courses_logrecord_once")]
