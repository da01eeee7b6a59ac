"""Reading credentials, awards and certificates: the path to a credential, what a person holds, what a number answers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from certificates.errors import CredentialNotFound
from certificates.models import Award, AwardCompletion, AwardEvent, Certificate, CertificateState, Credential, CredentialCourse
from certificates.standing import Act, Happening, PublicState, Standing, standing, worst
from certificates.wording import (
    COURSE_DONE,
    COURSE_NOT_ENROLLED,
    COURSE_OPEN,
    NAME_READY,
    Printed,
    name_problem,
)
from courses import api as courses
from courses.paths import Path, Requirement
from lms.institutions import api as institutions

NAME_TITLE = {"es": "Nombre para el certificado", "en": "Name for the certificate"}


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What the public page may say about a number: only what the paper prints, and how it stands."""

    serial: str
    standing: Standing
    printed: Printed | None
    erased: bool = False


# The path -------------------------------------------------------------------------------------------------------------
def path(person_id: int, credential_id: int, country: str) -> Path:
    """Why a person does not hold a credential yet, under one country's law: a requirement per course, and the name.

    The courses decide (`required`); the name only holds up the paper, so it is not required. At most 10 queries.
    Raises CredentialNotFound, PersonNotFound.
    """
    if not Credential.objects.filter(pk=credential_id).exists():
        raise CredentialNotFound(key=credential_id)
    rows = list(_asked([credential_id]))
    course_ids = [row.course_id for row in rows]
    mine = courses.enrolments_of(person_id)
    done = newest(courses.completions_of(person_id, country, course_ids))
    asked = {row.course_id: _enrolment(mine, row.course_id, country) for row in rows if row.course_id not in done}
    open_paths = courses.paths([one.id for one in asked.values() if one])
    requirements = [
        _course_requirement(row.course_id, row.course.titles, done.get(row.course_id), asked.get(row.course_id), open_paths)
        for row in rows
    ]
    return _closed(requirements, institutions.person_card(person_id).certificate_name)


def paths_in_brief(person_id: int, name: str, credentials: Iterable[int] | None = None) -> list[tuple[Credential, str, Path]]:
    """(credential, country, path) for each credential and country a person is on the way to, for lists.

    Two queries: which courses are completed, not how far the others are. The award is decided by `path` alone.
    """
    mine = courses.enrolments_of(person_id)
    by_credential: dict[int, list[CredentialCourse]] = defaultdict(list)
    for row in _asked(credentials):
        by_credential[row.credential_id].append(row)
    found = []
    for rows in by_credential.values():
        wanted = {row.course_id for row in rows}
        for country in sorted({e.country for e in mine if e.course_id in wanted and e.state != "closed"}):
            requirements = [
                _in_brief(row.course_id, row.course.titles, _enrolment(mine, row.course_id, country)) for row in rows
            ]
            found.append((rows[0].credential, country, _closed(requirements, name)))
    return found


def _in_brief(course_id: int, titles: Mapping[str, str], enrolment: "courses.EnrolmentCard | None") -> Requirement:
    known = _course_requirement(course_id, titles, None, enrolment, {})
    if enrolment is None or enrolment.state != "completed":
        return known
    return replace(known, met=True, code=COURSE_DONE, params={}, waits_on="", state="passed")


def entitled(found: Path) -> bool:
    """True when nothing that is required for the award is open: the one rule."""
    return found.complete


def _closed(requirements: Sequence[Requirement], name: str) -> Path:
    everything = (*requirements, _name_requirement(name))
    return Path(everything, complete=bool(requirements) and all(r.met for r in requirements), at=timezone.now())


def _asked(credentials: Iterable[int] | None) -> Iterable[CredentialCourse]:
    rows = CredentialCourse.objects.select_related("course", "credential").order_by("credential_id", "id")
    return (
        rows.filter(credential__archived_at=None) if credentials is None else rows.filter(credential_id__in=list(credentials))
    )


def newest(found: Iterable["courses.CompletionCard"]) -> dict[int, "courses.CompletionCard"]:
    """The last completion of each course."""
    return {card.course_id: card for card in sorted(found, key=lambda c: (c.completed_at, c.id))}


def _enrolment(mine: Iterable["courses.EnrolmentCard"], course_id: int, country: str) -> "courses.EnrolmentCard | None":
    fitting = [e for e in mine if e.course_id == course_id and e.country == country and e.state != "closed"]
    return max(fitting, key=lambda e: e.id, default=None)


def _course_requirement(
    course_id: int,
    titles: Mapping[str, str],
    completion: "courses.CompletionCard | None",
    enrolment: "courses.EnrolmentCard | None",
    open_paths: Mapping[int, Path],
) -> Requirement:
    base = Requirement(subject=f"course:{course_id}", kind="course", title=titles, met=completion is not None)
    if completion is not None:
        params = {"at": completion.completed_at.isoformat(), "completion": completion.id}
        score = None if completion.score is None else f"{completion.score:f}"
        url = _course_url(completion.enrolment_id)
        return replace(base, code=COURSE_DONE, params=params, score=score, state="passed", url=url)
    if enrolment is None:
        return replace(base, code=COURSE_NOT_ENROLLED, waits_on="coordinator")
    params = {"enrolment": enrolment.id}
    inner = open_paths.get(enrolment.id)
    url = _course_url(enrolment.id)
    if inner is None:
        return replace(base, code=COURSE_OPEN, params=params, waits_on="learner", state="started", url=url)
    required = [r for r in inner.requirements if r.required]
    nearest = inner.next
    return replace(
        base,
        code=COURSE_OPEN,
        params={**params, "done": sum(r.met for r in required), "required": len(required)},
        waits_on=(nearest.waits_on if nearest else "") or "learner",
        due=nearest.due if nearest else None,
        state="started",
        url=url,
    )


def _course_url(enrolment_id: int) -> str:
    try:
        return reverse("lms:courses:enrolment-detail", args=[enrolment_id])
    except NoReverseMatch:
        return ""


def _name_requirement(name: str) -> Requirement:
    problem = name_problem(name)
    return Requirement(
        subject="name",
        kind="name",
        title=NAME_TITLE,
        met=not problem,
        code=NAME_READY if not problem else "name",
        params={"name": name} if not problem else {"problem": problem},
        waits_on="" if not problem else "learner",
        url=reverse("lms:home:preferences"),
        required=False,
    )


# Standing -------------------------------------------------------------------------------------------------------------
def happenings_of(award_ids: Iterable[int]) -> dict[int, list[Happening]]:
    """The events of awards, in order. One query."""
    found: dict[int, list[Happening]] = defaultdict(list)
    rows = AwardEvent.objects.filter(award_id__in=list(award_ids)).order_by("award_id", "number")
    for award_id, number, act, effective_at, reason in rows.values_list(
        "award_id", "number", "act", "effective_at", "reason_class"
    ):
        found[award_id].append(Happening(number, act, effective_at, reason))
    return found


def currency_of(award_ids: Iterable[int], at: datetime) -> dict[int, tuple[str, datetime | None]]:
    """How awards stand against changes of the law: the worst of the completions they rest on. Two queries."""
    rests: dict[int, list[int]] = defaultdict(list)
    for award_id, completion_id in AwardCompletion.objects.filter(award_id__in=list(award_ids)).values_list(
        "award_id", "completion_id"
    ):
        rests[award_id].append(completion_id)
    cards = courses.currency([c for ids in rests.values() for c in ids], at)
    return {award: worst([(cards[c].state, cards[c].due) for c in ids if c in cards]) for award, ids in rests.items()}


def _standing_of(
    row: Certificate, happenings: Sequence[Happening], currency: tuple[str, datetime | None], at: datetime
) -> Standing:
    newer = row.superseded_by
    return standing(
        issued_at=row.issued_at,
        events=happenings,
        expires_at=row.award.expires_at if row.award else None,
        superseded_at=newer.created_at if newer else None,
        currency=currency[0],
        currency_due=currency[1],
        at=at,
    )


def answer(serial: str, *, at: datetime | None = None) -> Answer:
    """What the register says about a normalised number. At most 4 queries, whatever is in the register."""
    moment = at or timezone.now()
    row = (
        Certificate.objects.filter(serial=serial)
        .select_related("award", "superseded_by")
        .defer("tail", "superseded_by__tail", "superseded_by__fields", "award__path")
        .first()
    )
    if row is None or row.award is None:
        return Answer(serial, Standing(PublicState.UNKNOWN), None)
    award_id = row.award.pk
    stands = _standing_of(
        row,
        happenings_of([award_id]).get(award_id, []),
        currency_of([award_id], moment).get(award_id, ("current", None)),
        moment,
    )
    shown = row.fields and stands.state != PublicState.PREPARING
    printed = Printed.from_json(row.fields) if shown else None
    return Answer(serial, stands, printed, erased=bool(printed and not printed.name))


def find_by_hash(sha256: str) -> str:
    """The number of the certificate whose file has this SHA-256; '' when the register has no such file."""
    return Certificate.objects.filter(sha256=sha256).values_list("serial", flat=True).first() or ""


# Cards ----------------------------------------------------------------------------------------------------------------
def certificates_of(person_id: int) -> list[CertificateCard]:
    """Every certificate of a person, replaced editions too, newest first. Four queries at most."""
    return _cards(Q(award__person_id=person_id))


def certificate_cards(ids: Iterable[int]) -> dict[int, CertificateCard]:
    """Certificates by id. Four queries at most."""
    return {card.id: card for card in _cards(Q(pk__in=list(ids)))}


def _cards(which: Q) -> list[CertificateCard]:
    now = timezone.now()
    rows = list(
        Certificate.objects.filter(which, award__isnull=False)
        .select_related("award__credential", "superseded_by")
        .defer("superseded_by__tail", "superseded_by__fields", "award__path", "award__credential__design")
        .defer("tail")
        .annotate(has_file=Q(tail__isnull=False))
        .order_by("-id")
    )
    award_ids = {row.award_id for row in rows if row.award_id}
    happenings = happenings_of(award_ids) if award_ids else {}
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
                ready=row.state == CertificateState.ISSUED and bool(row.has_file),
            )
        )
    return cards


# Queues ---------------------------------------------------------------------------------------------------------------
def due_certificates(limit: int = 500) -> list[int]:
    """Ids of the certificates that wait for a worker: pending, and nobody holds the lease. Oldest first."""
    free = Q(lease_until=None) | Q(lease_until__lte=timezone.now())
    rows = Certificate.objects.filter(free, state=CertificateState.PENDING).order_by("id")
    return list(rows.values_list("pk", flat=True)[:limit])


def waiting_for_name(limit: int = 200) -> list[tuple[int, int]]:
    """(certificate id, person id) of the papers that wait for a name that can be printed."""
    rows = Certificate.objects.filter(state=CertificateState.WAITING, problem__startswith="name", award__isnull=False)
    return list(rows.order_by("id").values_list("pk", "award__person_id")[:limit])


def failed_drawings(limit: int = 20) -> list[tuple[int, str, str]]:
    """(certificate id, serial, what went wrong) of the papers that used their attempts."""
    rows = Certificate.objects.filter(state=CertificateState.WAITING, problem__startswith="drawing").order_by("id")
    return list(rows.values_list("pk", "serial", "problem")[:limit])


def entitled_without_award(credential_id: int) -> list[tuple[int, str]]:
    """(person id, country) of those who completed every course of a credential and hold no award of that round.

    Two queries a credential, whatever the number of people; the path decides after (`grant_if_entitled`).
    """
    asked = CredentialCourse.objects.filter(credential_id=credential_id)
    total = asked.count()
    rows = (
        asked.filter(course__lms_enrolments__lms_completion__isnull=False)
        .values(person=F("course__lms_enrolments__person_id"), country=F("course__lms_enrolments__country"))
        .annotate(done=Count("course_id", distinct=True), last=Max("course__lms_enrolments__round"))
        .filter(done=total)
        .order_by()
    )
    held = {
        (person, country): last
        for person, country, last in Award.objects.filter(credential_id=credential_id)
        .values_list("person_id", "country")
        .annotate(last=Max("round"))
        .order_by()
    }
    return sorted((row["person"], row["country"]) for row in rows if held.get((row["person"], row["country"]), 0) < row["last"])


def recently_issued(person_id: int, days: int = 14) -> list[tuple[int, Mapping[str, str], datetime]]:
    """(certificate id, credential titles, issued at) of a person's papers issued lately and not replaced."""
    since = timezone.now() - timedelta(days=days)
    rows = Certificate.objects.filter(
        award__person_id=person_id,
        state=CertificateState.ISSUED,
        issued_at__gte=since,
        superseded_by=None,
        award__state=Act.GRANTED,
    )
    return [
        (pk, titles, at)
        for pk, titles, at in rows.order_by("-id").values_list("pk", "award__credential__titles", "issued_at")
        if at is not None
    ]


def waiting_of(person_id: int) -> list[tuple[int, Mapping[str, str], str]]:
    """(certificate id, credential titles, problem) of a person's papers that wait for something of theirs."""
    rows = Certificate.objects.filter(award__person_id=person_id, state=CertificateState.WAITING).order_by("id")
    return list(rows.values_list("pk", "award__credential__titles", "problem"))
