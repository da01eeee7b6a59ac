"""Rows for pages and reports on many people's progress: plain values, in a constant number of queries.

Every function takes `using`, so that a report reads one instant (`lms.kernel.snapshot`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from courses.kinds import unit_kinds
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
            "lms_summary__score", "lms_summary__waits_on",
        )
    )  # fmt: skip
    return [
        EnrolmentFigure(
            enrolment_id=r[0], person_id=r[1], person_ref=str(r[2]), person_code=person_code(r[2]), course_id=r[3],
            course_key=r[4],
            cohort_key=r[5] or "", country=r[6], state=r[7], created_at=r[8], closed_at=r[9], started_at=started.get(r[0]),
            completed_at=r[10], done=r[11] or 0, required=r[12] or 0, score=r[13], waits_on=r[14] or "",
        )
        for r in rows
    ]  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class MatrixUnit:
    """A column of a cohort's matrix."""

    unit_id: int
    titles: Mapping[str, str]
    kind: str
    required: bool
    url: str = ""  # the group's page of it, for a kind that has `cohort_url(unit_id=…, cohort_id=…)`; '' = none


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A person's line: `cells` is {unit id: (state, score)}."""

    enrolment_id: int
    person_id: int
    full_name: str
    country: str
    state: str
    done: int
    required: int
    score: Decimal | None
    last_seen_at: datetime | None
    waits_on: str
    has_login: bool
    cells: Mapping[int, tuple[str, Decimal | None]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A cohort in one course: the units in order, one page of people, and how many there are in all."""

    cohort_course_id: int
    course_key: str
    course_titles: Mapping[str, str]
    starts_on: object
    ends_on: object
    units: tuple[MatrixUnit, ...]
    rows: tuple[MatrixRow, ...]
    total: int


def cohort_courses(cohort_id: int) -> list[tuple[int, Mapping[str, str]]]:
    """(id, titles) of the courses that a cohort takes."""
    return list(CohortCourse.objects.filter(cohort_id=cohort_id).order_by("id").values_list("id", "course__titles"))


def _matrix_unit(entry: ReleaseEntry, cohort_id: int) -> MatrixUnit:
    version = entry.unit_version
    page = getattr(unit_kinds().get(version.kind), "cohort_url", None)
    url = page(unit_id=entry.unit_id, cohort_id=cohort_id) if page else ""
    return MatrixUnit(entry.unit_id, version.titles, version.kind, entry.required, url)


def _begun() -> QuerySet[UnitProgress]:
    return UnitProgress.objects.filter(enrolment=OuterRef("pk"))


ORDERS = {
    "name": ("person__family_name", "person__given_name", "id"),
    "progress": ("-lms_summary__done", "person__family_name", "id"),
    "seen": ("lms_summary__last_seen_at", "id"),
}


def cohort_matrix(
    cohort_course_id: int, *, query: str = "", state: str = "", order: str = "name", offset: int = 0, limit: int = 50
) -> Matrix:
    """One page of a cohort's matrix. Five queries, whatever its size. Raises CohortCourse.DoesNotExist."""
    placed = CohortCourse.objects.select_related("course", "cohort").get(pk=cohort_course_id)
    people = Enrolment.objects.filter(cohort_course_id=cohort_course_id).exclude(state="closed")
    if query:
        people = people.filter(
            Q(person__given_name__icontains=query) | Q(person__family_name__icontains=query) | Q(person__email__icontains=query)
        )
    if state == "completed":
        people = people.filter(state="completed")
    elif state == "assessor":
        people = people.filter(lms_summary__waits_on="assessor")
    elif state == "not_begun":
        people = people.filter(~Exists(_begun()))
    total = people.count()
    page = list(
        people.select_related("person", "lms_summary").order_by(*ORDERS.get(order, ORDERS["name"]))[offset : offset + limit]
    )
    entries = _entries_in_effect(placed.course_id, placed.cohort.country, "default")
    cells: dict[int, dict[int, tuple[str, Decimal | None]]] = defaultdict(dict)
    for enrolment_id, unit_id, unit_state, score in UnitProgress.objects.filter(
        enrolment_id__in=[e.pk for e in page]
    ).values_list("enrolment_id", "unit_id", "state", "score"):
        cells[enrolment_id][unit_id] = (unit_state, score)
    rows = []
    for enrolment in page:
        summary = getattr(enrolment, "lms_summary", None)
        rows.append(
            MatrixRow(
                enrolment_id=enrolment.pk, person_id=enrolment.person_id, full_name=enrolment.person.full_name,
                country=enrolment.country, state=enrolment.state, done=summary.done if summary else 0,
                required=summary.required if summary else 0, score=summary.score if summary else None,
                last_seen_at=summary.last_seen_at if summary else None, waits_on=summary.waits_on if summary else "",
                has_login=enrolment.person.user_id is not None, cells=cells[enrolment.pk],
            )
        )  # fmt: skip
    units = tuple(_matrix_unit(e, placed.cohort_id) for e in entries)
    return Matrix(
        placed.pk, placed.course.key, placed.course.titles, placed.starts_on, placed.ends_on, units, tuple(rows), total
    )


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
    """(country, active enrolments, completed enrolments, institutions) by country of law. One query."""
    rows = (
        Enrolment.objects.values("country")
        .annotate(
            active=Count("id", filter=Q(state="active")),
            completed=Count("id", filter=Q(state="completed")),
            places=Count("institution", distinct=True),
        )
        .order_by("country")
    )
    return [(r["country"], r["active"], r["completed"], r["places"]) for r in rows]
