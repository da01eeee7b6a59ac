"""Roles are given once, end once, and a scope holds exactly the open ones."""

from datetime import date
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import translation

from lms.audit.models import AuditEvent
from lms.institutions import api
from lms.institutions.errors import CohortNotFound, CountryNeeded, DatesInDisorder, KeyTaken, UnknownRole, UnknownTimeZone
from lms.institutions.events import membership_ended
from lms.institutions.models import Membership, Person, ProgrammeRole
from lms.institutions.selectors import resolve_request
from tests.conftest import House

pytestmark = pytest.mark.django_db


def test_a_scope_holds_the_open_roles_by_place(andes: House, sur: House, programme: dict[str, Person]) -> None:
    scope = api.scope(andes.facilitator.pk)
    assert (scope.facilitator_cohorts, scope.facilitator_of) == ({andes.cohort.pk}, set())
    assert scope.roles == {"facilitator"}
    assert api.scope(andes.coordinator.pk).coordinator_of == {andes.institution.pk}
    assert api.scope(programme["focal"].pk).focal_of == {"PE"}
    assert api.scope(programme["assessor"].pk).assessor is True
    assert api.scope(programme["reviewer"].pk).roles == {"reviewer"}
    assert api.scope(0).roles == frozenset()


def test_one_person_may_hold_many_roles_and_the_line_says_them(andes: House, programme: dict[str, Person]) -> None:
    both = programme["reviewer"]
    api.grant_role(person_id=both.pk, institution_id=andes.institution.pk, role="coordinator", by=None)
    api.grant_role(person_id=both.pk, institution_id=andes.institution.pk, role="facilitator", by=None)
    scope = api.scope(both.pk)
    assert scope.roles == {"reviewer", "coordinator", "facilitator"}
    assert scope.facilitator_of == {andes.institution.pk}
    with translation.override("en"):
        assert api.roles_line(scope) == "Coordinator, Facilitator · andes centre · Peru; Reviewer"


def test_the_person_and_the_scope_of_a_request_cost_two_queries(
    andes: House, rf: RequestFactory, django_assert_num_queries: Any
) -> None:
    request = rf.get("/")
    request.user = andes.coordinator.user
    with django_assert_num_queries(2):
        found = resolve_request(request)
    assert found is not None
    assert found[1].time_zone == "America/Lima"


def test_an_erased_person_is_nobody(andes: House, rf: RequestFactory) -> None:
    from django.utils import timezone

    Person.objects.filter(pk=andes.advisor.pk).update(erased_at=timezone.now())
    request = rf.get("/")
    request.user = andes.advisor.user
    assert resolve_request(request) is None


def test_giving_a_role_twice_is_one_membership_and_one_line_of_audit(andes: House) -> None:
    given = {"person_id": andes.coordinator.pk, "institution_id": andes.institution.pk, "role": "assessor"}
    assert api.grant_role(**given, by=1) == api.grant_role(**given, by=2)  # type: ignore[arg-type]
    assert AuditEvent.objects.filter(act="role.granted").count() == 1


def test_a_role_that_ended_is_gone_from_the_scope_and_may_be_given_again(andes: House) -> None:
    heard: list[int] = []

    def hear(sender: Any, membership_id: int, **kwargs: Any) -> None:
        heard.append(membership_id)

    membership = Membership.objects.get(person=andes.facilitator)
    membership_ended.connect(hear)
    try:
        api.end_membership(membership_id=membership.pk, by=andes.coordinator.pk)
        api.end_membership(membership_id=membership.pk, by=andes.coordinator.pk)
    finally:
        membership_ended.disconnect(hear)
    assert heard == [membership.pk]
    assert api.scope(andes.facilitator.pk).roles == frozenset()
    again = api.grant_role(
        person_id=andes.facilitator.pk, institution_id=andes.institution.pk, role="facilitator", cohort_id=andes.cohort.pk, by=1
    )
    assert again != membership.pk


def test_a_cohort_of_another_institution_is_refused(andes: House, sur: House) -> None:
    with pytest.raises(CohortNotFound):
        api.grant_role(
            person_id=andes.advisor.pk, institution_id=andes.institution.pk, role="advisor", cohort_id=sur.cohort.pk, by=1
        )


def test_roles_that_do_not_exist_or_lack_a_country_are_refused(andes: House) -> None:
    with pytest.raises(UnknownRole):
        api.grant_role(person_id=andes.advisor.pk, institution_id=andes.institution.pk, role="king", by=1)
    with pytest.raises(UnknownRole):
        api.grant_programme_role(person_id=andes.advisor.pk, role="coordinator", by=1)
    with pytest.raises(CountryNeeded):
        api.grant_programme_role(person_id=andes.advisor.pk, role="focal", by=1)


def test_a_programme_role_is_given_and_ended(andes: House) -> None:
    held = api.grant_programme_role(person_id=andes.advisor.pk, role="author", country="PE", by=1)
    assert api.grant_programme_role(person_id=andes.advisor.pk, role="author", country="PE", by=1) == held
    assert api.scope(andes.advisor.pk).author_of == {"PE"}
    assert api.programme_people("author", "PE") == [andes.advisor.pk]
    assert api.programme_people("author", "CL") == []
    api.end_programme_role(programme_role_id=held, by=1)
    assert api.scope(andes.advisor.pk).author_of == set()
    assert ProgrammeRole.objects.get(pk=held).until is not None


def test_institutions_and_cohorts_are_made_once_per_short_name(andes: House) -> None:
    facts: dict[str, Any] = {"names": {"es": "Centro Norte", "en": "North"}, "country": "CL", "by": 1}
    made = api.make_institution(key="norte", **facts)
    card = api.institution_card(made)
    assert (card.time_zone, card.has_logo, card.names["en"]) == ("America/Santiago", False, "North")
    with pytest.raises(KeyTaken, match="norte"):
        api.make_institution(key="norte", **facts)
    with pytest.raises(UnknownTimeZone):
        api.make_institution(key="otro", time_zone="Marte/Olympus", **facts)
    days: dict[str, Any] = {"names": {"es": "A"}, "country": "CL", "starts_on": date(2026, 3, 1), "by": 1}
    cohort = api.make_cohort(institution_id=made, key="a", ends_on=date(2026, 9, 1), **days)
    assert api.cohort_card(cohort).institution_id == made
    assert [c.id for c in api.cohorts_of(made)] == [cohort]
    with pytest.raises(KeyTaken):
        api.make_cohort(institution_id=made, key="a", ends_on=date(2026, 9, 1), **days)
    with pytest.raises(DatesInDisorder):
        api.make_cohort(institution_id=made, key="b", ends_on=date(2026, 1, 1), **days)


def test_people_are_listed_by_role_and_each_once(andes: House) -> None:
    assert api.cohort_people(andes.cohort.pk, "advisor") == [andes.advisor.pk, andes.advisor2.pk]
    api.grant_role(person_id=andes.advisor.pk, institution_id=andes.institution.pk, role="advisor", by=1)
    assert api.people_of(andes.institution.pk, "advisor") == sorted([andes.advisor.pk, andes.advisor2.pk])
    assert set(api.person_cards([andes.advisor.pk, 0])) == {andes.advisor.pk}
