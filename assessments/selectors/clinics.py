"""Reading editions of clinics and their businesses: lists, one edition, one business. Constant in the number of queries."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from assessments.clinics.rules import MOST_SESSIONS
from assessments.models import Clinic, ClinicBusiness, ClinicSession, ClinicState, ClinicStep
from courses import api as courses
from lms.institutions.api import InstitutionCard, institution_cards

HELD = (ClinicState.DECLARED, ClinicState.CONFIRMED)
DIAGNOSTICS = "int-wipo-ip-diagnostics"  # the help resource; its raw id is wipo_ip_diagnostics


@dataclass(frozen=True, slots=True)
class ClinicCard:
    """One edition in a list. `state` is coming, running, over or closed."""

    id: int
    names: Mapping[str, str]
    starts_on: date
    ends_on: date
    state: str
    businesses: int
    sessions: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Business:
    """One business by its code, without the texts. `sessions` count what was declared, whatever was said of it after."""

    id: int
    code: str
    stage: str
    sector: str
    size: str
    region: str
    consent_on: date | None
    sessions: int
    strategy_at: datetime | None
    archived: bool

    @property
    def left(self) -> int:
        """How many sessions it may still have."""
        return max(0, MOST_SESSIONS - self.sessions)


def state_of(clinic: Clinic, today: date) -> str:
    """Where an edition stands on a day."""
    if clinic.closed_at:
        return "closed"
    return "coming" if today < clinic.starts_on else "over" if today > clinic.ends_on else "running"


def open_clinics(institution_id: int) -> list[ClinicCard]:
    """The editions of an institution that are not closed, the latest first. One query."""
    rows = _counted(Clinic.objects.filter(institution=institution_id, archived_at=None, closed_at=None))
    return [_card(row) for row in rows]


def businesses_of(clinic_id: int, *, archived: bool = False) -> list[Business]:
    """The businesses of an edition by code. One query."""
    seen = Q(lms_clinic_sessions__state__in=(*HELD, ClinicState.NOT_SEEN, ClinicState.NOT_REACHED))
    rows = ClinicBusiness.objects.filter(clinic=clinic_id).defer("intake", "strategy").order_by("code")
    if not archived:
        rows = rows.filter(archived_at=None)
    return [
        Business(
            row.pk, row.code, row.stage, row.sector, row.size, row.region, row.consent_on, row.n, row.strategy_at,
            row.archived_at is not None,
        )
        for row in rows.annotate(n=Count("lms_clinic_sessions", filter=seen))
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class House:
    """An institution with its editions. `writes`: this person coordinates it."""

    place: InstitutionCard
    clinics: list[ClinicCard]
    writes: bool


def houses(institution_ids: Collection[int], *, writes: Collection[int]) -> list[House]:
    """The editions of some institutions, the latest first. Two queries."""
    cards = institution_cards(sorted(institution_ids)) if institution_ids else {}
    found: dict[int, list[ClinicCard]] = {pk: [] for pk in cards}
    for row in _counted(Clinic.objects.filter(institution__in=cards, archived_at=None)):
        found[row.institution_id].append(_card(row))
    return [House(card, found[pk], pk in writes) for pk, card in cards.items()]


def _counted(rows: QuerySet[Clinic]) -> QuerySet[Clinic]:
    rows = rows.annotate(
        businesses=Count("lms_businesses", filter=Q(lms_businesses__archived_at=None), distinct=True),
        sessions=Count("lms_clinic_sessions", filter=Q(lms_clinic_sessions__state__in=HELD), distinct=True),
        confirmed=Count("lms_clinic_sessions", filter=Q(lms_clinic_sessions__state=ClinicState.CONFIRMED), distinct=True),
    )
    return rows.order_by("-starts_on", "-pk")


def _card(row: Any) -> ClinicCard:
    state = state_of(row, timezone.localdate())
    return ClinicCard(row.pk, row.names, row.starts_on, row.ends_on, state, row.businesses, row.sessions, row.confirmed)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session of a business as its page lists it. `number` counts by day."""

    number: int
    id: int
    held_on: date | None
    minutes: int | None
    stage: str
    state: str
    rights: tuple[str, ...]
    advisor: str
    open_steps: int


def sessions_of(business_id: int) -> list[SessionRow]:
    """The sessions of a business, drafts and withdrawn ones left out, by day. One query."""
    hidden = (ClinicState.DRAFT, ClinicState.WITHDRAWN)
    rows = ClinicSession.objects.filter(business=business_id).exclude(state__in=hidden).select_related("advisor").defer("body")
    rows = rows.annotate(open=Count("lms_steps", filter=Q(lms_steps__end="")))
    return [
        SessionRow(n, s.pk, s.held_on, s.minutes, s.stage, s.state, tuple(s.rights), s.advisor.full_name, s.open)
        for n, s in enumerate(rows.order_by("held_on", "pk"), 1)
    ]


def open_step_count(clinic_id: int) -> int:
    """The next steps of an edition that nobody has closed yet. One query."""
    return ClinicStep.objects.filter(session__clinic=clinic_id, session__state__in=HELD, end="").count()


def diagnostics_card(country: str) -> courses.ResourceCard | None:
    """WIPO IP Diagnostics as the directory has it; None while it is not published. One query."""
    cards = courses.help_cards([country], timezone.localdate())
    return next((card for card in cards if card.key == DIAGNOSTICS), None)


def help_of(country: str, stage: str) -> list[courses.ResourceCard]:
    """The directory of a country and WIPO's, what fits a stage first. One query."""
    cards = courses.help_cards([country], timezone.localdate())
    return sorted(
        cards, key=lambda card: (stage not in card.stages, card.country != country, card.needs_check or card.unverified)
    )
