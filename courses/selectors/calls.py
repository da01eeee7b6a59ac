"""Calls: what is open to everybody, what one scorer sees, the ranking, and the figures of a period. Constant in queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from courses.calling import Criterion, call_word, criteria_of, mean, state_word, total
from courses.models import Application, ApplicationScore, ApplicationState, Call, CallState
from lms.institutions import api as institutions
from lms.institutions.api import Scope
from lms.kernel.places import TIME_ZONES

BARRED: Final = frozenset({"self", "declared"})  # coordinating one's own people is what a coordinator is (ADR 0030)
COUNTED: Final = tuple(state for state in ApplicationState.values if state != ApplicationState.UNCONFIRMED)


def own_token(row: Application) -> str:
    """The secret of an applicant's link: derived, so that it stands in no row, job or log."""
    return salted_hmac("lms.courses.calls.applicant", str(row.ref), algorithm="sha256").hexdigest()[:40]


def superior_token(row: Application) -> str:
    """The secret of a superior's link: another address makes it another one."""
    said = f"{row.ref} {row.superior_email}"
    return salted_hmac("lms.courses.calls.superior", said, algorithm="sha256").hexdigest()[:40]


def today_of(call: Call) -> date:
    """Today where the group is."""
    return timezone.localdate(timezone=ZoneInfo(TIME_ZONES[call.cohort.country]))


def is_open(call: Call) -> bool:
    """Whether one may apply now: published, and both days count."""
    return call.state == CallState.PUBLISHED and call.opens_on <= today_of(call) <= call.closes_on


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call on the public page."""

    id: int
    titles: dict[str, str]
    institution: dict[str, str]
    country: str
    seats: int
    opens_on: date
    closes_on: date
    starts_on: date
    ends_on: date
    open: bool


def public_calls() -> list[CallLine]:
    """Those that are open, then those that open later; the first to close comes first. One query."""
    rows = Call.objects.filter(state=CallState.PUBLISHED, cohort__archived_at=None, cohort__institution__archived_at=None)
    found = [_line(one) for one in rows.select_related("cohort__institution").defer("cohort__institution__logo")
             if today_of(one) <= one.closes_on]  # fmt: skip
    return sorted(found, key=lambda one: (not one.open, one.closes_on, one.id))


def _line(call: Call) -> CallLine:
    cohort = call.cohort
    return CallLine(
        call.pk, call.titles, cohort.institution.names, cohort.country, call.seats, call.opens_on, call.closes_on,
        cohort.starts_on, cohort.ends_on, is_open(call),
    )  # fmt: skip


def any_open() -> bool:
    """Whether the public page has a call to show. One query."""
    today = timezone.localdate()
    return Call.objects.filter(state=CallState.PUBLISHED, closes_on__gte=today).exists()


def scorers_close(person_id: int, rows: Sequence[Application]) -> set[int]:
    """Ids of the applications that somebody may not score: their own, or of somebody they declared. Five queries at most."""
    persons = _persons(rows)
    pairs = institutions.conflicts([person_id], set(persons.values()))
    close = {subject for (_one, subject), code in pairs.items() if code in BARRED} | {person_id}
    return {pk for pk, person in persons.items() if person in close}


def _persons(rows: Sequence[Application]) -> dict[int, int]:
    """{application: person}, also of who applied before they were known."""
    unknown = institutions.persons_by_email({row.email for row in rows if row.person_id is None})
    found = {row.pk: row.person_id or unknown.get(row.email.lower()) for row in rows}
    return {pk: person for pk, person in found.items() if person is not None}


def is_barred(row: Application, person_id: int) -> bool:
    """Whether somebody is too close to who applied."""
    return row.pk in scorers_close(person_id, [row])


@dataclass(frozen=True, slots=True)
class Ranked:
    """One application with what its scorers said."""

    row: Application
    total: Decimal | None
    whys: tuple[str, ...] = ()
    scores: tuple[ApplicationScore, ...] = ()
    scored_by: frozenset[int] = field(default_factory=frozenset)
    needed: bool = False  # a score is missing

    @property
    def state(self) -> str:
        return state_word(self.row.state)


_ORDER: Final = {ApplicationState.SELECTED: 0, ApplicationState.OFFERED: 1, ApplicationState.WAITING: 2}


def ranked(call: Call) -> list[Ranked]:
    """The applications that count, the best first; undecided without a score at the end. Eight queries at most."""
    rows = list(Application.objects.filter(call=call, state__in=COUNTED))
    scores: dict[int, list[ApplicationScore]] = {}
    given = ApplicationScore.objects.filter(application__in=rows).select_related("by")
    for score in given.order_by("pk"):
        scores.setdefault(score.application_id, []).append(score)
    criteria = criteria_of(call.criteria)
    second = call.second_scorer_id
    second_out = scorers_close(second, rows) if second else set()
    found = []
    for row in rows:
        row.call = call
        mine = scores.get(row.pk, [])
        who = frozenset(one.by_id for one in mine)
        lacks = not who or (second is not None and row.pk not in second_out and (second not in who or len(who) < 2))
        final = row.total if row.total is not None else mean([total(one.points, criteria) for one in mine])
        found.append(
            Ranked(row, final, tuple(one.why for one in mine if one.why), tuple(mine), who, lacks and not row.set_aside)
        )
    return sorted(found, key=lambda one: (_ORDER.get(ApplicationState(one.row.state), 3), -(one.total or Decimal(-1)),
                                          one.row.received_at or one.row.at, one.row.pk))  # fmt: skip


def unscored(call: Call) -> list[int]:
    """Ids of the applications that nobody could be chosen before: without a score, or without the second person's."""
    return [
        one.row.pk
        for one in ranked(call)
        if one.row.state == ApplicationState.RECEIVED
        and one.needed
        and (one.row.committed_at is not None or not call.needs_commitment)
    ]


@dataclass(frozen=True, slots=True)
class CallPage:
    """What the institution's page of a call shows."""

    call: Call
    state: str
    open: bool
    over: bool  # the last day is over
    criteria: list[Criterion]
    lines: list[Ranked]
    hidden: frozenset[int]  # applications that the reader is too close to
    lacking: int
    counts: dict[str, int]
    second: str


def call_page(call: Call, scope: Scope) -> CallPage:
    """One call with its applications. Fifteen queries at most, whatever their number."""
    lines = ranked(call)
    hidden = frozenset(scorers_close(scope.person_id, [one.row for one in lines]))
    counts = {
        "received": sum(one.row.state != ApplicationState.WITHDRAWN for one in lines),
        "committed": sum(one.row.committed_at is not None for one in lines),
        "selected": sum(one.row.state == ApplicationState.SELECTED for one in lines),
        "waiting": sum(one.row.state == ApplicationState.WAITING for one in lines),
    }
    lacking = sum(
        one.needed and one.row.state == ApplicationState.RECEIVED
        and (one.row.committed_at is not None or not call.needs_commitment)
        for one in lines
    )  # fmt: skip
    return CallPage(
        call, call_word(call.state), is_open(call), today_of(call) > call.closes_on, criteria_of(call.criteria), lines, hidden,
        lacking, counts, call.second_scorer.full_name if call.second_scorer else "",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CallFigures:
    """What calls planned and brought in a period, as plain values."""

    institution_id: int
    calls: int
    seats: int
    applications: int
    selected: int


def call_figures(institution_id: int | None, start: Any, end: Any, using: str = "default") -> list[CallFigures]:
    """Calls whose last day lies in the period [start, end], by institution (None: each). Seats planned; applications that
    were confirmed; people selected by now, from the waiting list too. Cancelled calls and drafts don't count. Two queries."""
    calls = Call.objects.using(using).filter(state__in=(CallState.PUBLISHED, CallState.DECIDED), closes_on__range=(start, end))
    if institution_id is not None:
        calls = calls.filter(cohort__institution_id=institution_id)
    planned: dict[int, list[int]] = {}
    for place, seats in calls.values_list("cohort__institution_id", "seats"):
        planned.setdefault(place, []).append(seats)
    rows = Application.objects.using(using).filter(call__in=calls, state__in=COUNTED)
    counted = rows.values("call__cohort__institution_id").annotate(
        n=Count("pk"), chosen=Count("pk", filter=Q(state=ApplicationState.SELECTED))
    )
    found = {row["call__cohort__institution_id"]: (row["n"], row["chosen"]) for row in counted.order_by()}
    return [CallFigures(place, len(seats), sum(seats), *found.get(place, (0, 0))) for place, seats in sorted(planned.items())]
