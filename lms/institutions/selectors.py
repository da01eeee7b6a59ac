"""Reading people, institutions and roles: frozen cards, ids, and the scope of a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, CharField, F, JSONField, QuerySet, Value
from django.db.models.functions import Length
from django.http import HttpRequest
from django.utils import timezone

from lms.institutions.errors import CohortNotFound, InstitutionNotFound, InvitationNotFound, MembershipNotFound
from lms.institutions.models import (
    Cohort,
    Institution,
    Invitation,
    Leave,
    Membership,
    Person,
    Programme,
    ProgrammeRole,
    Role,
)
from lms.institutions.scope import Post, Scope
from lms.kernel.compiled import Compiled
from lms.kernel.places import TIME_ZONES


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What other packages may know of a person. `certificate_name` falls back to the full name."""

    id: int
    ref: str
    full_name: str
    given_name: str
    family_name: str
    email: str
    certificate_name: str
    country: str
    language: str
    has_login: bool
    time_zone: str = ""
    erased: bool = False


@dataclass(frozen=True, slots=True)
class InstitutionCard:
    """What other packages may know of an institution. Names are {es, en}."""

    id: int
    key: str
    names: Mapping[str, str]
    country: str
    language: str
    time_zone: str
    signatory_name: str
    signatory_title: Mapping[str, str]
    has_logo: bool
    archived: bool = field(default=False)


@dataclass(frozen=True, slots=True)
class CohortCard:
    """What other packages may know of a cohort. Both days belong to it."""

    id: int
    institution_id: int
    key: str
    names: Mapping[str, str]
    country: str
    language: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class InvitationCard:
    """An invitation without its secret."""

    id: int
    person_id: int
    institution_id: int | None
    expires_at: datetime
    open: bool


def person_card_of(person: Person) -> PersonCard:
    """The card of a row already at hand."""
    return PersonCard(
        id=person.pk,
        ref=str(person.ref),
        full_name=person.full_name,
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email,
        certificate_name=person.certificate_name or person.full_name,
        country=person.country,
        language=person.language,
        has_login=person.user_id is not None,
        time_zone=person.time_zone or TIME_ZONES.get(person.country, ""),
        erased=person.erased_at is not None,
    )


def person_cards(ids: Iterable[int]) -> dict[int, PersonCard]:
    """The cards of people by id, in one query. An id that does not exist is left out."""
    wanted = set(ids)
    return {p.pk: person_card_of(p) for p in Person.objects.filter(pk__in=wanted)} if wanted else {}


def person_emails(ids: Iterable[int]) -> dict[int, str]:
    """The addresses of people by id, in one query: of those who have one and were not erased. Personal data."""
    rows = Person.objects.filter(pk__in=set(ids), erased_at=None).exclude(email="")
    return dict(rows.values_list("pk", "email"))


def refs_of(ids: Iterable[int]) -> dict[int, str]:
    """{person: the random reference that stands for them in files}, in one query."""
    return {pk: str(ref) for pk, ref in Person.objects.filter(pk__in=set(ids)).values_list("pk", "ref")}


def _institutions() -> QuerySet[Institution]:
    return Institution.objects.defer("logo").annotate(logo_size=Length("logo"))


def _institution_card(institution: Any) -> InstitutionCard:
    return InstitutionCard(
        id=institution.pk,
        key=institution.key,
        names=institution.names,
        country=institution.country,
        language=institution.language,
        time_zone=institution.time_zone,
        signatory_name=institution.signatory_name,
        signatory_title=institution.signatory_title,
        has_logo=bool(institution.logo_size),
        archived=institution.archived_at is not None,
    )


def institution_cards(ids: Iterable[int] | None = None) -> dict[int, InstitutionCard]:
    """The cards of institutions by id, in one query and by key; None: all that are not archived."""
    rows = _institutions().order_by("key")
    rows = rows.filter(archived_at=None) if ids is None else rows.filter(pk__in=set(ids))
    return {row.pk: _institution_card(row) for row in rows}


def institution_card(institution_id: int) -> InstitutionCard:
    """One institution. Raises InstitutionNotFound."""
    found = institution_cards([institution_id])
    if institution_id not in found:
        raise InstitutionNotFound
    return found[institution_id]


def institution_by_key(key: str) -> InstitutionCard | None:
    """One institution by its key, or None."""
    row = _institutions().filter(key=key).first()
    return _institution_card(row) if row else None


def institution_logo(institution_id: int) -> bytes:
    """The PNG of an institution; b"" when it has none. Raises InstitutionNotFound."""
    logo = Institution.objects.filter(pk=institution_id).values_list("logo", flat=True).first()
    if logo is None:
        raise InstitutionNotFound
    return bytes(logo)


def cohort_card_of(cohort: Cohort) -> CohortCard:
    """The card of a row already at hand."""
    return CohortCard(
        id=cohort.pk,
        institution_id=cohort.institution_id,
        key=cohort.key,
        names=cohort.names,
        country=cohort.country,
        language=cohort.language,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
    )


def cohort_card(cohort_id: int) -> CohortCard:
    """One cohort. Raises CohortNotFound."""
    found = cohort_cards([cohort_id])
    if cohort_id not in found:
        raise CohortNotFound
    return found[cohort_id]


def cohort_cards(ids: Iterable[int]) -> dict[int, CohortCard]:
    """The cards of cohorts by id, in one query."""
    return {c.pk: cohort_card_of(c) for c in Cohort.objects.filter(pk__in=set(ids))}


def cohorts_of(institution_id: int) -> list[CohortCard]:
    """The cohorts of an institution that are not archived, latest start first."""
    rows = Cohort.objects.filter(institution_id=institution_id, archived_at=None).order_by("-starts_on", "key")
    return [cohort_card_of(c) for c in rows]


def cohort_people(cohort_id: int, role: str) -> list[int]:
    """Ids of the people who hold an open role in one cohort, in the order they came."""
    rows = Membership.objects.filter(cohort_id=cohort_id, role=role, until=None).order_by("since", "pk")
    return list(rows.values_list("person_id", flat=True))


def people_of(institution_id: int, role: str) -> list[int]:
    """Ids of the people who hold an open role in an institution, in any of its cohorts or in none; each once."""
    rows = Membership.objects.filter(institution_id=institution_id, role=role, until=None)
    return sorted(set(rows.values_list("person_id", flat=True)))


def present_institutions(person_id: int, prefer: int | None = None) -> list[int]:
    """The institutions where a person advises now: `prefer` first if it is one of them, then the newest role. One query."""
    rows = Membership.objects.filter(person_id=person_id, role=Role.ADVISOR, until=None).order_by("-since", "-pk")
    found = dict.fromkeys(rows.values_list("institution_id", flat=True))
    return sorted(found, key=lambda one: one != prefer)


def programme_people(role: str, country: str = "") -> list[int]:
    """Ids of the people who hold an open programme role for a country (or for every country), each once."""
    rows = ProgrammeRole.objects.filter(role=role, until=None)
    if country:
        rows = rows.filter(country__in=("", country))
    return sorted(set(rows.values_list("person_id", flat=True)))


def programme_cards(role: str) -> dict[int, PersonCard]:
    """The cards of the people who hold an open programme role, in one query."""
    holders = ProgrammeRole.objects.filter(role=role, until=None).values("person")
    return {person.pk: person_card_of(person) for person in Person.objects.filter(pk__in=holders)}


def person_for_user(user: Any) -> int | None:
    """The id of the person who signs in with `user` (an instance of the host's user model), or None."""
    if not getattr(user, "is_authenticated", False):
        return None
    return Person.objects.filter(user_id=user.pk, erased_at=None).values_list("pk", flat=True).first()


def user_id_of(person_id: int) -> Any:
    """The primary key of the account a person signs in with, or None."""
    return Person.objects.filter(pk=person_id).values_list("user_id", flat=True).first()


def person_by_email(email: str) -> int | None:
    """The id of the person with this address, in any case; None when nobody has it."""
    return Person.objects.filter(email__iexact=email.strip()).values_list("pk", flat=True).first() if email.strip() else None


def _posts_of(person_id: int) -> Any:
    number: BigIntegerField[int, int] = BigIntegerField()
    inside = Membership.objects.filter(person_id=person_id, until=None).values_list(
        Value("i", CharField()), F("role"), F("institution_id"), F("cohort_id"), F("institution__country"),
        F("institution__time_zone"), F("institution__names"), F("pk"),
    )  # fmt: skip
    across = ProgrammeRole.objects.filter(person_id=person_id, until=None).values_list(
        Value("p", CharField()), F("role"), Value(None, number), Value(None, number), F("country"),
        Value("", CharField()), Value({}, JSONField()), F("pk"),
    )  # fmt: skip
    return inside.union(across, all=True)


_POSTS = Compiled(_posts_of, int)  # every request asks it


def open_posts(person_id: int) -> list[tuple[Post, str]]:
    """The open roles of a person with the time zone of the institution: one query, a UNION of two tables."""
    rows = sorted(_POSTS.rows(person_id), key=lambda row: (row[0], row[7]))
    return [
        (Post(("" if where == "i" else "programme:") + role, institution, cohort, country, names or {}), zone)
        for where, role, institution, cohort, country, zone, names, _pk in rows
    ]


def resolve_request(request: HttpRequest) -> tuple[Person, Scope] | None:
    """The person and scope of a signed-in user in two queries; None for a user without a Person, or an erased one."""
    user: Any = request.user
    person = Person.objects.filter(user_id=user.pk, erased_at=None).first()
    if person is None:
        return None
    return person, scope_from(person.pk, open_posts(person.pk))


def scope(person_id: int) -> Scope:
    """What a person may reach: one query."""
    return scope_from(person_id, open_posts(person_id))


def scope_from(person_id: int, posts: list[tuple[Post, str]]) -> Scope:
    """The scope that open roles give. Pure."""
    here = [post for post, _zone in posts]

    def at(role: str, *, cohorts: bool | None = None) -> frozenset[int]:
        return frozenset(
            p.institution_id
            for p in here
            if p.role == role and p.institution_id and (cohorts is None or bool(p.cohort_id) is cohorts)
        )

    def lands(role: str) -> frozenset[str]:
        return frozenset(p.country for p in here if p.role == f"programme:{role}")

    return Scope(
        person_id=person_id,
        advisor_of=at(Role.ADVISOR),
        facilitator_cohorts=frozenset(p.cohort_id for p in here if p.role == Role.FACILITATOR and p.cohort_id),
        facilitator_of=at(Role.FACILITATOR, cohorts=False),
        assessor_of=at(Role.ASSESSOR),
        assessor=bool(lands(Programme.ASSESSOR)),
        coordinator_of=at(Role.COORDINATOR),
        author_of=lands(Programme.AUTHOR),
        focal_of=lands(Programme.FOCAL),
        reviewer=bool(lands(Programme.REVIEWER)),
        decider=bool(lands(Programme.DECIDER)),
        administrator=bool(lands(Programme.ADMINISTRATOR)),
        posts=tuple(here),
        time_zone=next((zone for _post, zone in posts if zone), ""),
    )


def invitation_card(invitation_id: int) -> InvitationCard:
    """One invitation. Raises InvitationNotFound."""
    row = Invitation.objects.filter(pk=invitation_id).first()
    if row is None:
        raise InvitationNotFound
    still_open = not row.accepted_at and not row.withdrawn_at and row.expires_at > timezone.now()
    return InvitationCard(row.pk, row.person_id, row.institution_id, row.expires_at, still_open)


def paused_days(person_id: int, start: date, end: date) -> int:
    """How many days from `start` to `end`, both counted, a person was on leave. Leaves that overlap count once."""
    days: set[date] = set()
    for leave in Leave.objects.filter(person_id=person_id, starts_on__lte=end, ends_on__gte=start):
        first, last = max(leave.starts_on, start), min(leave.ends_on, end)
        days.update(first + timedelta(days=n) for n in range((last - first).days + 1))
    return len(days)


@dataclass(frozen=True, slots=True)
class MembershipCard:
    """A role in an institution, or in one cohort of it, open or ended."""

    id: int
    person_id: int
    institution_id: int
    cohort_id: int | None
    role: str


def membership_card(membership_id: int) -> MembershipCard:
    """One role, open or ended. Raises MembershipNotFound."""
    row = (
        Membership.objects.filter(pk=membership_id)
        .values_list("pk", "person_id", "institution_id", "cohort_id", "role")
        .first()
    )
    if row is None:
        raise MembershipNotFound
    return MembershipCard(*row)
