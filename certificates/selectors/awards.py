"""Awards as those who decide see them: found by name or number, and one with all that was decided about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from certificates.models import (
    Award,
    AwardEvent,
    Certificate,
    Motion,
    MotionState,
    Objection,
    ObjectionState,
)
from certificates.models.conflicts import award_too_close
from certificates.selectors.certificates import CertificateCard, cards_of_awards, papers_of_award
from certificates.selectors.folding import named, with_names
from certificates.serial import beginning, in_groups
from certificates.standing import PublicState
from courses.paths import Requirement
from lms.institutions import api as institutions
from lms.kernel.calendars import business_days_until

SHOWS: Final = ("all", "waiting", "not_in_force")
_LEAST_SERIAL: Final = 4  # characters of a number that are worth looking for
_REQUIREMENT: Final = frozenset(field.name for field in fields(Requirement))


@dataclass(frozen=True, slots=True)
class AwardRow:
    """One line of the list. `waits`: a motion or a request for review has no answer yet."""

    id: int
    holder: str
    credential: Mapping[str, str]
    institution: Mapping[str, str]
    country: str
    round: int
    serial: str
    state: PublicState
    since: datetime | None
    waits: bool


@dataclass(frozen=True, slots=True)
class EventLine:
    """One act of an award's history, with the names of those who took it."""

    id: int
    number: int
    act: str
    at: datetime
    reason_class: str
    note: str
    until: datetime | None
    scope: Mapping[str, str]
    by: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class MotionLine:
    """One motion with the names of those who moved and answered it."""

    id: int
    act: str
    reason_class: str
    note: str
    until: datetime | None
    scope: Mapping[str, str]
    state: str
    by_id: int
    by: str
    at: datetime
    decided_by: str
    decided_at: datetime | None
    answer: str
    objection_id: int | None


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """One request for review. `days`: business days left for an answer (negative: late). `hands`: who took the decision."""

    id: int
    event_id: int
    award_id: int
    act: str
    text: str
    at: datetime
    due_on: date
    days: int
    state: str
    decided_by: str
    decided_at: datetime | None
    answer: str
    hands: frozenset[int]
    holder_id: int
    holder: str
    credential: Mapping[str, str]
    country: str


@dataclass(frozen=True, slots=True)
class AwardPage:
    """Everything about one award. `path` is the answer it was granted on, as it was stored."""

    award: Award
    card: CertificateCard | None
    zone: ZoneInfo
    path: tuple[Requirement, ...]
    events: tuple[EventLine, ...]
    motions: tuple[MotionLine, ...]
    objections: tuple[ObjectionLine, ...]
    papers: tuple[CertificateCard, ...]

    @property
    def open_motion(self) -> MotionLine | None:
        """The motion that waits for a second person."""
        return next((one for one in self.motions if one.state == MotionState.OPEN), None)


def found_awards(viewer: int, query: str = "", show: str = "all") -> QuerySet[Award]:
    """Awards whose holder's name has every word of the query, whatever its accents and capitals, or whose number begins with
    it; the last granted first. None that is too close to `viewer`: others decide about those.

    `show`: all, waiting (a motion or a request for review is open), not_in_force (suspended, limited, revoked).
    """
    rows = Award.objects.filter(~award_too_close(viewer)).annotate(
        moved=Exists(Motion.objects.filter(award=OuterRef("pk"), state=MotionState.OPEN)),
        objected=Exists(Objection.objects.filter(event__award=OuterRef("pk"), state=ObjectionState.OPEN)),
    )
    if show == "waiting":
        rows = rows.filter(Q(moved=True) | Q(objected=True))
    elif show == "not_in_force":
        rows = rows.exclude(state="granted")
    if query.split():
        rows = with_names(rows, "person__given_name", "person__family_name", "person__certificate_name")
        fits = named(query)
        serial = beginning(query)
        if len(serial) >= _LEAST_SERIAL:
            fits |= Q(pk__in=Certificate.objects.filter(serial__startswith=serial, award__isnull=False).values("award"))
        rows = rows.filter(fits)
    return rows.select_related("person", "credential", "institution").defer("path", "institution__logo").order_by("-pk")


def award_rows(awards: Iterable[Award]) -> list[AwardRow]:
    """Lines of `found_awards`. Four queries, whatever their number."""
    found = list(awards)
    cards = cards_of_awards([award.pk for award in found])
    rows = []
    for award in found:
        card = cards.get(award.pk)
        rows.append(
            AwardRow(
                id=award.pk,
                holder=award.person.full_name,
                credential=award.credential.titles,
                institution=award.institution.names,
                country=award.country,
                round=award.round,
                serial=in_groups(card.serial) if card else "",
                state=card.state if card else PublicState.PREPARING,
                since=card.since if card else None,
                waits=bool(award.moved or award.objected),  # type: ignore[attr-defined]
            )
        )
    return rows


def award_page(award_id: int) -> AwardPage:
    """One award with its history. At most 12 queries. Raises Award.DoesNotExist."""
    award = Award.objects.select_related("person", "credential", "institution").defer("institution__logo").get(pk=award_id)
    events = list(AwardEvent.objects.filter(award=award).order_by("number"))
    motions = list(Motion.objects.filter(award=award).order_by("-pk"))
    objections = objection_lines(Objection.objects.filter(event__award=award))
    people = _names(
        {e.by_id for e in events} | {e.approved_by_id for e in events}
        | {m.by_id for m in motions} | {m.decided_by_id for m in motions}
    )  # fmt: skip
    papers = tuple(papers_of_award(award.pk))
    current = next((card for card in papers if card.paper == "certificate" and not card.replaced), None)
    return AwardPage(
        award=award,
        card=current,
        zone=ZoneInfo(award.institution.time_zone),
        path=stored_path(award.path),
        events=tuple(
            EventLine(
                e.pk, e.number, e.act, e.effective_at, e.reason_class, e.note, e.until, e.scope,
                people.get(e.by_id or 0, ""), people.get(e.approved_by_id or 0, ""),
            )
            for e in events
        ),
        motions=tuple(
            MotionLine(
                m.pk, m.act, m.reason_class, m.note, m.until, m.scope, m.state, m.by_id, people.get(m.by_id, ""), m.at,
                people.get(m.decided_by_id or 0, ""), m.decided_at, m.answer, m.objection_id,
            )
            for m in motions
        ),
        objections=tuple(objections),
        papers=papers,
    )  # fmt: skip


def stored_path(path: Mapping[str, Any]) -> tuple[Requirement, ...]:
    """The requirements of a stored path, as they were when the award was granted."""
    return tuple(
        Requirement(**{name: value for name, value in row.items() if name in _REQUIREMENT})
        for row in path.get("requirements", [])
    )


def open_objections(viewer: int) -> QuerySet[Objection]:
    """Requests for review without an answer, the most pressing first; about nothing that is too close to `viewer`."""
    rows = Objection.objects.filter(~award_too_close(viewer, "event__award__"), state=ObjectionState.OPEN)
    return rows.order_by("due_on", "pk")


def closed_objections(viewer: int) -> QuerySet[Objection]:
    """Requests for review that are over, the last one first; about nothing that is too close to `viewer`."""
    rows = Objection.objects.filter(~award_too_close(viewer, "event__award__")).exclude(state=ObjectionState.OPEN)
    return rows.order_by("-decided_at", "-pk")


def objection_lines(rows: Iterable[Objection] | QuerySet[Objection]) -> list[ObjectionLine]:
    """Requests for review with what they are about. Three queries, whatever their number."""
    ids = [row.pk for row in rows]
    found = {
        row.pk: row
        for row in Objection.objects.filter(pk__in=ids)
        .select_related("event__award__person", "event__award__credential", "event__award__institution")
        .defer("event__award__path", "event__award__institution__logo")
    }
    people = _names({row.decided_by_id for row in found.values()})
    today = timezone.localdate()
    lines = []
    for pk in ids:
        row, award = found[pk], found[pk].event.award
        lines.append(
            ObjectionLine(
                id=pk, event_id=row.event_id, award_id=award.pk, act=row.event.act, text=row.text, at=row.at, due_on=row.due_on,
                days=business_days_until(today, row.due_on, award.institution.country), state=row.state,
                decided_by=people.get(row.decided_by_id or 0, ""), decided_at=row.decided_at, answer=row.answer,
                hands=frozenset(p for p in (row.event.by_id, row.event.approved_by_id) if p is not None),
                holder_id=award.person_id, holder=award.person.full_name, credential=award.credential.titles,
                country=award.country,
            )
        )  # fmt: skip
    return lines


def open_motions(viewer: int) -> QuerySet[Motion]:
    """Motions that wait for a second person, the oldest first; about nothing that is too close to `viewer`."""
    return Motion.objects.filter(~award_too_close(viewer, "award__"), state=MotionState.OPEN).order_by("pk")


def _names(ids: Iterable[int | None]) -> dict[int, str]:
    cards = institutions.person_cards({pk for pk in ids if pk})
    return {pk: card.full_name for pk, card in cards.items()}
