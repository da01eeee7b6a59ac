"""Institutions, cohorts, and the roles people hold in them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.audit.api import record_event
from lms.institutions.errors import (
    CohortNotFound,
    CountryNeeded,
    DatesInDisorder,
    KeyTaken,
    MembershipNotFound,
    UnknownRole,
    UnknownTimeZone,
)
from lms.institutions.events import membership_ended
from lms.institutions.models import Cohort, Institution, Membership, Person, Programme, ProgrammeRole, Role
from lms.kernel.places import TIME_ZONES


@transaction.atomic
def make_institution(
    *,
    key: str,
    names: Mapping[str, str],
    country: str,
    language: str = "es",
    time_zone: str = "",
    signatory_name: str = "",
    signatory_title: Mapping[str, str] | None = None,
    logo: bytes = b"",
    by: int | None,
) -> int:
    """Add an institution; returns its id. `time_zone` '' = the country's. Raises KeyTaken and UnknownTimeZone."""
    zone = time_zone or TIME_ZONES[country]
    if zone not in available_timezones():
        raise UnknownTimeZone(name=zone)
    try:
        with transaction.atomic():
            institution = Institution.objects.create(
                key=key, names=dict(names), country=country, language=language, time_zone=zone,
                signatory_name=signatory_name, signatory_title=dict(signatory_title or {}), logo=logo,
            )  # fmt: skip
    except IntegrityError:
        raise KeyTaken(key=key) from None
    record_event(
        act="institution.added", subject="institution", subject_id=institution.pk, actor=by, institution=institution.pk,
        after={"key": key, "country": country},
    )  # fmt: skip
    return institution.pk


@transaction.atomic
def change_institution(
    *,
    institution_id: int,
    names: Mapping[str, str],
    language: str,
    signatory_name: str,
    signatory_title: Mapping[str, str],
    logo: bytes | None,
    by: int | None,
) -> None:
    """Change what an institution says of itself; `logo` None keeps the one there. Certificates drawn before keep theirs."""
    institution = Institution.objects.select_for_update().get(pk=institution_id)
    before = {"names": institution.names, "signatory_name": institution.signatory_name}
    institution.names, institution.language = dict(names), language
    institution.signatory_name, institution.signatory_title = signatory_name, dict(signatory_title)
    if logo is not None:
        institution.logo = logo
    institution.save(update_fields=["names", "language", "signatory_name", "signatory_title", "logo"])
    record_event(
        act="institution.changed", subject="institution", subject_id=institution_id, actor=by, institution=institution_id,
        after={"language": language, "logo": logo is not None},
        detail={"before": before, "after": {"names": dict(names), "signatory_name": signatory_name}},
    )  # fmt: skip


@transaction.atomic
def make_cohort(
    *,
    institution_id: int,
    key: str,
    names: Mapping[str, str],
    country: str,
    language: str = "es",
    starts_on: date,
    ends_on: date,
    by: int | None,
) -> int:
    """Add a cohort; returns its id. Raises DatesInDisorder and KeyTaken."""
    if ends_on < starts_on:
        raise DatesInDisorder
    try:
        with transaction.atomic():
            cohort = Cohort.objects.create(
                institution_id=institution_id, key=key, names=dict(names), country=country, language=language,
                starts_on=starts_on, ends_on=ends_on,
            )  # fmt: skip
    except IntegrityError:
        raise KeyTaken(key=key) from None
    record_event(
        act="cohort.added", subject="cohort", subject_id=cohort.pk, actor=by, institution=institution_id, after={"key": key}
    )
    return cohort.pk


@transaction.atomic
def grant_role(*, person_id: int, institution_id: int, role: str, cohort_id: int | None = None, by: int | None) -> int:
    """Give a role in an institution, or in one cohort of it; returns the membership's id. Safe to repeat while open.

    Raises UnknownRole, and CohortNotFound when the cohort is another institution's.
    """
    if role not in Role.values:
        raise UnknownRole(role=role)
    if cohort_id is not None and not Cohort.objects.filter(pk=cohort_id, institution_id=institution_id).exists():
        raise CohortNotFound
    Person.objects.select_for_update().get(pk=person_id)
    held: dict[str, Any] = {"institution_id": institution_id, "cohort_id": cohort_id, "role": role}
    membership, made = Membership.objects.get_or_create(person_id=person_id, until=None, **held)
    if made:
        record_event(
            act="role.granted", subject="membership", subject_id=membership.pk, actor=by, institution=institution_id,
            after={"person": person_id, "role": role, "cohort": cohort_id},
        )  # fmt: skip
    return membership.pk


@transaction.atomic
def grant_programme_role(*, person_id: int, role: str, country: str = "", by: int | None) -> int:
    """Give a role in the programme; '' = every country. Safe to repeat while open. Raises UnknownRole and CountryNeeded."""
    if role not in Programme.values:
        raise UnknownRole(role=role)
    if role == Programme.FOCAL and not country:
        raise CountryNeeded(role=role)
    Person.objects.select_for_update().get(pk=person_id)
    held, made = ProgrammeRole.objects.get_or_create(person_id=person_id, role=role, country=country, until=None)
    if made:
        record_event(
            act="programme_role.granted", subject="programme_role", subject_id=held.pk, actor=by,
            after={"person": person_id, "role": role, "country": country},
        )  # fmt: skip
    return held.pk


@transaction.atomic
def end_membership(*, membership_id: int, by: int | None, reason: str = "") -> None:
    """End a role now and announce `membership_ended`. An ended one stays ended. Raises MembershipNotFound."""
    membership = Membership.objects.select_for_update().filter(pk=membership_id).first()
    if membership is None:
        raise MembershipNotFound
    if membership.until is not None:
        return
    membership.until = timezone.now()
    membership.save(update_fields=["until"])
    record_event(
        act="role.ended", subject="membership", subject_id=membership_id, actor=by, institution=membership.institution_id,
        before={"person": membership.person_id, "role": membership.role, "cohort": membership.cohort_id}, reason=reason,
    )  # fmt: skip
    membership_ended.send(sender=Membership, membership_id=membership_id)


@transaction.atomic
def end_programme_role(*, programme_role_id: int, by: int | None, reason: str = "") -> None:
    """End a programme role now. An ended one stays ended. Raises MembershipNotFound."""
    held = ProgrammeRole.objects.select_for_update().filter(pk=programme_role_id).first()
    if held is None:
        raise MembershipNotFound
    if held.until is not None:
        return
    held.until = timezone.now()
    held.save(update_fields=["until"])
    record_event(
        act="programme_role.ended", subject="programme_role", subject_id=programme_role_id, actor=by, reason=reason,
        before={"person": held.person_id, "role": held.role, "country": held.country},
    )  # fmt: skip
