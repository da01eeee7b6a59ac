"""Requests for review: who may decide one, one's own, the inbox over all sources, and what was decided in a period."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import ReviewOpinion, ReviewRequest, ReviewState
from courses.reviewable import Adverse, DecidedReview, ReviewLine, reviewable_of, reviewables, sources
from lms.audit.api import actors_of
from lms.institutions import api as institutions
from lms.institutions.api import Scope
from lms.kernel import reviewing
from lms.kernel.places import TIME_ZONES
from lms.kernel.todo import Todo
from lms.kernel.words import in_language

SOURCE: Final = "general"


def may_decide(scope: Scope) -> bool:
    """Whether somebody sits on panels at all: deciders and reviewers of the programme."""
    return scope.decider or scope.reviewer


def today_in(country: str) -> date:
    """Today where the request is answered."""
    return timezone.localdate(timezone=ZoneInfo(TIME_ZONES[country]))


def hands_of(kind: str, subject_id: int) -> frozenset[int]:
    """Everybody who had a hand in a decision: by its rows and by the audit trail. Two queries and what the kind needs."""
    rules = reviewable_of(kind)
    if rules is None:
        return frozenset()
    return frozenset(rules.hands(subject_id=subject_id)) | actors_of(rules.trail(subject_id=subject_id))


def too_close(person_id: int, about: Iterable[int]) -> frozenset[int]:
    """Of these people, those that somebody is too close to: oneself, declared, taught, supervised."""
    wanted = set(about)
    if not wanted:
        return frozenset()
    return frozenset(subject for _reader, subject in institutions.conflicts([person_id], wanted)) | (wanted & {person_id})


def is_barred(request: ReviewRequest, person_id: int) -> bool:
    """Whether somebody can't sit on the panel of a request: an earlier hand, or too close to who asks.

    Who has spoken in it stays: what the panel did is a later hand.
    """
    if too_close(person_id, [request.person_id]):
        return True
    if ReviewOpinion.objects.filter(request=request, by=person_id).exists():
        return False
    return person_id in hands_of(request.kind, request.subject_id)


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """What a member of the panel said."""

    by: str
    by_id: int
    upheld: bool
    remedy: str
    why: str
    at: datetime


def opinions_of(request_id: int) -> list[OpinionLine]:
    """In the order in which they were given. One query."""
    rows = ReviewOpinion.objects.filter(request_id=request_id).select_related("by").order_by("number")
    return [OpinionLine(row.by.full_name, row.by_id, row.upheld, row.remedy, row.why, row.at) for row in rows]


def spoken(request_id: int) -> list[reviewing.Opinion]:
    """The same as the rules want them. One query."""
    rows = ReviewOpinion.objects.filter(request_id=request_id).order_by("number")
    return [reviewing.Opinion(*row) for row in rows.values_list("by_id", "upheld", "remedy")]


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A decision against somebody, and where a review of it stands. `url`: where it is asked for or read."""

    adverse: Adverse
    name: str
    title: str
    state: str
    url: str
    may: bool


def own_lines(person_id: int) -> list[OwnLine]:
    """Everything that went against somebody and that they may have reviewed, the newest first."""
    rows = {(row.kind, row.subject_id): row for row in ReviewRequest.objects.filter(person_id=person_id)}
    now, found = timezone.now(), []
    for kind, rules in reviewables().items():
        for one in rules.adverse(person_id=person_id):
            asked = rows.pop((kind, one.subject_id), None)
            state = asked.state if asked else "asked" if one.asked else ""
            url = one.asked_url or reverse("lms:courses:review-ask", args=[kind, one.subject_id])
            may = not state and (one.until is None or now <= one.until)
            found.append(OwnLine(one, rules.name(), in_language(one.titles), state, url, may))
    for (kind, subject_id), row in rows.items():  # bettered since: no longer against them
        past = reviewable_of(kind)
        if past is not None:
            url = reverse("lms:courses:review-ask", args=[kind, subject_id])
            found.append(OwnLine(asked_about(row), past.name(), in_language(row.titles), row.state, url, False))
    return sorted(found, key=lambda line: (line.adverse.decided_at, line.adverse.subject_id), reverse=True)


def asked_about(row: ReviewRequest) -> Adverse:
    """What a request is about, as it was when it was asked for."""
    return Adverse(
        row.kind, row.subject_id, row.person_id, row.institution_id, row.country, row.titles, row.subject_at or row.at
    )


def adverse_of(person_id: int, kind: str, subject_id: int) -> Adverse | None:
    """One decision against somebody, if it is theirs and of this kind."""
    rules = reviewable_of(kind)
    if rules is None:
        return None
    return next((one for one in rules.adverse(person_id=person_id) if one.subject_id == subject_id), None)


def spell(asked_at: datetime, decided_at: datetime | None, due_on: date | None, country: str) -> tuple[int, bool]:
    """(calendar days from asking to the decision, whether it came in time), by the calendar of the country."""
    if decided_at is None:
        return (0, False)
    zone = ZoneInfo(TIME_ZONES[country])
    day = timezone.localdate(decided_at, zone)
    return (day - timezone.localdate(asked_at, zone)).days, due_on is None or day <= due_on


def requests(*, over: bool) -> QuerySet[ReviewRequest]:
    """Requests that are open, the most pressing first; or those that are over, the last one first."""
    rows = ReviewRequest.objects.select_related("person")
    if over:
        return rows.exclude(state=ReviewState.OPEN).order_by("-decided_at", "-pk")
    return rows.filter(state=ReviewState.OPEN).order_by("due_on", "pk")


def opinions_given(ids: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for pk in ReviewOpinion.objects.filter(request__in=list(ids)).values_list("request_id", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found


def line_of(row: ReviewRequest, spoken_: int) -> ReviewLine:
    rules = reviewable_of(row.kind)
    stage = ""
    if row.state == ReviewState.OPEN:
        stage = [_("Nobody of the panel has spoken yet"), _("Waits for a second person"), _("Waits for a third person")][
            min(spoken_, 2)
        ]
    return ReviewLine(
        SOURCE, row.pk, rules.name() if rules else row.kind, {"es": row.person.full_name, "en": row.person.full_name},
        row.country, row.at, row.acknowledge_by, row.due_on, row.acknowledged_at, row.state, row.decided_at,
        reverse("lms:courses:review-detail", args=[row.pk]), stage=stage, about=row.person_id,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One request in the inbox with where it stands today. `barred`: the reader can't decide it."""

    line: ReviewLine
    title: str
    standing: reviewing.Standing
    words: str
    barred: bool

    @property
    def tone(self) -> str:
        return {"late": "bad", "unacknowledged_late": "bad", "unacknowledged": "warn", "soon": "warn"}.get(
            self.standing.code, ""
        )


def standing_of(line: ReviewLine) -> reviewing.Standing:
    """Where a request stands today."""
    return reviewing.standing(
        today=today_in(line.country), acknowledge_by=line.acknowledge_by, decide_by=line.due_on,
        acknowledged=line.acknowledged_at is not None, open_=line.state == reviewing.OPEN, country=line.country,
    )  # fmt: skip


def inbox(scope: Scope, *, over: bool = False, limit: int = 100, only: str = "") -> list[InboxLine]:
    """All requests of all sources (`only`: of one) that this reader may see, the most pressing first. What is too close to them
    is left out."""
    asked = [source for key, source in sources().items() if not only or key == only]
    found = [one for source in asked for one in source.lines(scope=scope, over=over, limit=limit)]
    close = too_close(scope.person_id, {one.about for one in found if one.about})
    lines = [_inbox_line(one, scope.person_id) for one in found if one.about not in close]
    if over:
        return sorted(lines, key=lambda one: (one.line.decided_at or one.line.at, one.line.id), reverse=True)[:limit]
    return sorted(lines, key=lambda one: (min(_next_day(one.line), one.line.due_on), one.line.source, one.line.id))


def _next_day(line: ReviewLine) -> date:
    return line.due_on if line.acknowledged_at else line.acknowledge_by


def _inbox_line(line: ReviewLine, reader: int) -> InboxLine:
    where = standing_of(line)
    return InboxLine(line, in_language(line.title), where, standing_words(where), reader in line.hands)


def standing_words(where: reviewing.Standing) -> str:
    """Where a request stands, in words: what is asked for and how many business days are left."""
    n = abs(where.days)
    said: Mapping[str, str] = {
        "unacknowledged": ngettext(
            "to be acknowledged: {n} business day left", "to be acknowledged: {n} business days left", n
        ),
        "unacknowledged_late": ngettext(
            "acknowledgement late by {n} business day", "acknowledgement late by {n} business days", n
        ),
        "waiting": ngettext("{n} business day left", "{n} business days left", n),
        "soon": ngettext("{n} business day left", "{n} business days left", n),
        "late": ngettext("late by {n} business day", "late by {n} business days", n),
        "over": "",
    }  # fmt: skip
    return said[where.code].format(n=n)


def review_todos(scope: Scope) -> list[Todo]:
    """Requests that this person may decide, as one line: those of the general door (letters and certificates have lines of
    their own). None for others."""
    if not may_decide(scope):
        return []
    mine = [one for one in inbox(scope, only=SOURCE) if not one.barred]
    if not mine:
        return []
    late = [one for one in mine if one.standing.late]
    unseen = [one for one in mine if one.standing.code.startswith("unacknowledged")]
    why = mine[0].words
    if late:
        why = ngettext("{n} of them is late.", "{n} of them are late.", len(late)).format(n=len(late))
    elif unseen:
        why = ngettext(
            "{n} of them waits to be acknowledged.", "{n} of them wait to be acknowledged.", len(unseen)
        ).format(n=len(unseen))  # fmt: skip
    return [
        Todo(
            title=ngettext("{n} request for review is under way", "{n} requests for review are under way", len(mine)).format(
                n=len(mine)
            ),
            why=why,
            url=reverse("lms:courses:review-inbox"),
            icon="undo",
            tone="bad" if late else "warn" if unseen else "",
            weight=4 if late else 23,
            act=_("See them"),
        )
    ]


def decided_reviews(*, start: datetime, end: datetime, using: str = "default") -> list[DecidedReview]:
    """Every review of the programme that was decided in [start, end), over all sources (F16)."""
    return [one for source in sources().values() for one in source.decided(start=start, end=end, using=using)]


def open_lines() -> list[ReviewLine]:
    """Every open request of every source, for the sweep."""
    return [one for source in sources().values() for one in source.lines(scope=None, over=False, limit=0)]


def panel_people() -> list[int]:
    """Ids of everybody who may sit on a panel."""
    return sorted({*institutions.programme_people("decider"), *institutions.programme_people("reviewer")})


def free_of(line: ReviewLine, people: Collection[int]) -> list[int]:
    """Of these people, those who may decide a request: no earlier hand, not too close to who asked."""
    hands = set(line.hands)
    if line.source == SOURCE:
        hands |= hands_of(*ReviewRequest.objects.values_list("kind", "subject_id").get(pk=line.id))
    close = {reader for reader, _about in institutions.conflicts(people, [line.about])} if line.about else set()
    return [one for one in people if one not in hands and one not in close and one != line.about]
