"""The question bank. A question's row *is* its version; its identity is an Item of `courses`."""

from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import models
from polymorphic.managers import PolymorphicManager, PolymorphicQuerySet
from polymorphic.models import PolymorphicModel

from courses.models import Item, ItemVersion
from lms.kernel.writeonce import WriteOnce, WrittenOnce


class Pool(models.TextChoices):
    PRACTICE = "practice"
    EXAM = "exam"


class Life(models.TextChoices):
    DRAFT = "draft"
    PILOT = "pilot"
    OPERATIONAL = "operational"
    RESTING = "resting"
    RETIRED = "retired"
    COMPROMISED = "compromised"


class Bank(models.Model):
    """A set of questions that is either for practice or for exams, never both. Personal data: none."""

    key = models.SlugField(max_length=60, unique=True)
    titles = models.JSONField(default=dict)
    pool = models.CharField(max_length=10, choices=Pool.choices, default=Pool.PRACTICE)


class QuestionEntry(models.Model):
    """A question's identity in a bank. Personal data: none."""

    item = models.OneToOneField(Item, models.PROTECT, related_name="lms_question_entry")
    bank = models.ForeignKey(Bank, models.PROTECT, related_name="lms_entries")
    topic = models.CharField(max_length=60, blank=True)
    stage = models.CharField(max_length=40, blank=True)
    difficulty = models.PositiveSmallIntegerField(default=2)  # 1 easy, 2 medium, 3 hard, as its author thinks
    life = models.CharField(max_length=12, choices=Life.choices, default=Life.OPERATIONAL)


class WrittenOnceQuestions(PolymorphicQuerySet[Any]):
    """No UPDATE, no DELETE: a question's row is its version."""

    def update(self, **kwargs: Any) -> int:
        raise WrittenOnce

    def delete(self) -> Any:
        raise WrittenOnce


class Question(PolymorphicModel, WriteOnce):  # type: ignore[misc]  # both bases bring a manager; ours stands below
    """One version of a question. Stem and feedback are {es, en}. Personal data: none."""

    polymorphic_ctype = models.ForeignKey(
        ContentType, models.PROTECT, null=True, editable=False, related_name="lms_polymorphic_questions"
    )
    version = models.OneToOneField(ItemVersion, models.PROTECT, related_name="lms_question")
    kind = models.CharField(max_length=20)
    stem = models.JSONField(default=dict)
    feedback = models.JSONField(default=dict)
    section_key = models.CharField(max_length=160, blank=True)  # where to read again

    lms_write_once = True
    objects: ClassVar[Any] = PolymorphicManager.from_queryset(WrittenOnceQuestions)()


class ChoiceQuestion(Question):
    """Single or multiple choice (`kind`). `options`: [{id, text {es, en}, fraction −1…1, feedback {es, en}}].

    Personal data: none.
    """

    options = models.JSONField(default=list)


class NumericQuestion(Question):
    """A number with a unit. Right within `tolerance` (absolute, same unit). Personal data: none."""

    value = models.DecimalField(max_digits=18, decimal_places=6)
    tolerance = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    unit = models.JSONField(default=dict)  # {es, en}; empty: a bare number


class FactBound(Question):
    """The key is the reader's country's fact, and so are the wrong answers: other countries' law, then authored ones.

    Resolved when the quiz is frozen by `courses.api.law`, never retyped. Personal data: none.
    """

    fact_key = models.CharField(max_length=160)
    part = models.CharField(max_length=60, blank=True)
    distractors = models.JSONField(default=list)  # [{id, text {es, en}, feedback {es, en}}], used when foreign ones are too few
