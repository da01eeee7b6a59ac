"""A qualification ends by itself: after twelve months, or when its holder has not seen what others scored. Then no script."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.clock import LEASE
from assessments.errors import QualifyFirst
from assessments.models import Allocation, Qualification, Score, Submission
from assessments.models.qualified import current
from assessments.qualifying import UNSEEN, VALID, WARN, Lapse, lapse
from assessments.selectors.qualifying import ending_facts, qualifying_cases
from assessments.selectors.script_queue import next_scripts
from assessments.services.lapsing import MAIL, end_lapsed, sweep_qualifications
from assessments.services.scoring_letters import claim_letter, record_score
from assessments.stages import CERTIFYING, Rules, too_weak, usual
from lms.institutions import api as institutions
from lms.institutions.api import scope
from lms.institutions.models import Person
from lms.messages.models import Message
from lms.messages.rendering import write_words
from tests.assessments.scoring import HIGH
from tests.assessments.test_scoring_pages import another
from tests.conftest import House

PASSED = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "unseen", "found"),
    [
        (timedelta(0), 0, None),
        (VALID - timedelta(seconds=1), UNSEEN - 1, None),
        (VALID, 0, Lapse.OLD),
        (timedelta(days=1), UNSEEN, Lapse.UNSEEN),
        (VALID, UNSEEN, Lapse.OLD),
    ],
)
def test_it_holds_twelve_months_and_while_fewer_than_thirty_letters_went_unseen(
    after: timedelta, unseen: int, found: Lapse | None
) -> None:
    assert lapse(PASSED, unseen, PASSED + after) is found


def test_a_certifying_case_is_scored_by_one_qualified_assessor_and_a_second_for_a_fifth_and_all_that_is_doubtful() -> None:
    rules = usual(certifying=True)

    assert (rules.stages, rules.sample, rules.margin, rules.qualify, rules.release) == ("sampled", 20, 5, True, "together")
    assert too_weak(rules) == []
    assert usual(certifying=False) == Rules()


@pytest.mark.parametrize(
    "weaker",
    [{"stages": "single"}, {"sample": 19}, {"margin": 4}, {"qualify": False}, {"release": "at_once", "stages": "single"}],
)
def test_weaker_rules_are_refused_for_a_certifying_case(weaker: dict[str, object]) -> None:
    assert too_weak(Rules(**{**CERTIFYING.body(), **weaker}))


@pytest.mark.parametrize("stricter", [{"stages": "double"}, {"sample": 100}, {"margin": 10}, {"outside": True}])
def test_stricter_rules_are_welcome(stricter: dict[str, object]) -> None:
    assert too_weak(Rules(**{**CERTIFYING.body(), **stricter})) == []


@pytest.fixture
def letter(ruled: Callable[..., Submission]) -> Submission:
    """Elena's letter, to be scored by who qualified."""
    return ruled(qualify=True)


@pytest.fixture
def held(letter: Submission, andes: House) -> Qualification:
    """Pablo may score it, since today."""
    return Qualification.objects.create(person=andes.assessor, case_key="herbs", structure_hash=letter.structure_hash)


def queue(person: Person) -> list[str]:
    return [ref for ref, _pk in next_scripts(scope(person.pk))]


def scored_by_others(letter: Submission, person: Person, many: int) -> None:
    """So many letters of the case are scored first by this person, a minute ago."""
    score = {"number": 1, "rubric_id": _rubric(letter), "picks": HIGH, "percent": 100, "passed": True}
    before = Submission.objects.count()
    for number in range(before, before + many):
        made = another(letter, number)
        stage = Allocation.objects.get(submission=made)
        Allocation.objects.filter(pk=stage.pk).update(assessor=person, done_at=timezone.now())
        Score.objects.create(allocation=stage, **score)


def _rubric(letter: Submission) -> int:
    from assessments.models import Rubric

    return Rubric.objects.get(content_hash=letter.config["rubric"]["content_hash"]).pk


def test_a_lapsed_assessor_gets_no_script(held: Qualification, letter: Submission, andes: House) -> None:
    assert queue(andes.assessor) == [letter.ref]
    with time_machine.travel(held.passed_at + VALID, tick=False):
        assert queue(andes.assessor) == []
        lease = Allocation.objects.get(pk=claim_letter(submission_id=letter.pk, assessor_id=andes.assessor.pk))
    with time_machine.travel(held.passed_at + VALID + LEASE, tick=False), pytest.raises(QualifyFirst):
        record_score(
            allocation_id=lease.pk, assessor_id=andes.assessor.pk, fence=lease.fence, picks=HIGH, comments={}, red_flags=()
        )  # fmt: skip


def test_by_its_address_a_lapsed_assessor_is_sent_to_qualify(
    held: Qualification, letter: Submission, andes: House, as_person: Callable[[Person], Client]
) -> None:
    Qualification.objects.filter(pk=held.pk).update(passed_at=timezone.now() - VALID)
    answer = as_person(andes.assessor).post(reverse("lms:assessments:script-claim", args=[letter.ref]))
    assert answer.status_code == QualifyFirst.status
    assert Allocation.objects.get(submission=letter).assessor_id is None


def test_thirty_letters_that_others_scored_end_it_and_one_of_ones_own_keeps_it(
    held: Qualification, letter: Submission, andes: House, assessor2: Person
) -> None:
    scored_by_others(letter, assessor2, UNSEEN - 1)
    assert queue(andes.assessor) == [letter.ref]
    lease = Allocation.objects.get(pk=claim_letter(submission_id=letter.pk, assessor_id=andes.assessor.pk))
    record_score(
        allocation_id=lease.pk, assessor_id=andes.assessor.pk, fence=lease.fence, picks=HIGH, comments={}, red_flags=()
    )
    scored_by_others(letter, assessor2, 1)
    assert current(timezone.now()).get() == held
    scored_by_others(letter, assessor2, UNSEEN - 1)
    assert not current(timezone.now()).exists()
    (line,) = qualifying_cases(andes.assessor.pk)
    assert (line.passed_at, line.lapsed) == (None, "unseen")


def test_the_sweep_ends_it_once_and_tells_its_holder(held: Qualification, andes: House) -> None:
    Qualification.objects.filter(pk=held.pk).update(passed_at=timezone.now() - VALID)
    sweep_qualifications()
    sweep_qualifications()
    held.refresh_from_db()
    assert (held.lapsed, held.why) == ("old", "")
    told = Message.objects.get(kind=MAIL)
    assert told.person == andes.assessor
    assert dict(ending_facts(told.params))["lapsed"] == "old"
    words = write_words(kind=MAIL, person=institutions.person_card(andes.assessor.pk), params=told.params)
    assert "terminó" in words.subject
    assert reverse("lms:assessments:qualifying-list") in words.text


def test_its_holder_is_told_a_month_before_and_once(held: Qualification) -> None:
    with time_machine.travel(held.passed_at + VALID - WARN - timedelta(minutes=1), tick=False):
        sweep_qualifications()
        assert not Message.objects.filter(kind=MAIL).exists()
    with time_machine.travel(held.passed_at + VALID - WARN, tick=False):
        sweep_qualifications()
        sweep_qualifications()
        assert Message.objects.filter(kind=MAIL).count() == 1


def test_a_script_on_the_desk_may_be_finished_after_the_day(held: Qualification, letter: Submission, andes: House) -> None:
    with time_machine.travel(held.passed_at + VALID - timedelta(minutes=5), tick=False):
        lease = Allocation.objects.get(pk=claim_letter(submission_id=letter.pk, assessor_id=andes.assessor.pk))
    with time_machine.travel(held.passed_at + VALID + timedelta(minutes=5), tick=False):
        assert end_lapsed() == 0
        record_score(
            allocation_id=lease.pk, assessor_id=andes.assessor.pk, fence=lease.fence, picks=HIGH, comments={}, red_flags=()
        )
        assert Score.objects.get().allocation_id == lease.pk
    with time_machine.travel(held.passed_at + VALID + timedelta(minutes=10), tick=False):
        assert end_lapsed() == 1


def test_the_page_says_until_when_it_holds_and_why_it_ended(
    held: Qualification, andes: House, as_person: Callable[[Person], Client]
) -> None:
    pablo = as_person(andes.assessor)
    page = pablo.get(reverse("lms:assessments:qualifying-list")).content.decode()
    assert "30" in page
    Qualification.objects.filter(pk=held.pk).update(passed_at=timezone.now() - VALID)
    assert "doce meses" in pablo.get(reverse("lms:assessments:qualifying-list")).content.decode()
