"""Reading credentials, awards and certificates: the path to a credential, what a person holds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from certificates.models import (
    Award,
    AwardCompletion,
    AwardEvent,
    AwardState,
    Badge,
    Certificate,
    CertificateState,
    Complaint,
    CredentialCourse,
    Ruling,
    RulingKind,
    RulingState,
    Sharing,
)
from certificates.selectors.conduct import with_missed
from certificates.selectors.paths import Brief, Weighed, entitled, newest, path, paths_in_brief, weigh
from certificates.serial import in_groups
from certificates.standing import AGAINST, Happening, PublicState, Standing, standing, worst
from certificates.wording.badges import add_to_profile_url
from certificates.wording.certificates import Printed
from courses import api as courses
from lms.kernel import conf

__all__ = [
    "Against",
    "Brief",
    "CertificateCard",
    "News",
    "Weighed",
    "card_rows",
    "cards_from",
    "cards_of_awards",
    "certificate_cards",
    "certificates_of",
    "currency_of",
    "due_certificates",
    "entitled",
    "entitled_without_award",
    "failed_drawings",
    "happenings_of",
    "newest",
    "news_of",
    "papers_of_award",
    "path",
    "paths_in_brief",
    "waiting_for_name",
    "weigh",
]  # fmt: skip


class Against(NamedTuple):
    """A decision against the holder, with their request for review: its state ('' when there is none) and when it is due."""

    event_id: int
    act: str
    effective_at: datetime
    reason_class: str
    until: datetime | None
    objection: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class CertificateCard:
    """One paper of an award as its holder (or the institution) sees it. `ready`: its file can be downloaded."""

    id: int
    award_id: int
    person_id: int
    institution_id: int
    serial: str
    edition: int
    credential_key: str
    titles: Mapping[str, str]
    country: str
    language: str
    name: str
    granted_at: datetime
    issued_at: datetime | None
    expires_at: datetime | None
    state: PublicState
    since: datetime | None
    problem: str
    ready: bool
    paper: str = "certificate"
    replaced: bool = False
    scope: Mapping[str, str] = field(default_factory=dict)
    credential_id: int = 0
    round: int = 1
    award_state: str = AwardState.GRANTED
    against: tuple[Against, ...] = ()  # what was decided against the holder, newest first
    renewal_opens_months: int = 0
    time_zone: str = "UTC"  # of the institution: its last days end there
    institution_country: str = ""  # whose holidays count
    shown: bool = True  # the holder shows the name on the public page
    has_badge: bool = False
    profile_url: str = ""  # LinkedIn's form for it, filled in
    leave_days: int = 0  # by which its end was moved
    claim: str = ""
    extends: bool = False  # a second country, resting on another award
    can_extend: bool = False  # its credential is awarded for other countries too
    conduct_due: datetime | None = None  # until when a newer code of conduct had or has to be accepted


# Standing -------------------------------------------------------------------------------------------------------------
def happenings_of(award_ids: Iterable[int]) -> dict[int, list[Happening]]:
    """The events of awards, in order. One query."""
    found: dict[int, list[Happening]] = defaultdict(list)
    rows = AwardEvent.objects.filter(award_id__in=list(award_ids)).order_by("award_id", "number")
    for award_id, *facts in rows.values_list("award_id", "number", "act", "effective_at", "reason_class", "until", "scope"):
        found[award_id].append(Happening(*facts))
    return found


def with_renewal(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Papers with `renewed_at`: when the paper of the same kind was issued for the next round of their award."""
    later = Certificate.objects.filter(
        award__person=OuterRef("award__person"),
        award__credential=OuterRef("award__credential"),
        award__country=OuterRef("award__country"),
        award__round__gt=OuterRef("award__round"),
        paper=OuterRef("paper"),
        issued_at__isnull=False,
    )
    first = later.order_by().values("paper").annotate(first=Min("issued_at")).values("first")
    return rows.annotate(renewed_at=Subquery(first))


def with_sharing(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Papers with `shown`: whether their holder shows the name, None where they never said."""
    said = Sharing.objects.filter(award=OuterRef("award")).order_by("-number").values("shown")
    return rows.annotate(shown=Subquery(said[:1]))


def currency_of(award_ids: Iterable[int], at: datetime) -> dict[int, tuple[str, datetime | None]]:
    """How awards stand against changes of the law: the worst of the completions they rest on. Two queries."""
    rests: dict[int, list[int]] = defaultdict(list)
    for award_id, completion_id in AwardCompletion.objects.filter(award_id__in=list(award_ids)).values_list(
        "award_id", "completion_id"
    ):
        rests[award_id].append(completion_id)
    cards = courses.currency([c for ids in rests.values() for c in ids], at)
    return {award: worst([(cards[c].state, cards[c].due) for c in ids if c in cards]) for award, ids in rests.items()}


def with_what_stands(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Papers with all that their standing depends on beside the events and the currency."""
    return with_missed(with_renewal(rows), "award__")


def _standing_of(row: Any, happenings: Sequence[Happening], currency: tuple[str, datetime | None], at: datetime) -> Standing:
    """`row`: a certificate of an award, with its credential and `with_what_stands`."""
    newer = row.superseded_by
    return standing(
        issued_at=row.issued_at,
        events=happenings,
        expires_at=row.award.expires_at,
        superseded_at=newer.issued_at if newer else None,
        renewed_at=row.renewed_at,
        currency=currency[0],
        currency_due=currency[1],
        follows_law=row.award.credential.follows_law,
        conduct_due=row.conduct_due,
        at=at,
    )


# Cards ----------------------------------------------------------------------------------------------------------------
def certificates_of(person_id: int) -> list[CertificateCard]:
    """Every certificate of a person, replaced editions too, newest first. Four queries at most."""
    return _cards(Certificate.objects.filter(award__person_id=person_id))


def certificate_cards(ids: Iterable[int]) -> dict[int, CertificateCard]:
    """Certificates by id. Four queries at most."""
    return {card.id: card for card in _cards(Certificate.objects.filter(pk__in=list(ids)))}


def cards_of_awards(award_ids: Iterable[int]) -> dict[int, CertificateCard]:
    """The certificate of each award that nothing replaced, by award. Four queries at most."""
    current = Certificate.objects.filter(award__in=list(award_ids), paper="certificate", superseded_by=None)
    return {card.award_id: card for card in _cards(current)}


def papers_of_award(award_id: int) -> list[CertificateCard]:
    """Every paper of one award, replaced editions too, newest first. Four queries at most."""
    return _cards(Certificate.objects.filter(award=award_id))


def _cards(which: QuerySet[Certificate]) -> list[CertificateCard]:
    return cards_from(list(card_rows(which.filter(award__isnull=False))))


def card_rows(which: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Papers with what `cards_from` reads of them, newest first."""
    return (
        with_sharing(with_what_stands(which))
        .select_related("award__credential", "award__institution", "superseded_by")
        .defer("superseded_by__tail", "superseded_by__fields", "award__path", "award__credential__design")
        .defer("award__institution__logo")
        .defer("tail")
        .annotate(
            has_file=Q(tail__isnull=False), has_badge=Exists(Badge.objects.filter(certificate=OuterRef("pk")).exclude(jwt=""))
        )
        .order_by("-id")
    )


def cards_from(rows: Sequence[Certificate]) -> list[CertificateCard]:
    """Cards of papers of awards, read with `card_rows`. Three queries, none for no row."""
    now = timezone.now()
    award_ids = {row.award_id for row in rows if row.award_id}
    happenings, against = _decided(award_ids)
    currencies = currency_of(award_ids, now) if award_ids else {}
    cards = []
    for row in rows:
        award: Any = row.award
        stands = _standing_of(row, happenings.get(award.pk, []), currencies.get(award.pk, ("current", None)), now)
        cards.append(
            CertificateCard(
                id=row.pk,
                award_id=award.pk,
                person_id=award.person_id,
                institution_id=award.institution_id,
                serial=row.serial,
                edition=row.edition,
                credential_key=award.credential.key,
                titles=award.credential.titles,
                country=award.country,
                language=str(row.fields.get("language", "")),
                name=str(row.fields.get("name", "")),
                granted_at=award.granted_at,
                issued_at=row.issued_at,
                expires_at=award.expires_at,
                state=stands.state,
                since=stands.since,
                problem=row.problem if row.state == CertificateState.WAITING else "",
                ready=row.state == CertificateState.ISSUED and bool(getattr(row, "has_file", False)),
                paper=row.paper,
                replaced=row.superseded_by_id is not None,
                scope=stands.scope,
                credential_id=award.credential_id,
                round=award.round,
                award_state=award.state,
                against=tuple(reversed(against.get(award.pk, []))),
                renewal_opens_months=0 if award.credential.archived_at else award.credential.renewal_opens_months,
                time_zone=award.institution.time_zone,
                institution_country=award.institution.country,
                shown=getattr(row, "shown", None) is not False,
                has_badge=bool(getattr(row, "has_badge", False)),
                leave_days=award.leave_days,
                claim=award.claim,
                extends=award.extends_id is not None,
                can_extend=award.extends_id is None
                and award.credential.archived_at is None
                and len(award.credential.countries) != 1,
                conduct_due=row.conduct_due,  # type: ignore[attr-defined]  # `with_what_stands`
                profile_url=_profile_url(row)
                if row.issued_at and getattr(row, "has_file", False) and not row.superseded_by_id
                else "",
            )
        )
    return cards


def _decided(award_ids: Iterable[int]) -> tuple[dict[int, list[Happening]], dict[int, list[Against]]]:
    """The events of awards in order, and those against the holder with their requests for review. One query, none for none."""
    happenings: dict[int, list[Happening]] = defaultdict(list)
    against: dict[int, list[Against]] = defaultdict(list)
    award_ids = list(award_ids)
    if not award_ids:
        return happenings, against
    rows = AwardEvent.objects.filter(award_id__in=award_ids).order_by("award_id", "number")
    facts = ("number", "act", "effective_at", "reason_class", "until", "scope")
    for award_id, event_id, asked, due_on, *said in rows.values_list(
        "award_id", "pk", "lms_objection__state", "lms_objection__due_on", *facts
    ):
        one = Happening(*said)
        happenings[award_id].append(one)
        if one.act in AGAINST:
            against[award_id].append(
                Against(event_id, one.act, one.effective_at, one.reason_class, one.until, asked or "", due_on)
            )
    return happenings, against


def _profile_url(row: Certificate) -> str:
    """LinkedIn's form for a certification, filled in with what the paper prints."""
    page = conf.base_url() + reverse("lms:certificates:verify-detail", args=[row.serial])
    return add_to_profile_url(Printed.from_json(row.fields), serial=in_groups(row.serial), url=page)


# Queues ---------------------------------------------------------------------------------------------------------------
def due_certificates(limit: int = 500) -> list[int]:
    """Ids of the certificates that wait for a worker: pending, and nobody holds the lease. Oldest first."""
    free = Q(lease_until=None) | Q(lease_until__lte=timezone.now())
    rows = Certificate.objects.filter(free, state=CertificateState.PENDING).order_by("id")
    return list(rows.values_list("pk", flat=True)[:limit])


def waiting_for_name(limit: int = 200) -> list[tuple[int, int]]:
    """(certificate id, person id) of the papers that wait for a name that can be printed."""
    rows = Certificate.objects.filter(state=CertificateState.WAITING, problem__startswith="name")
    person = Coalesce("award__person_id", "enrolment__person_id")
    return list(rows.order_by("id").annotate(person=person).values_list("pk", "person")[:limit])


def failed_drawings(limit: int = 20) -> list[tuple[int, str, str]]:
    """(certificate id, serial, what went wrong) of the papers that used their attempts."""
    rows = Certificate.objects.filter(state=CertificateState.WAITING, problem__startswith="drawing").order_by("id")
    return list(rows.values_list("pk", "serial", "problem")[:limit])


def entitled_without_award(credential_id: int) -> list[tuple[int, str]]:
    """(person id, country) of those who completed every course of a credential, or are let off some, and hold no award of
    that round.

    Three queries a credential, whatever the number of people; the path decides after (`grant_if_entitled`).
    """
    asked = CredentialCourse.objects.filter(credential_id=credential_id)
    total = asked.count()
    rows = (
        asked.filter(course__lms_enrolments__lms_completion__isnull=False)
        .values(person=F("course__lms_enrolments__person_id"), country=F("course__lms_enrolments__country"))
        .annotate(done=Count("course_id", distinct=True), last=Max("course__lms_enrolments__round"))
        .order_by()
    )
    ruled = Ruling.objects.filter(credential_id=credential_id, kind=RulingKind.EXEMPT, state=RulingState.IN_FORCE)
    let_off = set(ruled.values_list("person_id", "country"))
    held = {
        (person, country): last
        for person, country, last in Award.objects.filter(credential_id=credential_id)
        .values_list("person_id", "country")
        .annotate(last=Max("round"))
        .order_by()
    }
    whole = Q(done=total) | Q(person__in={person for person, _country in let_off}) if let_off else Q(done=total)
    return sorted(
        (row["person"], row["country"])
        for row in rows.filter(whole)
        if held.get((row["person"], row["country"]), 0) < row["last"]
    )


@dataclass(frozen=True, slots=True)
class News:
    """What is new about a person's certificates: titles with a problem of theirs, titles issued lately, until when a newer code
    of conduct had or has to be accepted (None: nothing is asked), and whether a complaint waits for what they say."""

    waiting: tuple[tuple[Mapping[str, str], str], ...]
    recent: tuple[Mapping[str, str], ...]
    conduct_due: datetime | None
    asked: bool


def news_of(person_id: int, days: int = 14) -> News:
    """For the first page. One query."""
    now = timezone.now()
    rows = with_missed(Certificate.objects.filter(award__person_id=person_id, superseded_by=None), "award__")
    told = Complaint.objects.filter(advisor_id=person_id, asked_at__isnull=False, state="open", stated_at=None)
    found = list(
        rows.order_by("id").values_list(
            "state",
            "problem",
            "issued_at",
            "award__state",
            "award__expires_at",
            "award__credential__titles",
            Exists(told),
            "conduct_due",
        )
    )
    in_force = (AwardState.GRANTED, AwardState.REDUCED)
    dues = [
        due for *_rest, state, expires_at, _titles, _asked, due in found
        if due and state != AwardState.REVOKED and (expires_at is None or expires_at > now)
    ]  # fmt: skip
    return News(
        tuple((row[5], row[1]) for row in found if row[0] == CertificateState.WAITING),
        tuple(
            row[5] for row in reversed(found)
            if row[0] == CertificateState.ISSUED and row[2] and row[2] >= now - timedelta(days=days) and row[3] in in_force
        ),
        min(dues, default=None),
        any(row[6] for row in found),
    )  # fmt: skip
