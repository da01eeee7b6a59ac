"""Scoring in stages on real rows: two blind assessors, a third, a discussion, a release by a person; late letters, seeds."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from assessments import api
from assessments.errors import LeaseLost, ScriptScored, ScriptTaken
from assessments.models import (
    Allocation,
    AssessorHold,
    FinalScore,
    Score,
    Submission,
    SubmissionState,
)
from assessments.selectors.script_queue import _takers
from assessments.services.releasing import release_letters
from assessments.services.scoring_letters import claim_letter, end_discussions, keep_draft, release_lease
from courses.models import OutcomeRecord, UnitProgress
from lms.audit.models import AuditEvent
from lms.institutions.api import declare_interest, scope
from lms.institutions.models import Cohort, Interest, Membership, Person
from lms.messages.models import Message
from tests.assessments.scoring import HIGH, LOW, SOLID, score
from tests.conftest import House


def stages_of(letter: Submission) -> list[str]:
    return list(letter.lms_allocations.order_by("pk").values_list("stage", flat=True))


def refs(person: Person) -> list[str]:
    return [one.ref for one in api.waiting_submissions(scope(person.pk))]


def test_two_blind_assessors_the_mean_counts_and_a_person_releases(
    ruled: Callable[..., Submission], andes: House, assessor2: Person
) -> None:
    letter = ruled(stages="double", tolerance=25)
    score(letter, andes.assessor, SOLID)
    assert (letter.state, refs(andes.assessor), refs(assessor2)) == ("submitted", [], [letter.ref])
    score(letter, assessor2, HIGH)
    assert letter.state == SubmissionState.SCORED
    final = FinalScore.objects.get()
    assert (final.percent, final.basis, final.passed) == (Decimal("90.00"), "mean", True)
    progress = UnitProgress.objects.get(unit_id=letter.unit_id)
    assert (progress.state, progress.code, progress.waits_on) == ("waiting", "case_scored", "coordinator")
    assert not Message.objects.exists()
    done = release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk)
    assert done.released == (letter.pk,)
    progress.refresh_from_db()
    assert (progress.state, progress.score) == ("passed", 90)
    assert Message.objects.get().kind == "case_result"
    event = AuditEvent.objects.get(act="submission.released")
    assert event.actor == andes.coordinator.pk
    assert release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk).not_ready == (letter.pk,)
    assert Message.objects.count() == 1


def test_nobody_scores_one_letter_twice(ruled: Callable[..., Submission], andes: House) -> None:
    letter = ruled(stages="double")
    score(letter, andes.assessor, SOLID)
    with pytest.raises(ScriptTaken):
        claim_letter(submission_id=letter.pk, assessor_id=andes.assessor.pk)


def test_two_can_hold_the_two_stages_at_once(
    ruled: Callable[..., Submission], andes: House, assessor2: Person, assessor3: Person
) -> None:
    letter = ruled(stages="double")
    claim_letter(submission_id=letter.pk, assessor_id=andes.assessor.pk)
    claim_letter(submission_id=letter.pk, assessor_id=assessor2.pk)
    with pytest.raises(ScriptTaken):
        claim_letter(submission_id=letter.pk, assessor_id=assessor3.pk)
    assert set(letter.lms_allocations.values_list("assessor_id", flat=True)) == {andes.assessor.pk, assessor2.pk}


def test_far_apart_goes_to_a_third_who_decides(
    ruled: Callable[..., Submission], andes: House, assessor2: Person, assessor3: Person
) -> None:
    letter = ruled(stages="double")
    score(letter, andes.assessor, HIGH)
    score(letter, assessor2, LOW)
    assert (letter.state, stages_of(letter)) == ("submitted", ["first", "second", "third"])
    assert (refs(andes.assessor), refs(assessor2), refs(assessor3)) == ([], [], [letter.ref])
    score(letter, assessor3, SOLID)
    final = FinalScore.objects.get()
    assert (final.basis, final.percent, len(final.scores)) == ("third", 80, 3)


def test_a_red_flag_of_one_goes_to_a_third(
    ruled: Callable[..., Submission], andes: House, assessor2: Person, assessor3: Person
) -> None:
    letter = ruled(stages="double")
    score(letter, andes.assessor, SOLID, "f1")
    score(letter, assessor2, SOLID)
    assert "third" in stages_of(letter)
    score(letter, assessor3, SOLID, "f1")
    final = FinalScore.objects.get()
    assert (final.passed, final.red_flags) == (False, ["f1"])


def test_a_discussion_gives_the_letter_back_to_both_and_to_nobody_else(
    ruled: Callable[..., Submission], andes: House, assessor2: Person, assessor3: Person
) -> None:
    letter = ruled(stages="double", apart="discussion")
    score(letter, andes.assessor, HIGH)
    score(letter, assessor2, LOW)
    assert (refs(andes.assessor), refs(assessor2)) == ([letter.ref], [letter.ref])
    with pytest.raises(ScriptTaken):
        claim_letter(submission_id=letter.pk, assessor_id=assessor3.pk)
    score(letter, andes.assessor, SOLID)
    assert letter.state == "submitted"
    score(letter, assessor2, SOLID)
    final = FinalScore.objects.get()
    assert (final.basis, final.percent) == ("discussion", 80)
    assert Score.objects.count() == 4  # what they said first stands beside it


def test_a_discussion_that_nobody_ends_goes_to_a_third(
    ruled: Callable[..., Submission], andes: House, assessor2: Person, assessor3: Person
) -> None:
    letter = ruled(stages="double", apart="discussion")
    score(letter, andes.assessor, HIGH)
    score(letter, assessor2, LOW)
    assert end_discussions() == 0
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=False):
        assert end_discussions() == 1
        assert end_discussions() == 0
        assert refs(assessor3) == [letter.ref]
        assert refs(andes.assessor) == []


def test_in_a_sample_a_fail_is_scored_by_a_second_who_does_not_learn_why(
    ruled: Callable[..., Submission], andes: House, assessor2: Person
) -> None:
    letter = ruled(stages="sampled", sample=0)
    score(letter, andes.assessor, LOW)
    opened = letter.lms_allocations.get(stage="second")
    assert opened.because == [{"code": "fail"}]
    assert refs(assessor2) == [letter.ref]


def test_outside_scoring_keeps_the_learners_institution_out(
    ruled: Callable[..., Submission], andes: House, assessor3: Person
) -> None:
    letter = ruled(outside=True)
    assert (refs(andes.assessor), refs(assessor3)) == ([], [letter.ref])


@pytest.mark.parametrize("role", ["advisor", "facilitator"])
def test_outside_scoring_keeps_out_who_belongs_to_the_institution_in_any_role(
    ruled: Callable[..., Submission], andes: House, assessor3: Person, programme: dict[str, Person], role: str
) -> None:
    letter = ruled(outside=True)
    lines = api.waiting_submissions(scope(assessor3.pk))
    assert _takers(lines) == {letter.ref: 1}
    cohort = Cohort.objects.create(
        institution=andes.institution, key="other", names={"es": "Otra", "en": "Other"}, country="PE",
        starts_on="2026-01-01", ends_on="2030-12-31",
    )  # fmt: skip
    Membership.objects.create(person=assessor3, institution=andes.institution, cohort=cohort, role=role)
    assert refs(assessor3) == []
    assert _takers(lines) == {letter.ref: 0}


@pytest.mark.parametrize("what", ["person", "institution"])
def test_a_declared_interest_keeps_a_letter_away(
    ruled: Callable[..., Submission], andes: House, assessor3: Person, what: str
) -> None:
    letter = ruled()
    whom = {"about_id": andes.advisor.pk} if what == "person" else {"institution_id": andes.institution.pk}
    row = Interest.objects.get(pk=declare_interest(person_id=assessor3.pk, by=assessor3.pk, kind="family", **whom))
    assert refs(assessor3) == []
    Interest.objects.filter(pk=row.pk).update(ended_at=timezone.now())
    assert refs(assessor3) == []  # who looks whose letter goes, has lost it
    Submission.objects.filter(pk=letter.pk).update(submitted_at=timezone.now())
    assert refs(assessor3) == [letter.ref]  # one handed in after the end


def test_being_late_costs_what_was_frozen_when_the_letter_came_in(ruled: Callable[..., Submission], andes: House) -> None:
    letter = ruled()
    Submission.objects.filter(pk=letter.pk).update(late_percent=25)
    score(letter, andes.assessor, SOLID)
    final = FinalScore.objects.get()
    assert (final.percent, final.passed) == (55, False)
    assert Score.objects.get().percent == 80


def test_what_a_held_back_assessor_scored_is_not_released(
    ruled: Callable[..., Submission], andes: House, programme: dict[str, Person]
) -> None:
    letter = ruled()
    score(letter, andes.assessor, SOLID)
    hold = AssessorHold.objects.create(person=andes.assessor, case_key="herbs")
    assert release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk).held == (letter.pk,)
    AssessorHold.objects.filter(pk=hold.pk).update(
        decided_at=timezone.now(), decided_by=programme["decider"], decision="lifted", why="Seen."
    )
    assert release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk).released == (letter.pk,)


def test_what_is_typed_is_kept_and_prolongs_the_lease_until_another_has_it(
    ruled: Callable[..., Submission], andes: House, assessor2: Person
) -> None:
    letter = ruled()
    lease = Allocation.objects.get(pk=claim_letter(submission_id=letter.pk, assessor_id=andes.assessor.pk))
    draft = {"picks": {"r1": 2}}
    assert keep_draft(allocation_id=lease.pk, assessor_id=andes.assessor.pk, fence=lease.fence, draft=draft)
    release_lease(allocation_id=lease.pk, assessor_id=andes.assessor.pk)
    claim_letter(submission_id=letter.pk, assessor_id=andes.assessor.pk)
    lease.refresh_from_db()
    assert lease.draft == draft
    assert not keep_draft(allocation_id=lease.pk, assessor_id=andes.assessor.pk, fence=lease.fence, draft={"a": "x" * 70_000})
    with time_machine.travel(timezone.now() + timedelta(hours=5), tick=False):
        claim_letter(submission_id=letter.pk, assessor_id=assessor2.pk)
        lease.refresh_from_db()
        assert lease.draft == {}
        with pytest.raises(LeaseLost):
            keep_draft(allocation_id=lease.pk, assessor_id=andes.assessor.pk, fence=1, draft=draft)


def test_results_of_many_letters_are_released_once_each_in_one_act(ruled: Callable[..., Submission], andes: House) -> None:
    letter = ruled()
    score(letter, andes.assessor, SOLID)
    with pytest.raises(ScriptScored):
        claim_letter(submission_id=letter.pk, assessor_id=andes.assessor.pk)
    release_letters(submission_ids=[letter.pk, letter.pk], by=andes.coordinator.pk)
    assert OutcomeRecord.objects.filter(key__startswith="final:").count() == 1
