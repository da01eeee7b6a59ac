"""Who is at risk and how groups stand, counted by the database: one GROUP BY, whatever the number of people.

`courses.risk` is the rule; the conditions here say the same in SQL (a test draws histories and compares). Days begin at
midnight UTC, so that every page, report and file says the same at one moment.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone

from courses.models import Enrolment, EnrolmentState, RiskRule
from courses.models.risk import Leave
from courses.risk import DEFAULT, NEWCOMER_DAYS, Reason, Rule, Signs, bound, median_of, reasons

THRESHOLDS: Final = ("not_seen_days", "behind_points", "failed_attempts", "overdue_days")
Condition = Callable[[Rule], Q | None]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force in some institutions: a group's own, else its institution's, else the shipped one."""

    of_institution: Mapping[int, Rule] = field(default_factory=dict)
    of_cohort: Mapping[int, Rule] = field(default_factory=dict)

    def rule_for(self, institution_id: int, cohort_id: int | None) -> Rule:
        """The one that counts."""
        if cohort_id is not None and cohort_id in self.of_cohort:
            return self.of_cohort[cohort_id]
        return self.of_institution.get(institution_id, DEFAULT)

    def where(self, condition: Condition) -> Q:
        """A condition that depends on the rule, for rows of Enrolment."""
        cohort, place = "cohort_course__cohort_id", "institution_id"
        scopes = [(Q(**{cohort: key}), rule) for key, rule in self.of_cohort.items()]
        rest = Q(cohort_course=None) | ~Q(**{f"{cohort}__in": list(self.of_cohort)}) if self.of_cohort else Q()
        scopes += [(rest & Q(**{place: key}), rule) for key, rule in self.of_institution.items()]
        others = ~Q(**{f"{place}__in": list(self.of_institution)}) if self.of_institution else Q()
        scopes.append((rest & others, DEFAULT))
        found = Q(pk__in=[])
        for scope, rule in scopes:
            asked = condition(rule)
            if asked is not None:
                found |= scope & asked
        return found


def rules_in(institution_id: int | None = None, *, using: str = "default") -> Rules:
    """The rules of one institution, or of all. One query."""
    rows = RiskRule.objects.using(using).order_by("number")
    if institution_id is not None:
        rows = rows.filter(institution_id=institution_id)
    places: dict[int, Rule] = {}
    cohorts: dict[int, Rule] = {}
    for place, cohort, *numbers in rows.values_list("institution_id", "cohort_id", *THRESHOLDS):
        if cohort is None:
            places[place] = Rule(*numbers)
        else:
            cohorts[cohort] = Rule(*numbers)
    return Rules(places, cohorts)


def _on_leave(**dates: date) -> Q:
    """A list that the database makes once: asked person by person (EXISTS) it is a look into the table for each row."""
    return Q(person_id__in=Leave.objects.filter(**dates).values("person_id"))


def away(at: datetime) -> Q:
    """Whether the person of an Enrolment is on leave."""
    today = at.astimezone(UTC).date()
    return _on_leave(starts_on__lte=today, ends_on__gte=today)


def percent() -> Any:
    """What is done of an Enrolment, 0 to 100, rounded down; NULL: nothing is asked."""
    return Cast(F("lms_summary__done") * Value(100), IntegerField()) / NullIf(
        Cast(F("lms_summary__required"), IntegerField()), Value(0)
    )


def unseen(at: datetime) -> Condition:
    """Not seen for the rule's days; time before the course began and leave do not count."""

    def condition(rule: Rule) -> Q | None:
        if rule.not_seen_days is None:
            return None
        since = at - timedelta(days=rule.not_seen_days)
        day, today = since.astimezone(UTC).date(), at.astimezone(UTC).date()
        seen = Q(lms_summary__last_seen_at__lte=since) | Q(lms_summary__last_seen_at=None, created_at__lte=since)
        begun = Q(cohort_course=None) | Q(cohort_course__starts_on=None) | Q(cohort_course__starts_on__lte=day)
        return seen & begun & ~_on_leave(starts_on__lte=today, ends_on__gte=day)

    return condition


def failed(rule: Rule) -> Q | None:
    """As many failed attempts in an open unit as the rule says."""
    return None if rule.failed_attempts is None else Q(lms_summary__failed__gte=rule.failed_attempts)


def late(at: datetime) -> Condition:
    """So many days past the earliest day that is due."""

    def condition(rule: Rule) -> Q | None:
        return None if rule.overdue_days is None else Q(lms_summary__next_due__lte=at - timedelta(days=rule.overdue_days))

    return condition


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How a group stands in one course. Closed enrolments count nowhere; people on leave are apart of `at_risk`."""

    institution_id: int
    cohort_course_id: int | None
    people: int = 0
    active: int = 0
    completed: int = 0
    away: int = 0  # active and on leave today
    not_begun: int = 0  # active and never seen
    waiting: int = 0  # an assessor has work of theirs
    overdue: int = 0  # active, not on leave, something is past its day
    at_risk: int = 0
    recent: int = 0  # seen in the last seven days
    percents: int = 0  # the sum of everybody's percentage
    median: int | None = None  # percent done, of those not on leave; None: fewer than five

    @property
    def mean(self) -> int:
        """The mean share done, percent, rounded down."""
        return self.percents // self.people if self.people else 0


def group_counts(
    *,
    institution_id: int | None = None,
    cohort_course_id: int | None = None,
    at: datetime | None = None,
    rules: Rules | None = None,
    using: str = "default",
) -> list[GroupCount]:
    """One count for each group and course, and for each institution's people without a group. Two queries.

    `rules`, when the caller has them already, saves one.
    """
    now = at or timezone.now()
    people = _people(institution_id, cohort_course_id, using)
    rules = rules or rules_in(institution_id, using=using)
    bars: dict[tuple[int, int | None, int | None], list[tuple[Any, ...]]] = defaultdict(list)
    for place, group, cohort, *rest in _bars(people, rules, now):
        bars[place, group, cohort].append(tuple(rest))
    return [_count(key, rows, rules) for key, rows in sorted(bars.items(), key=lambda one: (one[0][0], one[0][1] or 0))]


def _people(institution_id: int | None, cohort_course_id: int | None, using: str) -> QuerySet[Enrolment]:
    """Enrolments that are not closed. Their summaries repeat institution and group (in the same transaction, reconciled), and
    are asked for them too: a database joins the few of one place by an index and does not read everybody's."""
    rows = Enrolment.objects.using(using).exclude(state=EnrolmentState.CLOSED)
    if institution_id is not None:
        rows = rows.filter(institution_id=institution_id, lms_summary__institution_id=institution_id)
    if cohort_course_id is not None:
        rows = rows.filter(cohort_course_id=cohort_course_id, lms_summary__cohort_course_id=cohort_course_id)
    return rows


def _bars(people: QuerySet[Enrolment], rules: Rules, now: datetime) -> Iterable[tuple[Any, ...]]:
    """(institution, cohort course, cohort, completed, away, percent, sign, newcomer, unbegun, waiting, due, recent, n)."""
    signs = rules.where(failed) | rules.where(late(now)) | rules.where(unseen(now))
    flags = {
        "is_done": _flag(Q(state=EnrolmentState.COMPLETED)),
        "is_away": _flag(away(now)),
        "share": percent(),
        "is_marked": _flag(signs),
        "is_new": _flag(Q(created_at__gt=now - timedelta(days=NEWCOMER_DAYS))),
        "is_unseen": _flag(Q(lms_summary__last_seen_at=None)),
        "is_waiting": _flag(Q(lms_summary__waits_on="assessor")),
        "is_late": _flag(Q(lms_summary__next_due__lt=now)),
        "is_recent": _flag(Q(lms_summary__last_seen_at__gt=now - timedelta(days=7))),
    }
    keys = ("institution_id", "cohort_course_id", "cohort_course__cohort_id", *flags)
    rows: Iterable[tuple[Any, ...]] = (
        people.order_by().annotate(**flags).values(*keys).annotate(n=Count("pk")).values_list(*keys, "n")
    )
    return rows


def _count(key: tuple[int, int | None, int | None], rows: Sequence[tuple[Any, ...]], rules: Rules) -> GroupCount:
    place, group, cohort = key
    here = [(share, n) for _done, gone, share, *_flags, n in rows if not gone and share is not None]
    median = median_of(here) if group is not None else None
    at_most = bound(rules.rule_for(place, cohort), median)
    made = dict.fromkeys(_SUMS, 0)
    for done, gone, share, marked, new, unseen_, waiting, late_, recent, n in rows:
        behind = at_most is not None and share is not None and share <= at_most and not new
        active = not done
        made["people"] += n
        made["active"] += n * active
        made["completed"] += n * done
        made["away"] += n * (active and gone)
        made["not_begun"] += n * (active and unseen_)
        made["waiting"] += n * waiting
        made["overdue"] += n * (active and not gone and late_)
        made["at_risk"] += n * (active and not gone and (marked or behind))
        made["recent"] += n * recent
        made["percents"] += n * (share or 0)
    return GroupCount(place, group, median=median, **made)


_SUMS: Final = (
    "people", "active", "completed", "away", "not_begun", "waiting", "overdue", "at_risk", "recent", "percents",
)  # fmt: skip


def total_of(counts: Iterable[GroupCount]) -> GroupCount:
    """The sum of groups; it has no median."""
    every = list(counts)
    return GroupCount(0, None, **{name: sum(getattr(one, name) for one in every) for name in _SUMS})


def risk_condition(cohort_course_id: int, count: GroupCount, *, rules: Rules, at: datetime) -> Q:
    """Which enrolments of a group are at risk, as a condition on Enrolment with `share=percent()` annotated."""
    now = at
    marked = rules.where(failed) | rules.where(late(now)) | rules.where(unseen(now))

    def behind(rule: Rule) -> Q | None:
        at_most = bound(rule, count.median)
        settled = now - timedelta(days=NEWCOMER_DAYS)
        return None if at_most is None else Q(share__lte=at_most, created_at__lte=settled)

    here = Q(cohort_course_id=cohort_course_id, state=EnrolmentState.ACTIVE) & ~away(now)
    return here & (marked | rules.where(behind))


@dataclass(frozen=True, slots=True)
class AtRisk:
    """One enrolment at risk and why."""

    enrolment_id: int
    person_id: int
    institution_id: int
    cohort_course_id: int | None
    reasons: tuple[Reason, ...]


def at_risk(
    *, institution_id: int | None = None, cohort_course_id: int | None = None, person_ids: Sequence[int] | None = None,
    at: datetime | None = None, using: str = "default",
) -> list[AtRisk]:  # fmt: skip
    """Everybody at risk in an institution, a group's course, or of these people, by enrolment. Three queries.

    Medians are always the whole group's. Safe at any size: only candidates leave the database.
    """
    now = at or timezone.now()
    rules = rules_in(institution_id, using=using)
    medians = {
        one.cohort_course_id: one.median
        for one in group_counts(
            institution_id=institution_id, cohort_course_id=cohort_course_id, at=now, rules=rules, using=using
        )
        if one.cohort_course_id is not None
    }
    rows = _people(institution_id, cohort_course_id, using).filter(~away(now), state=EnrolmentState.ACTIVE)
    if person_ids is not None:
        rows = rows.filter(person_id__in=person_ids)
    found = []
    for place, cohort, row in _candidates(rows, rules, medians.values(), now):
        enrolment_id, person_id, group, signs = row
        why = reasons(rules.rule_for(place, cohort), replace(signs, median=medians.get(group) if group else None))
        if why:
            found.append(AtRisk(enrolment_id, person_id, place, group, why))
    return found


def _candidates(
    rows: QuerySet[Enrolment], rules: Rules, medians: Iterable[int | None], now: datetime
) -> Iterable[tuple[int, int | None, tuple[int, int, int | None, Signs]]]:
    """(institution, cohort, (enrolment, person, cohort course, signs)) of whoever may be at risk. One query."""
    highest = max((one for one in medians if one is not None), default=None)
    marked = rules.where(failed) | rules.where(late(now)) | rules.where(unseen(now))
    if highest is not None:
        marked |= Q(share__lte=highest)
    marks = with_signs(rows, now).filter(marked)
    columns = ("institution_id", "cohort_course__cohort_id", "pk", "person_id", "cohort_course_id", *SIGN_COLUMNS)
    for place, cohort, pk, person, group, *signs in marks.order_by("pk").values_list(*columns):
        yield place, cohort, (pk, person, group, signs_of(signs, now))


SIGN_COLUMNS: Final = ("created_at", "seen_at", "begins_on", "back", "share", "failures", "due_at")


def with_signs(rows: QuerySet[Enrolment], now: datetime) -> QuerySet[Enrolment]:
    """Enrolments with the columns of `signs_of`, and `is_away`."""
    today = now.astimezone(UTC).date()
    leaves = Leave.objects.filter(person_id=OuterRef("person_id"), starts_on__lte=today, ends_on__lt=today)
    return rows.annotate(
        seen_at=F("lms_summary__last_seen_at"),
        begins_on=F("cohort_course__starts_on"),
        back=Subquery(leaves.order_by().values("person_id").annotate(last=Max("ends_on")).values("last")),
        share=percent(),
        failures=Coalesce("lms_summary__failed", 0),
        due_at=F("lms_summary__next_due"),
        is_away=_flag(away(now)),
    )


def signs_of(columns: Sequence[Any], now: datetime) -> Signs:
    """The signs of SIGN_COLUMNS' values, without the group's median."""
    made, seen, begins, returned, share, fails, due = columns
    moments = [seen or made]
    moments += [_midnight(begins)] if begins else []
    moments += [_midnight(returned + timedelta(days=1))] if returned else []
    return Signs(
        days_unseen=(now - max(moments)).days, seen=seen is not None, days_enrolled=(now - made).days, percent=share,
        median=None, failed=fails, days_overdue=(now - due).days if due and due <= now else None,
    )  # fmt: skip


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
