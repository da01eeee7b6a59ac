"""Reading one institution for its own page: who works there, its groups, whom to turn to. Constant in the number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.utils import timezone

from lms.institutions.models import Cohort, ContactPoint, Invitation, Membership, Person, Role
from lms.institutions.selectors import CohortCard, cohort_card_of
from lms.institutions.wording import role_name


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One person in one role. `invited_until`: an invitation is open; with neither it nor a log-in nobody invited them yet."""

    membership_id: int
    person_id: int
    name: str
    email: str
    role: str
    role_name: str
    cohort: Mapping[str, str]
    has_login: bool
    invited_until: datetime | None


@dataclass(frozen=True, slots=True)
class CohortRow:
    """One group and how many advisors are in it now."""

    card: CohortCard
    advisors: int


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One function that people may turn to."""

    id: int
    function: Mapping[str, str]
    channel: str
    value: str
    hours: Mapping[str, str]
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class ContactCard:
    """A function to turn to, with its institution's names. Functions, never private persons. Words are {es, en}."""

    institution: Mapping[str, str]
    function: Mapping[str, str]
    channel: str
    value: str
    hours: Mapping[str, str]
    checked_on: date | None


def contacts_for(institution_ids: Iterable[int]) -> list[ContactCard]:
    """The functions of some institutions that people may turn to, in their order. One query."""
    rows = ContactPoint.objects.filter(institution_id__in=set(institution_ids), archived_at=None)
    return [
        ContactCard(row.institution.names, row.function, row.channel, row.value, row.hours, row.checked_on)
        for row in rows.select_related("institution").defer("institution__logo").order_by("institution_id", "position", "pk")
    ]


def cohort_roles(cohort_id: int, role: str) -> dict[int, int]:
    """{person: their open membership} of those who hold a role in one cohort. One query."""
    rows = Membership.objects.filter(cohort_id=cohort_id, role=role, until=None)
    return dict(rows.order_by("since", "pk").values_list("person_id", "pk"))


def elsewhere(person_ids: Iterable[int], institution_id: int) -> set[int]:
    """Those who hold, or held, a role in another institution: they are not one's own to correct. One query."""
    rows = Membership.objects.filter(person_id__in=list(person_ids)).exclude(institution_id=institution_id)
    return set(rows.values_list("person_id", flat=True))


def invited_since(person_ids: Iterable[int], moment: datetime) -> set[int]:
    """Those whose open invitation was made at a moment or later. One query."""
    rows = Invitation.objects.filter(person_id__in=list(person_ids), withdrawn_at=None, created_at__gte=moment)
    return set(rows.values_list("person_id", flat=True))


def known_addresses(emails: Iterable[str]) -> set[str]:
    """Those of some addresses (lower case) that somebody has. One query."""
    wanted = [email.lower() for email in emails]
    rows = Person.objects.annotate(address=Lower("email")).filter(address__in=wanted)
    return set(rows.values_list("address", flat=True))


def possible_facilitators(institution_id: int) -> list[tuple[int, str]]:
    """(person, name) of those who teach or coordinate anywhere in an institution, by name. One query."""
    rows = Membership.objects.filter(
        institution_id=institution_id, role__in=(Role.FACILITATOR, Role.COORDINATOR), until=None, person__erased_at=None
    ).select_related("person")
    found = {row.person_id: row.person.full_name for row in rows}
    return sorted(found.items(), key=lambda pair: (pair[1].casefold(), pair[0]))


def staff_of(institution_id: int) -> list[MemberRow]:
    """Coordinators, facilitators and assessors, by role and name. Advisors are counted by group instead."""
    order = [Role.COORDINATOR.value, Role.FACILITATOR.value, Role.ASSESSOR.value]
    held = Membership.objects.filter(institution_id=institution_id, role__in=order, until=None)
    rows = held.select_related("person", "cohort")
    open_invitations = dict(
        Invitation.objects.filter(
            person_id__in=rows.values("person_id"), accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
        ).values_list("person_id", "expires_at")
    )
    found = [
        MemberRow(
            membership_id=row.pk,
            person_id=row.person_id,
            name=row.person.full_name,
            email=row.person.email,
            role=row.role,
            role_name=role_name(row.role),
            cohort=row.cohort.names if row.cohort else {},
            has_login=row.person.user_id is not None,
            invited_until=open_invitations.get(row.person_id),
        )
        for row in rows
    ]
    return sorted(found, key=lambda m: (order.index(m.role), m.name.casefold()))


def cohort_rows(institution_id: int) -> list[CohortRow]:
    """The groups that are not archived, latest first, with their advisors counted."""
    advisors = Count("lms_memberships", filter=Q(lms_memberships__role=Role.ADVISOR, lms_memberships__until=None))
    rows = Cohort.objects.filter(institution_id=institution_id, archived_at=None).annotate(advisors=advisors)
    return [CohortRow(cohort_card_of(row), row.advisors) for row in rows.order_by("-starts_on", "key")]


def contacts_of(institution_id: int) -> list[ContactRow]:
    """The functions of an institution that people may turn to, in their order."""
    rows = ContactPoint.objects.filter(institution_id=institution_id, archived_at=None).order_by("position", "pk")
    return [ContactRow(row.pk, row.function, row.channel, row.value, row.hours, row.checked_on) for row in rows]
