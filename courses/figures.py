"""Rows for pages and reports on many people's progress: plain values, in a constant number of queries.

Every function takes `using`, so that a report reads one instant (`lms.kernel.snapshot`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from courses.models import CohortCourse, Enrolment, OutcomeRecord, ReleaseCountry, ReleaseEntry, UnitProgress


@dataclass(frozen=True, slots=True)
class EnrolmentFigure:
    """One enrolment as a report counts it. `person_code` is a code without a name."""

    enrolment_id: int
    person_id: int
    person_ref: str
    person_code: str
    course_id: int
    course_key: str
    cohort_key: str
    country: str
    state: str
    created_at: datetime
    closed_at: datetime | None
    started_at: datetime | None
    completed_at: datetime | None
    done: int
    required: int
    score: Decimal | None
    waits_on: str
    cohort_starts_on: date | None = None  # of the cohort's course
    cohort_ends_on: date | None = None
    closed_as: str = ""  # moved, role_ended, other: the class of the reason, never what was written


def person_code(ref: object) -> str:
    """The code by which reports name a person: the first eight digits of the random reference."""
    return f"P-{str(ref).replace('-', '')[:8].upper()}"


def enrolment_figures(institution_id: int, *, using: str = "default") -> list[EnrolmentFigure]:
    """Every enrolment an institution ever had, oldest first. Two queries."""
    started = dict(
        OutcomeRecord.objects.using(using)
        .filter(enrolment__institution_id=institution_id)
        .values("enrolment_id")
        .annotate(first=Min("earned_at"))
        .values_list("enrolment_id", "first")
    )
    rows = (
        Enrolment.objects.using(using)
        .filter(institution_id=institution_id)
        .order_by("id")
        .values_list(
            "id", "person_id", "person__ref", "course_id", "course__key", "cohort_course__cohort__key", "country", "state",
            "created_at", "closed_at", "lms_completion__completed_at", "lms_summary__done", "lms_summary__required",
            "lms_summary__score", "lms_summary__waits_on", "cohort_course__starts_on", "cohort_course__ends_on",
            "closed_because", "lms_continued_by",
        )
    )  # fmt: skip
    return [
        EnrolmentFigure(
            enrolment_id=r[0], person_id=r[1], person_ref=str(r[2]), person_code=person_code(r[2]), course_id=r[3],
            course_key=r[4],
            cohort_key=r[5] or "", country=r[6], state=r[7], created_at=r[8], closed_at=r[9], started_at=started.get(r[0]),
            completed_at=r[10], done=r[11] or 0, required=r[12] or 0, score=r[13], waits_on=r[14] or "", cohort_starts_on=r[15],
            cohort_ends_on=r[16], closed_as=_closed_as(r[9], r[17], r[18]),
        )
        for r in rows
    ]  # fmt: skip


def _closed_as(closed_at: datetime | None, because: str, continued: int | None) -> str:
    if closed_at is None:
        return ""
    return "moved" if continued or because == "moved" else "role_ended" if because == "role ended" else "other"


def active_people(institution_id: int, *, start: datetime, end: datetime, using: str = "default") -> list[tuple[str, int]]:
    """(code, number of recorded acts) of the people with at least one recorded act in [start, end)."""
    rows = (
        OutcomeRecord.objects.using(using)
        .filter(enrolment__institution_id=institution_id, at__gte=start, at__lt=end)
        .values("enrolment__person__ref")
        .annotate(acts=Count("id"))
        .order_by("enrolment__person_id")
    )
    return [(person_code(row["enrolment__person__ref"]), row["acts"]) for row in rows]


@dataclass(frozen=True, slots=True)
class ModuleFigure:
    """How one module stands in a cohort's course: of `people` × its required units, how many are passed."""

    course_key: str
    module_key: str
    titles: Mapping[str, str]
    passed: int
    asked: int


def module_figures(institution_id: int, *, using: str = "default") -> list[ModuleFigure]:
    """Units passed and asked by module, over the institution's enrolments that are not closed. Three queries."""
    enrolments = list(
        Enrolment.objects.using(using)
        .filter(institution_id=institution_id)
        .exclude(state="closed")
        .values_list("id", "course_id", "country")
    )
    people: dict[tuple[int, str], int] = defaultdict(int)
    for _id, course_id, country in enrolments:
        people[course_id, country] += 1
    asked: dict[tuple[str, str], int] = defaultdict(int)
    titles: dict[tuple[str, str], Mapping[str, str]] = {}
    unit_place: dict[int, tuple[str, str]] = {}
    for (course_id, country), count in people.items():
        for entry in _entries_in_effect(course_id, country, using):
            if not entry.required or entry.module is None:
                continue
            place = (entry.release.course.key, entry.module.key)
            titles[place] = entry.module.titles
            unit_place[entry.unit_id] = place
            asked[place] += count
    passed: dict[tuple[str, str], int] = defaultdict(int)
    counts = (
        UnitProgress.objects.using(using)
        .filter(enrolment__institution_id=institution_id, state__in=("passed", "recognised"))
        .exclude(enrolment__state="closed")
        .values("unit_id")
        .annotate(n=Count("id"))
        .values_list("unit_id", "n")
    )
    for unit_id, n in counts:
        if unit_id in unit_place:
            passed[unit_place[unit_id]] += n
    return [ModuleFigure(place[0], place[1], titles[place], passed[place], asked[place]) for place in sorted(asked)]


def _entries_in_effect(course_id: int, country: str, using: str) -> Sequence[ReleaseEntry]:
    from django.utils import timezone

    release_id = (
        ReleaseCountry.objects.using(using)
        .filter(course_id=course_id, country=country, effective_at__lte=timezone.now())
        .order_by("-effective_at")
        .values_list("release_id", flat=True)
        .first()
    )
    return list(
        ReleaseEntry.objects.using(using)
        .filter(release_id=release_id)
        .select_related("module", "unit_version", "release__course")
        .order_by("position")
    )


def cohort_courses(cohort_id: int) -> list[tuple[int, Mapping[str, str]]]:
    """(id, titles) of the courses that a cohort takes."""
    return list(CohortCourse.objects.filter(cohort_id=cohort_id).order_by("id").values_list("id", "course__titles"))


def _begun() -> QuerySet[UnitProgress]:
    return UnitProgress.objects.filter(enrolment=OuterRef("pk"))


@dataclass(frozen=True, slots=True)
class CohortCount:
    """What the head of a cohort's page says: people, completed, waiting for an assessor, never seen."""

    people: int
    completed: int
    waiting: int
    not_begun: int
    latest_seen: datetime | None


def cohort_count(cohort_course_id: int) -> CohortCount:
    """One query."""
    got = (
        Enrolment.objects.filter(cohort_course_id=cohort_course_id)
        .exclude(state="closed")
        .aggregate(
            people=Count("id"),
            completed=Count("id", filter=Q(state="completed")),
            waiting=Count("id", filter=Q(lms_summary__waits_on="assessor")),
            not_begun=Count("id", filter=~Exists(_begun())),
            latest=Max("lms_summary__last_seen_at"),
        )
    )
    return CohortCount(got["people"], got["completed"], got["waiting"], got["not_begun"], got["latest"])


def programme_counts() -> list[tuple[str, int, int, int]]:
    """(country, active enrolments, completed enrolments, institutions) by country of law. One query.

    Grouped by institution too and added up here: COUNT(DISTINCT …) would sort all enrolments.
    """
    rows = (
        Enrolment.objects.values("country", "institution_id")
        .annotate(active=Count("id", filter=Q(state="active")), completed=Count("id", filter=Q(state="completed")))
        .order_by("country")
        .values_list("country", "active", "completed")
    )
    return [
        (country, sum(active for _c, active, _d in here), sum(done for _c, _a, done in here), len(here))
        for country, here in ((country, list(found)) for country, found in groupby(rows, key=itemgetter(0)))
    ]
