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


class Edit(models.TextChoices):
    """What a version changes of the one before it."""

    NEW = "new"
    EDITORIAL = "editorial"  # words only: statistics go on
    SCORING = "scoring"  # what decides a score: statistics begin anew


class Bank(models.Model):
    """A set of questions that is either for practice or for exams, never both.

    An exam bank that ships with the software is a `demonstration`: it works like one, and no certifying quiz may draw from it.
    Personal data: none.
    """

    key = models.SlugField(max_length=60, unique=True)
    titles = models.JSONField(default=dict)
    pool = models.CharField(max_length=10, choices=Pool.choices, default=Pool.PRACTICE)
    demonstration = models.BooleanField(default=False)


class QuestionEntry(models.Model):
    """A question's identity in a bank. Personal data: none."""

    item = models.OneToOneField(Item, models.PROTECT, related_name="lms_question_entry")
    bank = models.ForeignKey(Bank, models.PROTECT, related_name="lms_entries")
    topic = models.CharField(max_length=60, blank=True)
    stage = models.CharField(max_length=40, blank=True)
    task = models.SlugField(max_length=60, blank=True)  # what an advisor does, of the task analysis (`Task.key`)
    domain = models.SlugField(max_length=40, blank=True)  # which part of the subject, of the blueprint
    difficulty = models.PositiveSmallIntegerField(default=2)  # 1 easy, 2 medium, 3 hard, as its author thinks
    life = models.CharField(max_length=12, choices=Life.choices, default=Life.OPERATIONAL)
    tags = models.JSONField(default=list)  # words
    countries = models.JSONField(default=list)  # asked only there; empty: everywhere
    family = models.SlugField(max_length=80, blank=True)  # variants of one question: a sheet draws at most one of them
    words = models.TextField(blank=True, editable=False)  # what search looks at (`assessments.question_words`)


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
    edit = models.CharField(max_length=10, choices=Edit.choices, blank=True)  # '': written before this was kept

    lms_write_once = True
    objects: ClassVar[Any] = PolymorphicManager.from_queryset(WrittenOnceQuestions)()


class ChoiceQuestion(Question):
    """Single or multiple choice (`kind`). `options`: [{id, text {es, en}, fraction −1…1, feedback {es, en}}].

    Personal data: none.
    """

    options = models.JSONField(default=list)


class NumericQuestion(Question):
    """A number with a unit. Right within `tolerance` (absolute, same unit), or as `answers` say.

    `answers`: [{value, tolerance, relative, fraction, feedback}], numbers as text; `value` is empty then. `units`: other
    units that may be written, [{names {es, en}, factor}]. Personal data: none.
    """

    value = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    tolerance = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    unit = models.JSONField(default=dict)  # {es, en}; empty: a bare number
    answers = models.JSONField(default=list)
    otherwise = models.JSONField(default=dict)  # {es, en}: said to any other answer
    units = models.JSONField(default=list)


class FactBound(Question):
    """The key is the reader's country's fact, and so are the wrong answers: other countries' law, then authored ones.

    Resolved when the quiz is frozen by `courses.api.law`, never retyped. Personal data: none.
    """

    fact_key = models.CharField(max_length=160)
    part = models.CharField(max_length=60, blank=True)
    distractors = models.JSONField(default=list)  # [{id, text {es, en}, feedback {es, en}}], used when foreign ones are too few


class TrueFalseQuestion(Question):
    """A statement that is true or is not. `said`: {"true": {es, en}, "false": {es, en}}, feedback of each.

    Personal data: none.
    """

    answer = models.BooleanField()
    said = models.JSONField(default=dict)


class ShortTextQuestion(Question):
    """A word or two. `answers`: [{forms {es: [..], en: [..]}, fraction, feedback}], `*` for any letters.

    Personal data: none.
    """

    answers = models.JSONField(default=list)
    otherwise = models.JSONField(default=dict)
    case = models.BooleanField(default=False)  # capitals matter
    accents = models.BooleanField(default=False)  # accents matter


class MatchingQuestion(Question):
    """What goes with what. `pairs`: [{id, text, match, feedback}]; `extras`: [{id, text}], matches of nothing.

    Personal data: none.
    """

    pairs = models.JSONField(default=list)
    extras = models.JSONField(default=list)


class OrderingQuestion(Question):
    """Things to put in order. `items`: [{id, text}] in the right order; `rule`: next, longest or whole. Personal data: none."""

    items = models.JSONField(default=list)
    rule = models.CharField(max_length=10, default="next")


class GapFillQuestion(Question):
    """A running text with gaps. `text`: {es, en} with [[id]] marks; `gaps`: [{id, kind choice|text|number, weight, …}].

    Personal data: none.
    """

    text = models.JSONField(default=dict)
    gaps = models.JSONField(default=list)


class EssayQuestion(Question):
    """A text that a person scores. `guide`: {es, en}, what to look for, shown to who scores. Personal data: none."""

    min_words = models.PositiveSmallIntegerField(default=0)  # 0: no minimum
    max_words = models.PositiveSmallIntegerField(default=0)  # 0: no maximum
    guide = models.JSONField(default=dict)
