"""Conditions of rules about people, answered for what courses know: enrolments, progress, units, visits, results, risk."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, IntegerField, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from courses.models import Course, Enrolment, EnrolmentState, RefresherDue, Unit, UnitProgress
from courses.selectors.risk import at_risk, away, percent
from lms.kernel.conditions import Condition


def people_where(institution_id: int, asked: Sequence[Condition], *, now: datetime) -> list[frozenset[int]]:
    """The people that each condition finds by one of their enrolments in an institution that is not closed, in order.

    One query for all, a UNION, and those of `at_risk` if it is asked; `at_risk` holds only those who are (the opposite is
    the caller's to subtract).
    """
    found: list[set[int]] = [set() for _one in asked]
    number: IntegerField[int, int] = IntegerField()
    rows = Enrolment.objects.filter(institution_id=institution_id).exclude(state=EnrolmentState.CLOSED).order_by()
    rows = rows.annotate(visited=Coalesce("lms_summary__last_seen_at", "created_at"), share=percent())
    parts = [
        rows.filter(_q(one, now)).annotate(which=Value(at, number), who=F("person_id")).values_list("which", "who")
        for at, one in enumerate(asked)
        if one.field != "at_risk"
    ]
    for at, person in parts[0].union(*parts[1:]) if parts else ():
        found[at].add(person)
    if any(one.field == "at_risk" for one in asked):
        risky = {one.person_id for one in at_risk(institution_id=institution_id, at=now)}
        for at, one in enumerate(asked):
            if one.field == "at_risk":
                found[at] = risky
    return [frozenset(one) for one in found]


def _q(asked: Condition, now: datetime) -> Q:
    if asked.field == "course":
        return Q(course__key__in=asked.value)
    if asked.field == "unit":
        return _unit(int(asked.of), asked.value)
    of_course = Q(course__key=asked.of) if asked.of else Q()
    if asked.field == "course_state":
        return of_course & _state(asked.value)
    if asked.field == "progress":
        return of_course & Q(**{f"share__{'gte' if asked.op == 'at_least' else 'lte'}": asked.number})
    if asked.field == "score":
        return of_course & Q(**{f"lms_summary__score__{'gte' if asked.op == 'at_least' else 'lte'}": asked.number})
    assert asked.field == "last_seen", asked.field
    moment = now - timedelta(days=asked.number)
    seen = Q(lms_summary__last_seen_at__gte=moment) if asked.op == "at_most" else Q(visited__lte=moment)
    return of_course & Q(state=EnrolmentState.ACTIVE) & seen


def _state(values: Sequence[str]) -> Q:
    unbegun = Q(state=EnrolmentState.ACTIVE, lms_summary__last_seen_at=None)
    found = Q(pk__in=[])
    if "not_begun" in values:
        found |= unbegun
    if "active" in values:
        found |= Q(state=EnrolmentState.ACTIVE, lms_summary__last_seen_at__isnull=False)
    if "completed" in values:
        found |= Q(state=EnrolmentState.COMPLETED)
    return found


def _unit(unit_id: int, states: Sequence[str]) -> Q:
    rows = UnitProgress.objects.filter(enrolment=OuterRef("pk"), unit_id=unit_id)
    found = Q(Exists(rows.filter(state__in=[one for one in states if one])))
    if "" in states:
        found |= ~Q(Exists(rows))
    return Q(course__lms_units=unit_id) & found


@dataclass(frozen=True, slots=True)
class RuleUnit:
    """A unit that a rule may speak of: one of a release of a course that the institution's groups take."""

    id: int
    course: str
    course_titles: Mapping[str, str]
    titles: Mapping[str, str]


def rule_units(institution_id: int) -> list[RuleUnit]:
    """The units of an institution's courses, by course and place. One query."""
    rows = Unit.objects.non_polymorphic().filter(
        lms_release_entries__isnull=False, course__lms_cohorts__cohort__institution_id=institution_id, purpose="course",
        archived_at=None, course__archived_at=None,
    )  # fmt: skip
    columns = ("pk", "course__key", "course__titles", "titles", "module__position", "position")
    found = rows.order_by("course__key", "module__position", "position", "pk").distinct().values_list(*columns)
    return [RuleUnit(*row[:4]) for row in found]


def rule_courses(institution_id: int) -> dict[str, Mapping[str, str]]:
    """{key: titles} of the courses that an institution's people take or its groups are placed on. One query."""
    taken = Q(lms_cohorts__cohort__institution_id=institution_id) | Q(lms_enrolments__institution_id=institution_id)
    return dict(Course.objects.filter(taken, archived_at=None).distinct().order_by("key").values_list("key", "titles"))


def courses_to_go_on(people: Collection[int], institution_id: int) -> dict[int, int]:
    """{person: the enrolment that they opened last} of those with one under way in an institution. One query."""
    rows = Enrolment.objects.filter(institution_id=institution_id, person_id__in=list(people), state=EnrolmentState.ACTIVE)
    rows = rows.annotate(visited=Coalesce("lms_summary__last_seen_at", "created_at"))
    return dict(rows.order_by("visited", "pk").values_list("person_id", "pk"))


@dataclass(frozen=True, slots=True)
class DueSoon:
    """An enrolment under way whose next date is near or past."""

    enrolment_id: int
    person_id: int
    course_titles: Mapping[str, str]
    due: datetime


def due_soon(*, until: datetime, at: datetime, person_id: int | None = None) -> list[DueSoon]:
    """Whose next date comes before `until` or has passed, of those not on leave now; the nearest first. One query."""
    rows = Enrolment.objects.filter(state=EnrolmentState.ACTIVE, lms_summary__next_due__lt=until, person__erased_at=None)
    rows = rows if person_id is None else rows.filter(person_id=person_id)
    columns = ("pk", "person_id", "course__titles", "lms_summary__next_due")
    found = rows.filter(~away(at)).order_by("lms_summary__next_due", "pk").values_list(*columns)
    return [DueSoon(*row) for row in found]


def newcomers(institution_id: int, *, since: datetime) -> list[int]:
    """The people whom an institution enrolled since a moment, each once. One query."""
    rows = Enrolment.objects.filter(institution_id=institution_id, created_at__gte=since, purpose="first", continues=None)
    return sorted(set(rows.values_list("person_id", flat=True)))


def people_to_update(*, until: datetime) -> set[int]:
    """Whom a change of the law asks for something that is still open and due before a moment. One query."""
    rows = RefresherDue.objects.filter(passed_at=None, excused_because="", grace_until__lt=until)
    return set(rows.values_list("completion__enrolment__person_id", flat=True))
