"""Who is too close to whom: ties of roles, declared interests, ties from above; for how long; in how many queries."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.institutions import api
from lms.institutions import conflicts as registry
from lms.institutions.models import Interest, Membership, Person
from lms.institutions.models.nearness import near_house, near_person, ties
from tests.conftest import House, make_person

NOW = timezone.now


@pytest.fixture
def stranger(programme: dict[str, Person]) -> Person:
    """A decider who knows nobody."""
    return programme["decider"]


@pytest.fixture
def one_more_tie() -> Iterator[Callable[..., None]]:
    """Register a tie for one test."""
    before = dict(registry._ties), dict(ties)
    yield api.register_tie
    for known, was in zip((registry._ties, ties), before, strict=True):
        known.clear()
        known.update(was)


def code(person: Person, subject: Person, at: datetime | None = None) -> str:
    """Why they are too close, '' when they are not; the condition on rows must say the same."""
    found = api.conflicts([person.pk], [subject.pk], at).get((person.pk, subject.pk), "")
    if at is None:
        assert Person.objects.filter(near_person(person.pk, "pk"), pk=subject.pk).exists() is bool(found)
    return found


def test_who_teaches_or_coordinates_is_too_close_and_who_knows_nobody_is_not(
    andes: House, sur: House, stranger: Person
) -> None:
    assert code(andes.advisor, andes.advisor) == "self"
    assert code(andes.facilitator, andes.advisor) == "taught"
    assert code(andes.coordinator, andes.advisor) == "coordinates"
    for far in (stranger, sur.facilitator, sur.coordinator, andes.assessor, andes.advisor2):
        assert code(far, andes.advisor) == ""


def test_a_role_that_ended_counts_for_24_months(andes: House) -> None:
    roles = Membership.objects.filter(person=andes.facilitator)
    roles.update(until=NOW() - timedelta(days=729))
    assert code(andes.facilitator, andes.advisor) == "taught"
    roles.update(until=NOW() - timedelta(days=731))
    assert code(andes.facilitator, andes.advisor) == ""
    roles.update(until=None)
    Membership.objects.filter(person=andes.advisor).update(until=NOW() - timedelta(days=731))
    assert code(andes.facilitator, andes.advisor) == ""  # the learner left long ago


def test_a_facilitator_of_one_group_is_not_too_close_to_another_group(andes: House, sur: House) -> None:
    Membership.objects.filter(person=andes.advisor).update(cohort=None)
    assert code(andes.facilitator, andes.advisor) == ""
    Membership.objects.filter(person=andes.facilitator).update(cohort=None)
    assert code(andes.facilitator, andes.advisor) == "taught"


@pytest.mark.parametrize(("kind", "after"), [("family", ""), ("other", ""), ("taught", "declared"), ("manages", "declared")])
def test_a_declared_interest_keeps_away_both_and_for_longer_when_it_was_of_work(
    andes: House, stranger: Person, kind: str, after: str
) -> None:
    made = api.declare_interest(person_id=stranger.pk, by=stranger.pk, kind=kind, about_id=andes.advisor.pk)
    assert code(stranger, andes.advisor) == code(andes.advisor, stranger) == "declared"
    api.end_interest(interest_id=made, by=stranger.pk)
    assert code(stranger, andes.advisor) == after
    yesterday = NOW() - timedelta(days=1)
    assert code(stranger, andes.advisor, yesterday) == "declared"  # what was handed in while it held
    Interest.objects.update(ended_at=NOW() - timedelta(days=731))
    assert code(stranger, andes.advisor) == ""


def test_an_interest_in_an_institution_is_one_in_all_who_are_or_were_there(andes: House, sur: House, stranger: Person) -> None:
    api.declare_interest(
        person_id=stranger.pk, by=stranger.pk, kind="commercial", institution_id=andes.institution.pk, note="Supplier"
    )
    assert [code(stranger, one) for one in (andes.advisor, andes.coordinator, sur.advisor)] == ["declared", "declared", ""]
    both = [andes.institution.pk, sur.institution.pk]
    assert api.house_conflicts([stranger.pk], both) == {(stranger.pk, andes.institution.pk): "declared"}
    assert api.house_conflicts([andes.coordinator.pk, andes.assessor.pk], both) == {
        (andes.coordinator.pk, andes.institution.pk): "coordinates"
    }
    for person in (stranger, andes.coordinator, andes.facilitator, andes.assessor):
        near = Membership.objects.filter(near_house(person.pk, "institution_id", "cohort_id"), person=andes.advisor)
        assert near.exists() is (person != andes.assessor)


def test_a_tie_that_a_package_above_registers_is_asked(
    andes: House, stranger: Person, one_more_tie: Callable[..., None]
) -> None:
    pair = (stranger.pk, andes.advisor.pk)
    one_more_tie(
        "neighbours", lambda persons, about, at: [pair],
        rows=lambda person, subject, moment: Q(**{subject: pair[1]}) if person == pair[0] else Q(pk=None),
    )  # fmt: skip
    assert code(stranger, andes.advisor) == "neighbours"
    assert code(stranger, andes.advisor2) == ""


def test_who_declares_says_it_once_and_is_told_what_is_wrong(andes: House, sur: House, stranger: Person) -> None:
    def declare(**facts: object) -> int:
        return api.declare_interest(person_id=stranger.pk, by=stranger.pk, **facts)  # type: ignore[arg-type]

    made = declare(kind="family", about_id=andes.advisor.pk)
    assert declare(kind="family", about_id=andes.advisor.pk) == made
    assert declare(kind="other", about_id=andes.advisor.pk) != made
    for wrong in ({}, {"about_id": 0}, {"about_id": andes.advisor.pk, "kind": "nosy"}, {"institution_id": 9_999_999}):
        with pytest.raises(api.InterestUnknown):
            declare(**wrong)
    with pytest.raises(api.InterestUnknown):
        declare(about_id=andes.advisor.pk, institution_id=sur.institution.pk)
    with pytest.raises(api.InterestSelf):
        declare(about_id=stranger.pk)
    today = timezone.localdate()
    for since, until in (
        (today + timedelta(days=2), None),
        (None, today + timedelta(days=2)),
        (today, today - timedelta(days=9)),
    ):
        with pytest.raises(api.InterestDates):
            declare(about_id=andes.advisor.pk, since=since, until=until)
    with pytest.raises(api.InterestNotFound):
        api.end_interest(interest_id=0, by=stranger.pk)


def test_what_was_over_long_ago_is_recorded_and_keeps_nobody_away(andes: House, stranger: Person) -> None:
    today = timezone.localdate()
    api.declare_interest(
        person_id=stranger.pk, by=stranger.pk, kind="taught", about_id=andes.advisor.pk, until=today - timedelta(days=800)
    )
    assert code(stranger, andes.advisor) == ""
    api.declare_interest(
        person_id=stranger.pk, by=stranger.pk, kind="taught", about_id=andes.advisor.pk, until=today - timedelta(days=300)
    )
    assert code(stranger, andes.advisor) == "declared"


def test_conflicts_take_as_many_queries_for_many_as_for_few(andes: House, sur: House, stranger: Person) -> None:
    counts = []
    for many in (1, 12):
        for n in range(many):
            person = make_person(f"n{n}-of-{many}@andes.test", "N", "N", "PE")
            Membership.objects.create(person=person, institution=andes.institution, cohort=andes.cohort, role="advisor")
            api.declare_interest(person_id=stranger.pk, by=stranger.pk, kind="family", about_id=person.pk)
        everybody = list(Person.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as found:
            api.conflicts(everybody, everybody)
        counts.append(len(found))
    assert counts[0] == counts[1] <= 8
