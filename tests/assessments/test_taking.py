"""Which letter is next, and that two who ask at the same moment never get the same one."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assessments.errors.scoring import TooManyLeases
from assessments.models import Allocation, Qualification, Submission
from assessments.next_script import MOST_AT_ONCE, Waits, in_turn
from assessments.selectors.script_queue import next_scripts
from assessments.services.scoring_letters import claim_letter
from assessments.services.taking import take_first
from lms.institutions.api import scope
from lms.institutions.models import Membership, Person
from tests.assessments.scoring import HIGH, LOW, score
from tests.assessments.test_scoring_pages import another
from tests.conftest import House, make_person
from tests.threads import Threads

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def waits(ref: str, case: str = "a", days: int = 0, takers: int = 3) -> Waits:
    return Waits(ref, case, NOW - timedelta(days=days), days, takers)


@pytest.mark.parametrize(
    ("letters", "order"),
    [
        ([waits("1"), waits("2", days=1)], "21"),
        ([waits("1"), waits("2", "b", days=5), waits("3")], "132"),
        ([waits("1", days=3), waits("2", takers=1)], "21"),
        ([waits("1"), waits("2"), waits("3", "b", days=10, takers=9)], "312"),
        ([waits("1", "b", days=12), waits("2", days=11), waits("3", days=30)], "312"),
        ([], ""),
    ],
)
def test_the_rule_of_the_next_one(letters: list[Waits], order: str) -> None:
    assert "".join(one.ref for one in in_turn(letters)) == order
    assert in_turn(letters[::-1]) == in_turn(letters)


def test_a_letter_for_fewer_people_goes_before_an_older_one(
    ruled: Callable[..., Submission], andes: House, assessor2: Person, assessor3: Person
) -> None:
    letter = ruled(stages="double")
    older = another(letter, 1, days=4, stages=2)
    score(letter, andes.assessor, HIGH)
    score(letter, assessor2, LOW)  # a third is asked: only the programme's assessor is left
    assert [ref for ref, _pk in next_scripts(scope(assessor3.pk))] == [letter.ref, older.ref]


def test_what_others_hold_and_what_one_may_not_score_is_never_next(
    ruled: Callable[..., Submission], andes: House, assessor2: Person
) -> None:
    letter = ruled(qualify=True)
    assert next_scripts(scope(andes.assessor.pk)) == []
    structure = letter.unit_version.config["rubric"]["structure_hash"]
    Qualification.objects.create(person=andes.assessor, case_key="herbs", structure_hash=structure)
    assert [ref for ref, _pk in next_scripts(scope(andes.assessor.pk))] == [letter.ref]
    claim_letter(submission_id=letter.pk, assessor_id=assessor2.pk)
    assert next_scripts(scope(andes.assessor.pk)) == []


def test_the_next_one_asks_as_much_for_many_as_for_one(
    ruled: Callable[..., Submission], andes: House, django_assert_max_num_queries: Any
) -> None:
    letter = ruled(stages="double")
    with django_assert_max_num_queries(10) as few:
        next_scripts(scope(andes.assessor.pk))
    for number in range(30):
        another(letter, number, stages=2)
    with django_assert_max_num_queries(10) as many:
        assert len(next_scripts(scope(andes.assessor.pk))) == 31
    assert len(few) == len(many)


def test_somebody_was_faster_so_the_one_after_it_is_taken(handed_in: Submission, andes: House, assessor2: Person) -> None:
    other = another(handed_in, 1, days=2)
    found = next_scripts(scope(andes.assessor.pk))
    claim_letter(submission_id=other.pk, assessor_id=assessor2.pk)
    assert take_first(scripts=found, assessor_id=andes.assessor.pk) == handed_in.ref
    assert take_first(scripts=found[:1], assessor_id=andes.assessor.pk) == ""


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_the_same_moment_never_get_the_same_letter(handed_in: Submission, andes: House, tmp_path: Path) -> None:
    people = [andes.assessor]
    for number in range(3):
        person = make_person(f"x{number}@andes.test", "Otra", "De Andes", "PE")
        Membership.objects.create(person=person, institution=andes.institution, role="assessor")
        people.append(person)
    for number in range(2):
        another(handed_in, number)

    def take(person: Person) -> Callable[[], str]:
        scripts = next_scripts(scope(person.pk))
        return lambda: take_first(scripts=scripts, assessor_id=person.pk)

    threads = Threads(tmp_path)
    taken = threads.at_once(*[take(person) for person in people])
    assert min(taken) == ""
    assert sorted(taken)[1:] == sorted([handed_in.ref, "AAAA-0000", "AAAA-0001"])


@pytest.mark.django_db(transaction=True)
def test_one_person_in_many_windows_holds_three_at_most(handed_in: Submission, andes: House, tmp_path: Path) -> None:
    for number in range(5):
        another(handed_in, number)
    scripts = next_scripts(scope(andes.assessor.pk))
    assert len(scripts) == 6
    threads = Threads(tmp_path)
    works = [lambda one=one: take_first(scripts=[one], assessor_id=andes.assessor.pk) for one in scripts]
    taken = threads.at_once(*works)
    assert sum(isinstance(one, str) for one in taken) == MOST_AT_ONCE
    assert sum(isinstance(one, TooManyLeases) for one in taken) == 3
    held = threads.look(lambda: Allocation.objects.filter(assessor=andes.assessor).count())
    assert held == MOST_AT_ONCE
