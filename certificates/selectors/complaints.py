"""Complaints: who may decide one, the list, one with its words, what the advisor and the business see of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.complaining import state_word
from certificates.models import Complaint, ComplaintState
from courses import api as courses
from lms.institutions import api as institutions
from lms.institutions.api import Scope
from lms.kernel import reviewing
from lms.kernel.places import TIME_ZONES
from lms.kernel.todo import Todo


def token_of(number: str) -> str:
    """The secret of a case's link: derived, so that it stands in no row, job or log."""
    return salted_hmac("lms.certificates.complaints", number, algorithm="sha256").hexdigest()[:32]


def hash_of(token: str) -> str:
    """What is stored of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def may_decide(scope: Scope) -> bool:
    """Deciders of the programme."""
    return scope.decider


def is_barred(row: Complaint, person_id: int) -> bool:
    """Whether somebody can't decide a complaint: it is about them, or they are too close to whom it is about."""
    if row.advisor_id is None:
        return False
    return bool(courses.too_close(person_id, [row.advisor_id]))


def panel_for(row: Complaint) -> list[int]:
    """Ids of those who may decide it."""
    people = institutions.programme_people("decider")
    if row.advisor_id is None:
        return people
    close = {person for person, _about in institutions.conflicts(people, [row.advisor_id])}
    return [person for person in people if person not in close]


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """One complaint in the list."""

    id: int
    number: str
    country: str
    about: str
    at: datetime
    due_on: date
    state: str
    words: str
    standing: reviewing.Standing
    waits: str  # for what, in words

    @property
    def tone(self) -> str:
        if self.standing.late:
            return "bad"
        return "warn" if self.standing.code in ("unacknowledged", "soon") else ""


def complaints(scope: Scope, *, over: bool) -> list[ComplaintLine]:
    """Those that this person may decide: the most pressing first, or the last hundred that are over. Without those about
    somebody they are too close to. A constant number of queries."""
    if not may_decide(scope):
        return []
    rows = Complaint.objects.select_related("advisor")
    open_ = rows.filter(state=ComplaintState.OPEN).order_by("due_on", "pk")
    found = list(rows.exclude(state=ComplaintState.OPEN).order_by("-decided_at", "-pk")[:100] if over else open_)
    close = courses.too_close(scope.person_id, {row.advisor_id for row in found if row.advisor_id})
    return [_line(row) for row in found if row.advisor_id not in close]


def _line(row: Complaint) -> ComplaintLine:
    return ComplaintLine(
        row.pk, row.number, row.country, row.advisor.full_name if row.advisor else row.advisor_words, row.at, row.due_on,
        row.state, state_word(row.state), standing_of(row), _waits(row),
    )  # fmt: skip


def standing_of(row: Complaint) -> reviewing.Standing:
    """Where it stands today, by the calendar of its country."""
    return reviewing.standing(
        today=today_in(row.country), acknowledge_by=row.acknowledge_by, decide_by=row.due_on,
        acknowledged=row.acknowledged_at is not None, open_=row.state == ComplaintState.OPEN, country=row.country,
    )  # fmt: skip


def today_in(country: str) -> date:
    """Today where it is answered."""
    return timezone.localdate(timezone=ZoneInfo(TIME_ZONES[country]))


def _waits(row: Complaint) -> str:
    if row.state != ComplaintState.OPEN:
        return ""
    if row.acknowledged_at is None:
        return _("to be acknowledged")
    if row.advisor_id is None:
        return _("no certificate of ours is named")
    if row.asked_at is None:
        return _("the advisor is still to be heard")
    if row.stated_at is None and row.statement_by and today_in(row.country) <= row.statement_by:
        return _("waits for the advisor’s statement")
    return _("to be decided")


def ready_to_decide(row: Complaint) -> bool:
    """Whether it can be found founded or not: the advisor was heard, or had the time for it."""
    if row.asked_at is None or row.statement_by is None:
        return False
    return row.stated_at is not None or today_in(row.country) > row.statement_by


def about_advisor(person_id: int) -> QuerySet[Complaint]:
    """What an advisor was asked about, the newest first."""
    return Complaint.objects.filter(advisor_id=person_id, asked_at__isnull=False).order_by("-pk")


def complaint_todos(scope: Scope) -> list[Todo]:
    """For who decides: what waits. A query and a few more for deciders."""
    return _to_decide(scope)


def _to_decide(scope: Scope) -> list[Todo]:
    lines = complaints(scope, over=False)
    if not lines:
        return []
    late: Sequence[ComplaintLine] = [one for one in lines if one.standing.late]
    n = len(lines)
    why = ngettext("{n} of them is late.", "{n} of them are late.", len(late)).format(n=len(late)) if late else lines[0].waits
    return [
        Todo(
            title=ngettext("{n} complaint of a business is open", "{n} complaints of businesses are open", n).format(n=n),
            why=why[:1].upper() + why[1:], url=reverse("lms:certificates:complaint-list"), icon="comment",
            tone="bad" if late else "warn", weight=4 if late else 7, act=_("See them"),
        )
    ]  # fmt: skip


def statement_todos(scope: Scope) -> list[Todo]:
    """What this advisor is asked about. One query."""
    rows = about_advisor(scope.person_id).filter(state=ComplaintState.OPEN, stated_at=None)
    return [
        Todo(
            title=_("A business is not satisfied with your advice: say what happened"),
            why=_("Until {day}. Somebody who is not close to you decides after that.").format(
                day=date_format(day, "DATE_FORMAT") if day else ""
            ),
            url=reverse("lms:certificates:complaint-statement", args=[pk]), icon="comment", tone="warn", weight=5,
            act=_("Answer"),
        )
        for pk, day in rows.values_list("pk", "statement_by")
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DecidedComplaint:
    """One complaint that was decided, as F16 counts it. `days`: calendar days from its coming in."""

    country: str
    founded: bool
    days: int


def complaints_decided(*, start: datetime, end: datetime, using: str = "default") -> list[DecidedComplaint]:
    """Complaints found founded or not within [start, end). Those that we could not look into are not among them. One query."""
    rows = Complaint.objects.using(using).filter(
        state__in=[ComplaintState.FOUNDED, ComplaintState.NOT_FOUNDED], decided_at__gte=start, decided_at__lt=end
    )
    return [
        DecidedComplaint(country, state == ComplaintState.FOUNDED, courses.spell(at, decided_at, None, country)[0])
        for country, state, at, decided_at in rows.order_by("pk").values_list("country", "state", "at", "decided_at")
    ]
