"""Reading rows of courses that assessments keys to: the one place that may touch them."""

from collections.abc import Collection, Sequence
from typing import Any

from django.apps import apps
from django.db.models import OuterRef, Q, Subquery

from assessments.models.questions import Question
from courses.models import EnrolmentState, Item, ItemVersion, LessonSection, Unit


def version_of(item_version_id: int) -> ItemVersion:
    """An item's version by id."""
    return ItemVersion.objects.get(pk=item_version_id)


def items_by_id(ids: Collection[int]) -> dict[int, Item]:
    """Items by id, with their drafts and published versions. One query."""
    return Item.objects.select_related("draft", "published").in_bulk(ids)


def body_before(version: ItemVersion) -> dict[str, Any] | None:
    """The body of the version before this one; None for the first. One query."""
    rows = ItemVersion.objects.filter(item_id=version.item_id, number__lt=version.number).order_by("-number")
    return rows.values_list("body", flat=True).first()


def item_by_key(kind: str, key: str) -> Item | None:
    """A question, case or rubric by its key; None when no file has it."""
    return Item.objects.filter(kind=kind, key=key, country="", language="", archived_at=None).first()


def unit_kind(course_id: int, key: str) -> str:
    """The kind of a course's unit by its key; '' when there is none."""
    rows = Unit.objects.non_polymorphic().filter(course_id=course_id, key=key)
    return rows.values_list("kind", flat=True).first() or ""


def question_row(key: str, number: int) -> int | None:
    """The row of one version of a question; None when there is none. One query."""
    rows = Question.objects.non_polymorphic().filter(version__item__kind="question", version__item__key=key)
    found: int | None = rows.filter(version__number=number).values_list("pk", flat=True).first()
    return found


def lessons_with(course_id: int, section_keys: set[str]) -> dict[str, int]:
    """Which lesson of a course holds a section: {section key: unit id}. One query."""
    rows = LessonSection.objects.filter(
        lesson__course_id=course_id, lesson__archived_at=None, section__key__in=section_keys
    ).order_by("-lesson__position")
    return dict(rows.values_list("section__key", "lesson_id"))


def section_titles(section_keys: set[str], language: str) -> dict[str, str]:
    """The published titles of sections in a language: {key: title}. One query."""
    rows = Item.objects.filter(kind="section", key__in=section_keys, language=language).exclude(published=None)
    return dict(rows.values_list("key", "published__body__title"))


def unit_models() -> list[type[Unit]]:
    """Every concrete kind of unit, of ours and of a host."""
    return [model for model in apps.get_models() if issubclass(model, Unit) and model is not Unit and not model._meta.proxy]


def question_models() -> list[type[Question]]:
    """Every concrete class of question, of ours and of a host."""
    found = [model for model in apps.get_models() if issubclass(model, Question) and model is not Question]
    return [model for model in found if not model._meta.proxy]


def places_of_versions(version_ids: Sequence[int], batch: int = 500) -> dict[int, tuple[int, int]]:
    """{version: (its item, its number)}."""
    found: dict[int, tuple[int, int]] = {}
    for start in range(0, len(version_ids), batch):
        rows = ItemVersion.objects.filter(pk__in=version_ids[start : start + batch])
        found |= {pk: (item, number) for pk, item, number in rows.values_list("pk", "item_id", "number")}
    return found


def sections_citing(
    person_id: int, enrolment_id: int, fact_keys: Collection[str], *, country: str, language: str
) -> list[tuple[str, str, str, int, int]]:
    """(fact, section, its title in a language, lesson, enrolment) of the published sections whose text, as that country reads
    it, names one of these facts; in the lessons of this enrolment, and of all that the person takes or took in that country;
    in the order of the lessons. One query.
    """
    taken = "lesson__course__lms_enrolments"
    theirs = {"person_id": person_id, "country": country, "state__in": set(EnrolmentState.values) - {EnrolmentState.CLOSED}}
    mine = Q(**{f"{taken}__pk": enrolment_id}) | Q(**{f"{taken}__{name}": value for name, value in theirs.items()})
    cited = "section__published__lms_citations"
    words = Item.objects.filter(kind="section", key=OuterRef("section__key"), language=language).exclude(published=None)
    named = {"kind": "fact", "key__in": fact_keys, "shown_only": False, "slot__in": ("", country)}
    rows = LessonSection.objects.filter(mine, lesson__archived_at=None)
    rows = rows.filter(**{f"{cited}__{name}": value for name, value in named.items()})
    rows = rows.annotate(title=Subquery(words.values("published__body__title")[:1]))
    rows = rows.order_by(
        "lesson__course_id", "lesson__module__position", "lesson__position", "position", f"{taken}__state", f"-{taken}__pk"
    )  # fmt: skip
    found = rows.values_list(f"{cited}__key", "section__key", "title", "lesson_id", f"{taken}__pk")
    return list(dict.fromkeys((fact, section, str(title or ""), *place) for fact, section, title, *place in found))
