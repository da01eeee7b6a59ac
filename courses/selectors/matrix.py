"""A group in one course, people by units: one page of it, filtered and ordered by the database."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Window
from django.utils import timezone

from courses.cards import CohortCourseCard
from courses.kinds import unit_kinds
from courses.models import CohortCourse, Enrolment, EnrolmentState, ReleaseCountry, ReleaseEntry, UnitProgress
from courses.progress import PASSING
from courses.risk import Reason, reasons
from courses.selectors.deadlines import Plan, moves_for
from courses.selectors.risk import (
    SIGN_COLUMNS,
    GroupCount,
    Rules,
    away,
    group_counts,
    risk_condition,
    rules_in,
    signs_of,
    with_signs,
)

Cell = tuple[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class MatrixUnit:
    """A column of a cohort's matrix."""

    unit_id: int
    titles: Mapping[str, str]
    kind: str
    required: bool
    url: str = ""  # the group's page of it, for a kind that has `cohort_url(unit_id=…, cohort_id=…)`; '' = none
    module_key: str = ""
    module_titles: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A person's line: `cells` is {unit id: (state, score)}, `late` the open required units that are past their day."""

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
    cells: Mapping[int, Cell]
    late: frozenset[int] = frozenset()
    next_due: datetime | None = None
    away: bool = False
    percent: int | None = None
    reasons: tuple[Reason, ...] = ()  # why at risk; () = not


@dataclass(frozen=True, slots=True)
class Matrix:
    """A cohort in one course: the units in order, one page of people, how many match, and the count of the whole group."""

    cohort_course_id: int
    course_key: str
    course_titles: Mapping[str, str]
    starts_on: date | None
    ends_on: date | None
    units: tuple[MatrixUnit, ...]
    rows: tuple[MatrixRow, ...]
    total: int
    count: GroupCount
    rules: Rules
    cohort_id: int


ORDERS: Final[Mapping[str, tuple[Any, ...]]] = {
    "name": ("person__family_name", "person__given_name", "id"),
    "progress": (F("share").desc(nulls_last=True), "person__family_name", "id"),
    "seen": (F("lms_summary__last_seen_at").asc(nulls_first=True), "id"),
    "due": (F("lms_summary__next_due").asc(nulls_last=True), "person__family_name", "id"),
}
STATES: Final = ("risk", "overdue", "assessor", "not_begun", "away", "completed", "active")


def people_matching(
    cohort_course_id: int, count: GroupCount, rules: Rules, *, query: str, state: str, using: str = "default"
) -> QuerySet[Enrolment]:
    """The enrolments of a group that a filter keeps, with their signs."""
    now = timezone.now()
    rows = Enrolment.objects.using(using).filter(cohort_course_id=cohort_course_id).exclude(state=EnrolmentState.CLOSED)
    rows = with_signs(rows, now)
    for word in query.split()[:5]:
        found = (
            Q(person__given_name__icontains=word) | Q(person__family_name__icontains=word) | Q(person__email__icontains=word)
        )
        rows = rows.filter(found)
    active = Q(state=EnrolmentState.ACTIVE)
    wanted = {
        "completed": Q(state=EnrolmentState.COMPLETED),
        "active": active,
        "assessor": Q(lms_summary__waits_on="assessor"),
        "not_begun": active & ~Exists(UnitProgress.objects.filter(enrolment=OuterRef("pk"))),
        "overdue": active & Q(lms_summary__next_due__lt=now) & ~away(now),
        "away": active & away(now),
    }
    if state == "risk":
        return rows.filter(risk_condition(cohort_course_id, count, rules=rules, at=now))
    return rows.filter(wanted[state]) if state in wanted else rows


def cohort_matrix(
    cohort_course_id: int, *, query: str = "", state: str = "", people: Collection[int] | None = None, order: str = "name",
    offset: int = 0, limit: int = 50, using: str = "default",
) -> Matrix:  # fmt: skip
    """One page of a cohort's matrix. Seven queries, whatever its size. `people`: only these persons.

    Raises CohortCourse.DoesNotExist.
    """
    placed = CohortCourse.objects.using(using).select_related("course", "cohort").get(pk=cohort_course_id)
    rules = rules_in(placed.cohort.institution_id, using=using)
    counted = group_counts(cohort_course_id=cohort_course_id, rules=rules, using=using)
    count = counted[0] if counted else GroupCount(placed.cohort.institution_id, cohort_course_id)
    rows = people_matching(cohort_course_id, count, rules, query=query, state=state, using=using)
    if people is not None:
        rows = rows.filter(person_id__in=people)
    page = list(
        rows.annotate(total=Window(Count("pk")))
        .select_related("person", "lms_summary")
        .order_by(*ORDERS.get(order, ORDERS["name"]))[offset : offset + limit]
    )
    entries = release_entries(placed.course_id, placed.cohort.country, using=using)
    made = _rows(placed, page, entries, (count, rules), using=using)
    units = tuple(_unit(e, placed.cohort_id) for e in entries)
    return Matrix(
        placed.pk, placed.course.key, placed.course.titles, placed.starts_on, placed.ends_on, units, made,
        page[0].total if page else 0, count, rules, placed.cohort_id,
    )  # fmt: skip


def placement(cohort_course_id: int) -> CohortCourseCard | None:
    """A group's course, or None. One query."""
    columns = ("id", "cohort_id", "cohort__institution_id", "course_id", "course__titles", "starts_on", "ends_on")
    row = CohortCourse.objects.filter(pk=cohort_course_id).values_list(*columns).first()
    return CohortCourseCard(*row) if row else None


def release_entries(course_id: int, country: str, *, using: str = "default") -> list[ReleaseEntry]:
    """The entries of the release in effect now. One query."""
    here = ReleaseCountry.objects.filter(course_id=course_id, country=country, effective_at__lte=timezone.now())
    latest = here.order_by("-effective_at").values("release_id")[:1]
    rows = ReleaseEntry.objects.using(using).filter(release_id=Subquery(latest))
    return list(rows.select_related("module", "unit_version").order_by("position"))


def _unit(entry: ReleaseEntry, cohort_id: int) -> MatrixUnit:
    version = entry.unit_version
    page = getattr(unit_kinds().get(version.kind), "cohort_url", None)
    url = page(unit_id=entry.unit_id, cohort_id=cohort_id) if page else ""
    module = entry.module
    return MatrixUnit(
        entry.unit_id, version.titles, version.kind, entry.required, url, module.key if module else "",
        module.titles if module else None,
    )  # fmt: skip


def _rows(
    placed: CohortCourse,
    page: Sequence[Any],
    entries: Sequence[ReleaseEntry],
    counted: tuple[GroupCount, Rules],
    *,
    using: str,
) -> tuple[MatrixRow, ...]:
    count, rules = counted
    now = timezone.now()
    cells: dict[int, dict[int, Cell]] = defaultdict(dict)
    dues: dict[int, dict[int, datetime | None]] = defaultdict(dict)
    progress = UnitProgress.objects.using(using).filter(enrolment_id__in=[e.pk for e in page])
    for pk, unit_id, state, score, due in progress.values_list("enrolment_id", "unit_id", "state", "score", "due"):
        cells[pk][unit_id] = (state, score)
        dues[pk][unit_id] = due
    plans = [Plan(e.pk, placed.pace, placed.starts_on, e.created_at, e.country) for e in page]
    moves = moves_for(plans)
    rule = rules.rule_for(count.institution_id, placed.cohort_id)
    made = []
    for enrolment, plan in zip(page, plans, strict=True):
        days = plan.deadlines(moves)
        mine = cells[enrolment.pk]
        late = set()
        for entry in entries:
            planned = days[entry.module.key].due_at if entry.module and entry.module.key in days else None
            due = dues[enrolment.pk].get(entry.unit_id) or planned
            passed = entry.unit_id in mine and mine[entry.unit_id][0] in PASSING
            if due and due < now and not passed and entry.required and enrolment.state == EnrolmentState.ACTIVE:
                late.add(entry.unit_id)
        summary = getattr(enrolment, "lms_summary", None)
        signs = replace(signs_of([_at(enrolment, name) for name in SIGN_COLUMNS], now), median=count.median)
        at_risk = enrolment.state == EnrolmentState.ACTIVE and not enrolment.is_away
        made.append(
            MatrixRow(
                enrolment_id=enrolment.pk, person_id=enrolment.person_id, full_name=enrolment.person.full_name,
                country=enrolment.country, state=enrolment.state, done=summary.done if summary else 0,
                required=summary.required if summary else 0, score=summary.score if summary else None,
                last_seen_at=summary.last_seen_at if summary else None, waits_on=summary.waits_on if summary else "",
                has_login=enrolment.person.user_id is not None, cells=mine, late=frozenset(late),
                next_due=summary.next_due if summary else None, away=bool(enrolment.is_away), percent=enrolment.share,
                reasons=reasons(rule, signs) if at_risk else (),
            )
        )  # fmt: skip
    return tuple(made)


def _at(enrolment: Any, name: str) -> Any:
    return getattr(enrolment, name)
