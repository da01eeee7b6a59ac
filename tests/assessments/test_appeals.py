"""An appeal: within its time, once, scored again by somebody who has not held the letter, decided by a third, never a loss."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import api
from assessments.appealing import Reached, is_better
from assessments.errors import CasePassed, ScriptTaken
from assessments.errors.releases import (
    AppealBegun,
    AppealLate,
    AppealNotBetter,
    AppealOnce,
    AppealOpen,
    AppealOwnHand,
    AppealReason,
    AppealSettled,
    AppealTooEarly,
    AppealWaits,
)
from assessments.models import Allocation, Appeal, AppealState, FinalScore, Score, Stage, Submission, SubmissionState
from assessments.selectors.appeals import appeal_todos
from assessments.services.appeals import (
    accept_appeal,
    decide_appeal,
    open_appeal,
    refuse_appeal,
    withdraw_appeal,
)
from assessments.services.letters import open_letter, submit_letter
from assessments.services.releasing import release_letters
from assessments.services.scoring_letters import claim_letter, release_lease
from courses import api as courses
from courses.models import OutcomeRecord, UnitProgress
from lms.audit.models import AuditDetail, AuditEvent
from lms.institutions.api import scope
from lms.institutions.models import Person, ProgrammeRole
from lms.jobs.api import run_due_jobs
from lms.messages.models import Message
from tests.assessments.conftest import LETTER
from tests.assessments.scoring import HIGH, LOW, SOLID, score
from tests.conftest import House

Ruled = Callable[..., Submission]
People = dict[str, Person]
WHY = "El criterio de los pasos: la fecha está en el segundo párrafo."
ANSWER = "La segunda lectura encontró los pasos con fecha."


@pytest.fixture
def failed(ruled: Ruled, andes: House) -> Submission:
    """Elena's letter: not yet competent, and out."""
    letter = ruled()
    score(letter, andes.assessor, LOW)
    release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk)
    letter.refresh_from_db()
    return letter


def standing(letter: Submission) -> tuple[str, str]:
    return UnitProgress.objects.values_list("state", "code").get(unit_id=letter.unit_id, enrolment_id=letter.enrolment_id)


def refs(person: Person) -> list[str]:
    return [one.ref for one in api.waiting_submissions(scope(person.pk))]


def appealed(letter: Submission, by: Person, again: Person, picks: dict[str, int], *flags: str) -> Appeal:
    """Opened, taken up and scored again."""
    appeal = open_appeal(submission_id=letter.pk, reason=WHY)
    accept_appeal(appeal_id=appeal, by=by.pk)
    score(letter, again, picks, *flags)
    return Appeal.objects.get(pk=appeal)


def test_from_the_reason_to_a_changed_result(
    failed: Submission, elena: Client, andes: House, assessor2: Person, programme: People, as_person: Callable[[Person], Client]
) -> None:
    form = reverse("lms:assessments:appeal-form", args=[failed.pk])
    assert "14 días" in elena.get(form).content.decode()
    assert elena.post(form, {"reason": "No."}).status_code == 422
    assert "Enviar" in elena.post(form, {"reason": WHY}).content.decode()
    assert not Appeal.objects.exists()  # the look before changed nothing
    elena.post(form, {"reason": WHY, "step": "send"})
    appeal = Appeal.objects.get()
    assert standing(failed) == ("waiting", "case_appealed")
    assert {one.kind for one in Message.objects.filter(person=andes.advisor)} >= {"case_appeal_received"}
    assert Message.objects.filter(kind="case_appeal_to_decide", person=programme["decider"]).count() == 1
    decider = as_person(programme["decider"])
    assert "1 solicitud de revisión" in decider.get("/").content.decode()
    detail = reverse("lms:assessments:appeal-detail", args=[appeal.pk])
    page = decider.get(detail).content.decode().split("<main")[1]
    assert WHY in page
    for name in (andes.advisor.full_name, andes.assessor.full_name, "Elena"):
        assert name not in page
    decider.post(f"{detail}accept/")
    assert refs(andes.assessor) == []
    assert refs(assessor2) == [failed.ref]
    score(failed, assessor2, SOLID)
    assert Message.objects.filter(kind="case_appeal_to_decide").count() == 2
    page = decider.get(detail).content.decode()
    assert "33" in page
    assert "80" in page
    assert assessor2.full_name not in page.split("<main")[1]
    assert decider.post(f"{detail}decide/", {"decision": "changed", "answer": ""}).status_code == 422
    decider.post(f"{detail}decide/", {"decision": "changed", "answer": ANSWER})
    appeal.refresh_from_db()
    assert (appeal.state, appeal.decided_by) == (AppealState.CHANGED, programme["decider"])
    last = FinalScore.objects.order_by("number").last()
    assert last is not None
    assert (last.number, last.basis, last.percent, last.passed, last.why) == (2, "appeal", 80, True, ANSWER)
    assert len(last.scores) == 2  # the first score stays
    assert standing(failed) == ("passed", "case_passed")
    run_due_jobs()
    assert ANSWER in elena.get(form).content.decode()
    assert Message.objects.get(kind="case_appeal_decided").state == "sent"


def test_who_held_the_letter_without_scoring_it_never_gets_its_appeal(
    ruled: Ruled, andes: House, assessor2: Person, assessor3: Person, programme: People
) -> None:
    letter = ruled()
    lease = Allocation.objects.get(pk=claim_letter(submission_id=letter.pk, assessor_id=assessor2.pk))
    release_lease(allocation_id=lease.pk, assessor_id=assessor2.pk)
    score(letter, andes.assessor, LOW)
    release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk)
    accept_appeal(appeal_id=open_appeal(submission_id=letter.pk, reason=WHY), by=programme["decider"].pk)
    assert (refs(andes.assessor), refs(assessor2), refs(assessor3)) == ([], [], [letter.ref])
    for seen in (assessor2, andes.assessor):
        with pytest.raises(ScriptTaken):
            claim_letter(submission_id=letter.pk, assessor_id=seen.pk)
    lease = Allocation.objects.get(pk=claim_letter(submission_id=letter.pk, assessor_id=assessor3.pk))
    release_lease(allocation_id=lease.pk, assessor_id=assessor3.pk)
    assert refs(assessor3) == [letter.ref]  # who put back the appeal itself may take it again


def test_the_time_for_an_appeal_ends_after_fourteen_days(failed: Submission, elena: Client) -> None:
    assert failed.released_at is not None
    with time_machine.travel(failed.released_at + timedelta(days=14, seconds=1), tick=False), pytest.raises(AppealLate):
        open_appeal(submission_id=failed.pk, reason=WHY)
    with time_machine.travel(failed.released_at + timedelta(days=13, hours=23), tick=False):
        assert open_appeal(submission_id=failed.pk, reason=WHY)


def test_there_is_one_appeal_for_a_letter_whatever_became_of_it(failed: Submission) -> None:
    first = open_appeal(submission_id=failed.pk, reason=WHY)
    assert open_appeal(submission_id=failed.pk, reason=WHY) == first  # a double click
    with pytest.raises(AppealOnce):
        open_appeal(submission_id=failed.pk, reason=f"{WHY} Y otra cosa.")
    withdraw_appeal(submission_id=failed.pk)
    assert standing(failed) == ("failed", "case_failed")
    withdraw_appeal(submission_id=failed.pk)
    with pytest.raises(AppealOnce):
        open_appeal(submission_id=failed.pk, reason=WHY)


def test_a_reason_and_an_answer_are_kept_without_signs_that_no_database_keeps(failed: Submission, programme: People) -> None:
    appeal = open_appeal(submission_id=failed.pk, reason=f"\x00{WHY}\ud800")
    refuse_appeal(appeal_id=appeal, by=programme["decider"].pk, answer=f"{ANSWER}\udfff\x00")
    found = Appeal.objects.get(pk=appeal)
    assert (found.reason, found.answer) == (WHY, ANSWER)


def test_nothing_is_appealed_before_its_release_or_without_a_reason(ruled: Ruled, andes: House) -> None:
    letter = ruled()
    score(letter, andes.assessor, LOW)
    with pytest.raises(AppealTooEarly):
        open_appeal(submission_id=letter.pk, reason=WHY)
    release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk)
    with pytest.raises(AppealReason):
        open_appeal(submission_id=letter.pk, reason="  corto  ")


def test_another_letter_is_written_but_not_handed_in_while_it_is_open(failed: Submission, programme: People) -> None:
    appeal = open_appeal(submission_id=failed.pk, reason=WHY)
    draft = open_letter(enrolment_id=failed.enrolment_id, unit_id=failed.unit_id)
    with pytest.raises(AppealOpen):
        submit_letter(letter_id=draft)
    refuse_appeal(appeal_id=appeal, by=programme["decider"].pk, answer="El motivo no nombra nada de la carta.")
    submit_letter(letter_id=draft)
    assert Submission.objects.get(pk=draft).state == SubmissionState.SUBMITTED


def test_no_other_letter_goes_in_once_an_appeal_made_it_a_pass(
    failed: Submission, assessor2: Person, programme: People
) -> None:
    draft = open_letter(enrolment_id=failed.enrolment_id, unit_id=failed.unit_id)
    appeal = appealed(failed, programme["decider"], assessor2, SOLID)
    decide_appeal(appeal_id=appeal.pk, by=programme["decider"].pk, changed=True, answer=ANSWER)
    with pytest.raises(CasePassed):
        submit_letter(letter_id=draft)
    with pytest.raises(CasePassed):
        open_letter(enrolment_id=failed.enrolment_id, unit_id=failed.unit_id)
    assert Submission.objects.get(pk=draft).state == SubmissionState.DRAFT
    assert standing(failed) == ("passed", "case_passed")


def test_an_appeal_costs_nobody_anything(
    ruled: Ruled, andes: House, assessor2: Person, programme: People, as_person: Callable[[Person], Client]
) -> None:
    letter = ruled()
    score(letter, andes.assessor, SOLID)
    release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk)
    appeal = appealed(letter, programme["decider"], assessor2, LOW, "f1")
    with pytest.raises(AppealNotBetter):
        decide_appeal(appeal_id=appeal.pk, by=programme["decider"].pk, changed=True, answer=ANSWER)
    page = as_person(programme["decider"]).get(reverse("lms:assessments:appeal-detail", args=[appeal.pk])).content.decode()
    assert 'value="changed"' not in page
    decide_appeal(appeal_id=appeal.pk, by=programme["decider"].pk, changed=False, answer=ANSWER)
    assert FinalScore.objects.filter(submission=letter).count() == 1
    assert Score.objects.filter(allocation__stage=Stage.APPEAL).get().percent < 40  # it stays on record
    assert standing(letter) == ("passed", "case_passed")
    assert not AuditEvent.objects.filter(act="outcome.revised").exists()


@pytest.mark.parametrize(
    ("first", "second", "better"),
    [
        ((50, "", False), (80, "", True), True),
        ((80, "", True), (50, "", False), False),
        ((80, "", True), (90, "", True), True),
        ((50, "", False), (55, "f1", False), False),
        ((80, "f1", False), (80, "", True), True),
        ((80, "f1", False), (85, "f1", False), True),
        ((80, "", True), (80, "", True), False),
    ],
)
def test_what_is_better(first: Any, second: Any, better: bool) -> None:
    one, two = (Reached(Decimal(p), frozenset(f.split()), ok) for p, f, ok in (first, second))
    assert is_better(one, two) is better


def test_being_late_costs_the_second_score_as_much(failed: Submission, assessor2: Person, programme: People) -> None:
    Submission.objects.filter(pk=failed.pk).update(late_percent=25)
    appeal = appealed(failed, programme["decider"], assessor2, SOLID)
    decide_appeal(appeal_id=appeal.pk, by=programme["decider"].pk, changed=True, answer=ANSWER)
    last = FinalScore.objects.order_by("number").last()
    assert last is not None
    assert (last.percent, last.passed) == (55, False)
    assert standing(failed)[0] == "failed"
    assert OutcomeRecord.objects.filter(key=f"final:{last.pk}").exists()


def test_an_appeal_goes_on_when_the_enrolment_was_closed(
    failed: Submission, andes: House, assessor2: Person, programme: People
) -> None:
    courses.close_enrolment(enrolment_id=failed.enrolment_id, because="Cambia de institución.", by=andes.coordinator.pk)
    appeal = appealed(failed, programme["decider"], assessor2, HIGH)
    decide_appeal(appeal_id=appeal.pk, by=programme["decider"].pk, changed=True, answer=ANSWER)
    assert standing(failed) == ("passed", "case_passed")  # work done before the closing counts


def test_who_scored_or_wrote_a_letter_does_not_decide_about_it(
    failed: Submission, andes: House, assessor2: Person, programme: People
) -> None:
    appeal = open_appeal(submission_id=failed.pk, reason=WHY)
    for by in (andes.assessor, andes.advisor):
        with pytest.raises(AppealOwnHand):
            accept_appeal(appeal_id=appeal, by=by.pk)


@pytest.fixture
def both(assessor3: Person) -> Person:
    """An assessor of the programme who is a decider too."""
    ProgrammeRole.objects.create(person=assessor3, role="decider")
    return assessor3


def test_who_took_an_appeal_up_does_not_score_it(
    failed: Submission, both: Person, assessor2: Person, as_person: Callable[[Person], Client]
) -> None:
    appeal = open_appeal(submission_id=failed.pk, reason=WHY)
    browser, detail = as_person(both), reverse("lms:assessments:appeal-detail", args=[appeal])
    browser.post(reverse("lms:assessments:appeal-accept", args=[appeal]))
    assert WHY in browser.get(detail).content.decode()
    assert (refs(both), refs(assessor2)) == ([], [failed.ref])
    with pytest.raises(ScriptTaken):
        claim_letter(submission_id=failed.pk, assessor_id=both.pk)
    assert browser.post(reverse("lms:assessments:script-claim", args=[failed.ref])).status_code == 404
    score(failed, assessor2, SOLID)
    decide_appeal(appeal_id=appeal, by=both.pk, changed=True, answer=ANSWER)
    assert standing(failed) == ("passed", "case_passed")


def test_who_may_still_score_an_appeal_does_not_read_it_and_who_does_score_it_does_not_decide(
    failed: Submission, both: Person, programme: People, as_person: Callable[[Person], Client]
) -> None:
    appeal = open_appeal(submission_id=failed.pk, reason=WHY)
    browser, detail = as_person(both), reverse("lms:assessments:appeal-detail", args=[appeal])

    def is_closed() -> bool:
        page = browser.get(detail).content.decode().split("<main")[1]
        refused = browser.post(f"{detail}refuse/", {"answer": ANSWER}).status_code == 409
        return refused and WHY not in page and "33,3" not in page and LETTER["advice"] not in page

    assert is_closed()
    accept_appeal(appeal_id=appeal, by=programme["decider"].pk)
    assert is_closed()
    lease = Allocation.objects.get(pk=claim_letter(submission_id=failed.pk, assessor_id=both.pk))
    assert is_closed()
    with pytest.raises(AppealOwnHand):
        refuse_appeal(appeal_id=appeal, by=both.pk, answer=ANSWER)
    release_lease(allocation_id=lease.pk, assessor_id=both.pk)
    assert is_closed()
    score(failed, both, HIGH)
    assert WHY in browser.get(detail).content.decode()
    with pytest.raises(AppealOwnHand):
        decide_appeal(appeal_id=appeal, by=both.pk, changed=True, answer=ANSWER)


def test_each_act_comes_once_and_in_its_order(failed: Submission, assessor2: Person, programme: People) -> None:
    decider = programme["decider"].pk
    appeal = open_appeal(submission_id=failed.pk, reason=WHY)
    with pytest.raises(AppealWaits):
        decide_appeal(appeal_id=appeal, by=decider, changed=False, answer=ANSWER)
    accept_appeal(appeal_id=appeal, by=decider)
    accept_appeal(appeal_id=appeal, by=decider)
    claim_letter(submission_id=failed.pk, assessor_id=assessor2.pk)
    with pytest.raises(AppealBegun):
        withdraw_appeal(submission_id=failed.pk)
    with pytest.raises(AppealBegun):
        refuse_appeal(appeal_id=appeal, by=decider, answer=ANSWER)
    score(failed, assessor2, HIGH)
    with pytest.raises(AppealBegun):
        withdraw_appeal(submission_id=failed.pk)
    decide_appeal(appeal_id=appeal, by=decider, changed=True, answer=ANSWER)
    with pytest.raises(AppealSettled):
        decide_appeal(appeal_id=appeal, by=decider, changed=False, answer=ANSWER)
    acts = list(AuditEvent.objects.filter(subject="appeal").order_by("pk").values_list("act", flat=True))
    assert acts == ["appeal.opened", "appeal.accepted", "appeal.decided"]
    decided = AuditEvent.objects.get(act="appeal.decided")
    assert (decided.before["percent"], decided.after["percent"]) == ("33.33", "100.00")
    assert AuditDetail.objects.get(event=decided).body == {"why": ANSWER}
    assert WHY not in str(list(AuditEvent.objects.values("before", "after", "reason")))


def test_an_appeal_nobody_takes_up_is_refused_with_a_sentence_and_leaves_no_stage(
    failed: Submission, programme: People
) -> None:
    appeal = open_appeal(submission_id=failed.pk, reason=WHY)
    accept_appeal(appeal_id=appeal, by=programme["decider"].pk)
    refuse_appeal(appeal_id=appeal, by=programme["decider"].pk, answer="Nadie más puede evaluar esta carta.")
    assert not Allocation.objects.filter(stage=Stage.APPEAL).exists()
    assert standing(failed) == ("failed", "case_failed")
    assert appeal_todos(scope(programme["decider"].pk)) == []


def test_only_deciders_see_the_queue_and_nobody_another_letters_form(
    failed: Submission, andes: House, programme: People, as_person: Callable[[Person], Client]
) -> None:
    appeal = open_appeal(submission_id=failed.pk, reason=WHY)
    for person in (andes.coordinator, andes.advisor, andes.assessor, programme["reviewer"]):
        assert as_person(person).get(reverse("lms:assessments:appeal-list")).status_code == 404
        assert as_person(person).get(reverse("lms:assessments:appeal-detail", args=[appeal])).status_code == 404
    for page in ("appeal-form", "appeal-withdraw"):
        assert as_person(andes.advisor2).get(reverse(f"lms:assessments:{page}", args=[failed.pk])).status_code == 404


def test_the_pages_cost_the_same_at_two_sizes(
    failed: Submission, elena: Client, assessor2: Person, programme: People, as_person: Callable[[Person], Client],
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    appeal = open_appeal(submission_id=failed.pk, reason=WHY)
    decider = as_person(programme["decider"])
    listed, detail = reverse("lms:assessments:appeal-list"), reverse("lms:assessments:appeal-detail", args=[appeal])
    own = reverse("lms:assessments:appeal-form", args=[failed.pk])
    costs = []
    for step in range(2):
        seen = []
        for browser, path, most in ((decider, listed, 15), (decider, detail, 15), (elena, own, 10)):
            with django_assert_max_num_queries(most) as captured:
                browser.get(path)
            seen.append(len(captured))
        costs.append(seen)
        if not step:
            accept_appeal(appeal_id=appeal, by=programme["decider"].pk)
            score(failed, assessor2, HIGH)
            for n in range(5):
                other = Submission.objects.create(
                    enrolment_id=failed.enrolment_id, unit_id=failed.unit_id, unit_version_id=failed.unit_version_id,
                    number=10 + n, ref=f"AAAA-BBB{n + 2}", state="released", released_at=timezone.now(),
                    case_key=failed.case_key, structure_hash=failed.structure_hash,
                )  # fmt: skip
                Appeal.objects.create(submission=other, reason=WHY)
    assert costs[0] == costs[1]
