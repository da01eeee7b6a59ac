"""A group in one course over time: modules begun and finished, days to complete, who will finish, units done a week."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Case, Count, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from courses.models import CohortCourse, Enrolment, EnrolmentState, OutcomeRecord, ReleaseEntry, UnitProgress
from courses.pacing import Durations, Forecast, Learner, active_days, durations, forecast
from courses.progress import PASSING, asked_of
from courses.selectors.matrix import release_entries
from lms.institutions.api import leaves_of_people

WEEKS = 12


@dataclass(frozen=True, slots=True)
class ModuleFlow:
    """One module: of `people`, how many have begun it and how many have passed all that it requires."""

    key: str
    titles: Mapping[str, str]
    begun: int
    finished: int


@dataclass(frozen=True, slots=True)
class Flow:
    """A group's course over time. `weeks`: (Monday, units passed) of the last twelve weeks, empty weeks too."""

    people: int
    modules: tuple[ModuleFlow, ...]
    durations: Durations
    forecast: Forecast | None  # None: the course has no last day, or it is over
    ends_on: date | None
    weeks: tuple[tuple[date, int], ...]


def cohort_flow(cohort_course_id: int, *, at: datetime | None = None) -> Flow:
    """Six queries, whatever the group's size. Raises CohortCourse.DoesNotExist."""
    now = at or timezone.now()
    placed = CohortCourse.objects.select_related("cohort").get(pk=cohort_course_id)
    people = Enrolment.objects.filter(cohort_course_id=cohort_course_id).exclude(state=EnrolmentState.CLOSED)
    began = OutcomeRecord.objects.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    rows = list(
        people.annotate(began=Subquery(began.annotate(first=Min("earned_at")).values("first"))).values_list(
            "person_id", "state", "created_at", "lms_summary__done", "lms_summary__required", "began",
            "lms_completion__completed_at",
        )
    )  # fmt: skip
    leaves = leaves_of_people([row[0] for row in rows])
    today = now.astimezone(UTC).date()
    taken, learners = [], []
    for person, state, made, done, required, first, completed in rows:
        mine = leaves.get(person, [])
        if completed is not None:
            taken.append(active_days((first or made).date(), completed.date(), mine))
        start = max(made.date(), placed.starts_on or made.date())
        left = active_days(today + timedelta(days=1), placed.ends_on, mine) if placed.ends_on else 0
        learners.append(
            Learner(done or 0, required or 0, state == EnrolmentState.COMPLETED, active_days(start, today, mine), left)
        )
    open_end = placed.ends_on is not None and placed.ends_on >= today
    entries = release_entries(placed.course_id, placed.cohort.country)
    return Flow(
        len(rows), _modules(people, entries), durations(taken, len(rows)), forecast(learners) if open_end else None,
        placed.ends_on, _weeks(people, today),
    )  # fmt: skip


def _modules(people: QuerySet[Enrolment], entries: Sequence[ReleaseEntry]) -> tuple[ModuleFlow, ...]:
    """A choice group counts as many as it asks for where its module has all its units; where they stand in several, one of
    those here is enough, so that nobody's module is unfinished for what they chose elsewhere. One query."""
    groups: dict[int, int] = {}
    asked: dict[int, set[int]] = {}
    choices: dict[str, int] = {}
    needed = {e.choice for e in entries if e.choice and e.required}
    for entry in entries:
        if entry.module_id is None or not (entry.required or entry.choice in needed):
            continue
        group = choices.setdefault(entry.choice, entry.unit_id) if entry.choice else entry.unit_id
        groups[entry.unit_id] = group
        asked.setdefault(entry.module_id, set()).add(group)
    of_unit = {e.unit_id: e.module_id for e in entries if e.unit_id in groups}
    if not groups:
        return ()
    several = _several(entries, groups)
    module = Case(*[When(unit_id=u, then=Value(m)) for u, m in of_unit.items()], output_field=IntegerField())
    in_group = Case(*[When(unit_id=u, then=Value(g)) for u, g in groups.items()], output_field=IntegerField())
    rows = (
        UnitProgress.objects.filter(enrolment__in=people, unit_id__in=list(groups))
        .order_by()
        .annotate(in_module=module, in_group=in_group)
        .values("enrolment_id", "in_module")
        .annotate(
            passed=Count("in_group", distinct=True, filter=Q(state__in=PASSING)),
            **{f"of_{g}": Count("pk", filter=Q(state__in=PASSING, unit_id__in=units)) for g, (_need, units) in several.items()},
        )
        .values_list("in_module", "passed", *(f"of_{group}" for group in several))
    )
    begun: Counter[int] = Counter()
    finished: Counter[int] = Counter()
    for module_id, passed, *chosen in rows:
        begun[module_id] += 1
        short = any(
            group in asked[module_id] and n < need for n, (group, (need, _units)) in zip(chosen, several.items(), strict=True)
        )
        finished[module_id] += passed == len(asked[module_id]) and not short
    seen: dict[int, ModuleFlow] = {}
    for entry in entries:
        if entry.module is not None and entry.module_id in asked and entry.module_id not in seen:
            pk = entry.module.pk
            seen[pk] = ModuleFlow(entry.module.key, entry.module.titles, begun[pk], finished[pk])
    return tuple(seen.values())


def _several(entries: Sequence[ReleaseEntry], groups: Mapping[int, int]) -> dict[int, tuple[int, list[int]]]:
    """{group: (how many, its units)} of the choice groups that ask for more than one and stand in one module."""
    found: dict[int, list[ReleaseEntry]] = {}
    for entry in entries:
        if entry.unit_id in groups and asked_of(entry.choice) > 1:
            found.setdefault(groups[entry.unit_id], []).append(entry)
    return {
        group: (min(asked_of(ones[0].choice), len(ones)), [one.unit_id for one in ones])
        for group, ones in found.items()
        if len({one.module_id for one in ones}) == 1
    }


def _weeks(people: QuerySet[Enrolment], today: date) -> tuple[tuple[date, int], ...]:
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=WEEKS - 1)
    days = (
        UnitProgress.objects.filter(enrolment__in=people, state__in=PASSING, passed_at__gte=_start(first))
        .order_by()
        .annotate(day=TruncDate("passed_at", tzinfo=UTC))
        .values("day")
        .annotate(n=Count("pk"))
        .values_list("day", "n")
    )
    found: Counter[date] = Counter()
    for day, n in days:
        found[day - timedelta(days=day.weekday())] += n
    weeks = [first + timedelta(weeks=n) for n in range(WEEKS)]
    return tuple((week, found[week]) for week in weeks)


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
