"""Scoring again after a wrong key: the preview, the act, and what it leaves alone."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client

from assessments.errors.regrading import (
    RegradeByHand,
    RegradeNotFound,
    RegradeNothing,
    RegradeNotReady,
    RegradeOpen,
    RegradeReasonMissing,
    RegradeTwoPeople,
    RegradeVersionRefused,
)
from assessments.models import Attempt, Regrade, RegradeLine, SlotResult, Step
from assessments.reviewing import Shown
from assessments.selectors.attempts import result_questions
from assessments.services import regrading_attempts, regrading_jobs
from assessments.services.answers import save_answer
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.services.regrading import apply_regrade, drop_regrade, prepare_regrade
from assessments.services.scoring_essays import HandScore, score_answers
from certificates.api import answer, define_credential, draw_certificate
from certificates.models import AwardEvent, Certificate
from courses import api as courses
from courses.api import record_outcome
from courses.models import Completion, Course, Enrolment, OutcomeRecord, UnitProgress
from lms.audit.models import AuditEvent
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from lms.jobs.models import Job
from lms.messages.models import Message
from tests.assessments.conftest import slot_by_key
from tests.assessments.questions import BANK, right_raw
from tests.assessments.regrades import REASON, applied, key_of, lines_of, mend, option_of, prepared, sit, takes
from tests.assessments.toolkit import facts
from tests.conftest import House
from tests.courses import building

OTHERS = "q-multiple q-number q-bound"
HALF, THREE, ALL = Decimal("0.5"), Decimal("0.75"), Decimal(1)
People = dict[str, Person]


@pytest.fixture
def robbed(enrolment: Enrolment) -> Attempt:
    """Elena knew it: three of four, because the key was wrong."""
    return sit(enrolment, right=OTHERS, chosen="Pagar")


@pytest.fixture
def lucky(course: Course, andes: House) -> Attempt:
    """Her colleague was given a point that was none: three of four."""
    return sit(takes(andes.institution, course, "lucky"), right="q-multiple q-number", chosen="Buscar")


@pytest.fixture
def both_wrong(course: Course, andes: House) -> Attempt:
    """Wrong by either key."""
    return sit(takes(andes.institution, course, "other"), right=OTHERS, chosen="Esperar")


@pytest.fixture
def key(
    robbed: Attempt, lucky: Attempt, both_wrong: Attempt, toolkit_root: Path, course: Course, programme: People
) -> tuple[int, int]:
    """The mended version, published after they sat."""
    return mend(toolkit_root, course, programme)


def test_a_preview_shows_who_changes_and_touches_nobody(
    key: tuple[int, int], robbed: Attempt, lucky: Attempt, programme: People
) -> None:
    regrade = prepared(key, programme)
    assert (regrade.state, regrade.looked_at) == ("ready", 3)
    assert sorted(regrade.keys) == ["CL", "CO", "MX", "PE"]
    assert lines_of(regrade) == [(robbed.pk, THREE, ALL, "waiting", ""), (lucky.pk, THREE, HALF, "left", "lower")]
    robbed.refresh_from_db()
    assert robbed.fraction == THREE
    assert not Step.objects.filter(state="regraded").exists()


def test_what_is_applied_is_what_the_preview_said(
    key: tuple[int, int], robbed: Attempt, lucky: Attempt, both_wrong: Attempt, programme: People
) -> None:
    regrade = prepared(key, programme, raise_only=False)
    promised = {(one, after) for one, _before, after, *_rest in lines_of(regrade)}
    assert promised == {(robbed.pk, ALL), (lucky.pk, HALF)}
    applied(regrade, programme)
    assert regrade.state == "applied"
    assert {(one.pk, one.fraction) for one in Attempt.objects.exclude(pk=both_wrong.pk)} == promised
    both_wrong.refresh_from_db()
    assert both_wrong.fraction == THREE


def test_a_rise_is_a_step_a_result_an_outcome_and_one_audited_act(
    key: tuple[int, int], robbed: Attempt, enrolment: Enrolment, programme: People
) -> None:
    regrade = applied(prepared(key, programme), programme)
    step = Step.objects.get(attempt=robbed, state="regraded")
    assert (step.by, step.fraction, step.number) == (programme["reviewer"], ALL, 3)
    result = SlotResult.objects.get(attempt=robbed, slot=step.slot)
    assert (result.fraction, result.regrade_id, result.question.version_id) == (ALL, regrade.pk, key[1])
    assert result.key_version == regrade.keys["PE"]["key_version"]
    assert OutcomeRecord.objects.get(key=f"attempt:{robbed.pk}:regrade:{regrade.pk}").why == ""
    progress = UnitProgress.objects.get(enrolment=enrolment, unit=robbed.unit_id)
    assert (progress.state, progress.score) == ("passed", Decimal("100.00"))
    event = AuditEvent.objects.get(act__startswith="regrade.")
    assert (event.act, event.actor, event.reason) == ("regrade.applied", programme["reviewer"].pk, REASON)
    assert {n: event.after[n] for n in ("attempts", "people", "raised", "lowered", "left_lower", "left_to_people")} == {
        "attempts": 1, "people": 1, "raised": 1, "lowered": 0, "left_lower": 1, "left_to_people": 0,
    }  # fmt: skip


def test_nobody_loses_by_our_mistake_unless_it_is_said(key: tuple[int, int], lucky: Attempt, programme: People) -> None:
    applied(prepared(key, programme), programme)
    lucky.refresh_from_db()
    assert lucky.fraction == THREE
    assert RegradeLine.objects.get(attempt=lucky).why == "lower"
    assert SlotResult.objects.filter(attempt=lucky, regrade=None).count() == 4


def test_a_fall_is_a_revision_with_its_reason(key: tuple[int, int], lucky: Attempt, programme: People) -> None:
    regrade = applied(prepared(key, programme, raise_only=False), programme)
    record = OutcomeRecord.objects.get(key=f"attempt:{lucky.pk}:regrade:{regrade.pk}")
    assert (record.state, record.score, record.why) == ("failed", Decimal("50.00"), REASON)
    assert UnitProgress.objects.get(enrolment=lucky.enrolment_id, unit=lucky.unit_id).state == "failed"
    assert AuditEvent.objects.get(act="outcome.revised").reason == REASON


def test_a_pass_that_another_attempt_earned_stays(key: tuple[int, int], lucky: Attempt, programme: People) -> None:
    sit(lucky.enrolment, right=f"q-single {OTHERS}")
    applied(prepared(key, programme, raise_only=False), programme)
    progress = UnitProgress.objects.get(enrolment=lucky.enrolment_id, unit=lucky.unit_id)
    assert (progress.state, progress.score) == ("passed", Decimal("100.00"))
    assert not OutcomeRecord.objects.exclude(why="").exists()


def test_a_worker_killed_in_the_middle_leaves_whole_attempts_and_the_next_one_goes_on(
    key: tuple[int, int], robbed: Attempt, lucky: Attempt, programme: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    regrade = prepared(key, programme, raise_only=False)
    apply_regrade(regrade_id=regrade.pk, by=programme["reviewer"].pk)
    real, calls = regrading_attempts._tell_courses, []

    def dies(*args: object) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise OSError("the worker died")
        real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(regrading_attempts, "_tell_courses", dies)
    run_due_jobs()
    lucky.refresh_from_db()
    robbed.refresh_from_db()
    assert (robbed.fraction, lucky.fraction) == (ALL, THREE)  # the second attempt is as if nothing had begun
    assert Step.objects.filter(state="regraded").count() == 1
    Job.objects.filter(state="due").update(due_at="2020-01-01T00:00:00Z")
    run_due_jobs()
    lucky.refresh_from_db()
    regrade.refresh_from_db()
    assert (regrade.state, lucky.fraction) == ("applied", HALF)
    assert Step.objects.filter(state="regraded").count() == 2
    assert AuditEvent.objects.filter(act="regrade.applied").count() == 1


def test_a_job_that_runs_twice_writes_once(key: tuple[int, int], robbed: Attempt, programme: People) -> None:
    regrade = applied(prepared(key, programme), programme)
    steps, records = Step.objects.count(), OutcomeRecord.objects.count()
    Regrade.objects.filter(pk=regrade.pk).update(state="applying")  # as if it had died before its last word
    Job.objects.filter(kind="assessments.apply_regrade").update(state="due", due_at="2020-01-01T00:00:00Z")
    run_due_jobs()
    assert (Step.objects.count(), OutcomeRecord.objects.count()) == (steps, records)
    assert len(mail.outbox) == len({one.to[0] for one in mail.outbox})


def test_a_preview_that_was_killed_begins_again(
    key: tuple[int, int], programme: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrading_jobs, "CHUNK", 1)
    real, calls = regrading_jobs._lines, []

    def dies(*args: object) -> object:
        calls.append(args)
        if len(calls) == 2:
            raise OSError("the worker died")
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(regrading_jobs, "_lines", dies)
    regrade = prepared(key, programme)
    assert (regrade.state, RegradeLine.objects.count()) == ("preparing", 1)
    Job.objects.filter(state="due").update(due_at="2020-01-01T00:00:00Z")
    run_due_jobs()
    regrade.refresh_from_db()
    assert (regrade.state, regrade.looked_at, RegradeLine.objects.count()) == ("ready", 3, 2)


def test_who_hands_in_between_the_preview_and_the_act_is_scored_again_too(
    course: Course, enrolment: Enrolment, robbed: Attempt, andes: House, toolkit_root: Path, programme: People
) -> None:
    late = takes(andes.institution, course, "late")

    open_ = start_attempt(enrolment_id=late.pk, unit_id=robbed.unit_id)  # on the old key's sheet
    regrade = prepared(mend(toolkit_root, course, programme), programme)
    assert len(lines_of(regrade)) == 1

    attempt = Attempt.objects.get(pk=open_)
    raw = {"chosen": [option_of(attempt, "q-single", "Pagar")]}
    save_answer(attempt_id=open_, slot=slot_by_key(attempt, "q-single")["slot"], client_id="a", raw=raw, by=late.person_id)
    submit_attempt(attempt_id=open_)
    applied(regrade, programme)
    attempt.refresh_from_db()
    assert attempt.fraction == Decimal("0.25")


def test_what_was_annulled_or_scored_again_meanwhile_is_left(
    key: tuple[int, int], robbed: Attempt, lucky: Attempt, programme: People
) -> None:
    regrade = prepared(key, programme, raise_only=False)
    Attempt.objects.filter(pk=lucky.pk).update(state="annulled")
    slot = RegradeLine.objects.get(attempt=robbed).slot
    SlotResult.objects.filter(attempt=robbed, slot=slot).update(fraction=1)
    applied(regrade, programme)
    assert [(one, state, why) for one, _b, _a, state, why in lines_of(regrade)] == [
        (robbed.pk, "left", "same"), (lucky.pk, "left", "away"),
    ]  # fmt: skip


def test_two_people_and_one_decision(key: tuple[int, int], programme: People) -> None:
    regrade = prepared(key, programme)
    with pytest.raises(RegradeTwoPeople):
        apply_regrade(regrade_id=regrade.pk, by=programme["author"].pk)
    with pytest.raises(RegradeOpen):
        prepared(key, programme)
    drop_regrade(regrade_id=regrade.pk, by=programme["author"].pk)
    assert AuditEvent.objects.get(act="regrade.dropped").subject_id == str(regrade.pk)
    for act in (apply_regrade, drop_regrade):
        with pytest.raises(RegradeNotReady):
            act(regrade_id=regrade.pk, by=programme["reviewer"].pk)
    assert prepared(key, programme).state == "ready"


def test_what_can_not_be_prepared(course: Course, enrolment: Enrolment, programme: People, toolkit_root: Path) -> None:
    item, version = key_of("q-single")
    by = programme["author"].pk
    with pytest.raises(RegradeNothing):
        prepare_regrade(item_id=item, to_version_id=version, reason=REASON, raise_only=True, by=by)
    with pytest.raises(RegradeReasonMissing):
        prepare_regrade(item_id=item, to_version_id=version, reason="  ", raise_only=True, by=by)
    with pytest.raises(RegradeVersionRefused):
        prepare_regrade(item_id=item, to_version_id=key_of("q-number")[1], reason=REASON, raise_only=True, by=by)
    with pytest.raises(RegradeNotFound):
        prepare_regrade(item_id=0, to_version_id=version, reason=REASON, raise_only=True, by=by)


def test_a_person_scores_an_essay_and_no_key_does(every_kind: Attempt, programme: People) -> None:
    item, version = key_of("k-essay")
    with pytest.raises(RegradeByHand):
        prepare_regrade(item_id=item, to_version_id=version, reason=REASON, raise_only=True, by=programme["author"].pk)


def test_who_changed_hears_of_it_in_their_language(
    key: tuple[int, int], robbed: Attempt, lucky: Attempt, programme: People, on_commit: Callable[..., object]
) -> None:
    Person.objects.filter(pk=lucky.enrolment.person_id).update(language="en")
    applied(prepared(key, programme, raise_only=False), programme)
    run_due_jobs()
    by_person = {one.to[0]: one for one in mail.outbox if "de nuevo" in one.subject or "again" in one.subject}
    assert set(by_person) == {robbed.enrolment.person.email, lucky.enrolment.person.email}
    spanish, english = by_person[robbed.enrolment.person.email].body, by_person[lucky.enrolment.person.email].body
    assert "75\u00a0%" in spanish
    assert "100\u00a0%" in spanish
    assert REASON in spanish
    assert "Your score was 75\u00a0% and is 50\u00a0% now." in english
    assert "no longer passed" in english


def test_a_question_of_the_law_takes_the_law_of_today(
    course: Course, enrolment: Enrolment, toolkit_root: Path, programme: People
) -> None:

    quiz = course.lms_units.get(key="the-quiz")
    attempt = Attempt.objects.get(pk=start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk))
    raw = {"chosen": [option_of(attempt, "q-bound", "30 días hábiles")]}  # what Chile says
    slot = slot_by_key(attempt, "q-bound")["slot"]
    save_answer(attempt_id=attempt.pk, slot=slot, client_id="a", raw=raw, by=enrolment.person_id)
    submit_attempt(attempt_id=attempt.pk)
    mended = facts().replace("es: 33 días hábiles, en: en 33 días hábiles", "es: 30 días hábiles, en: en 30 días hábiles")
    mend(toolkit_root, course, programme, facts=mended)
    applied(prepared(key_of("q-bound"), programme), programme)
    assert SlotResult.objects.get(attempt=attempt, slot=slot).fraction == 1


def test_the_result_page_says_that_it_was_scored_again_and_what_is_right_now(
    key: tuple[int, int], robbed: Attempt, elena: Client, programme: People
) -> None:
    applied(prepared(key, programme), programme)
    page = elena.get(f"/attempts/{robbed.pk}/result/").content.decode()
    assert REASON in page
    questions = {one["stem"]["es"]: one for one in result_questions(Attempt.objects.get(pk=robbed.pk), Shown(True, True, True))}
    again = questions["¿Cuál es el primer paso?"]
    assert again["right"]
    assert [(one["text"]["es"], one["right"]) for one in again["options"]] == [("Pagar", True)]
    assert [one for one in questions.values() if one["again"]] == [again]


def test_a_fall_with_a_certificate_is_put_to_a_person_and_the_certificate_stays(
    key: tuple[int, int], lucky: Attempt, course: Course, programme: People
) -> None:
    """The course's other units are done, the certificate is drawn; then the quiz falls under its pass line."""
    credential = define_credential(
        key="basics", titles={"es": "Fundamentos", "en": "Foundations"}, claim="assessed_certificate", validity_months=36,
        course_ids=[course.pk],
    )  # fmt: skip
    for unit in course.lms_units.exclude(pk=lucky.unit_id):
        record_outcome(enrolment_id=lucky.enrolment_id, unit_id=unit.pk, outcome=building.outcome(unit, score="80"))
    certificate = Certificate.objects.get(award__credential=credential)
    assert draw_certificate(certificate_id=certificate.pk)
    before = Certificate.objects.values().get()
    applied(prepared(key, programme, raise_only=False), programme)
    assert UnitProgress.objects.get(enrolment=lucky.enrolment_id, unit=lucky.unit_id).state == "failed"
    assert Completion.objects.filter(enrolment=lucky.enrolment_id).count() == 1
    assert Certificate.objects.values().get() == before
    assert answer(certificate.serial).standing.holds
    assert list(AwardEvent.objects.order_by("number").values_list("act", flat=True)) == ["granted", "questioned"]


def test_an_attempt_that_waits_for_a_person_gets_its_new_score_with_the_rest(
    every_kind: Attempt, toolkit_root: Path, programme: People
) -> None:
    learner = every_kind.enrolment.person_id
    for slot in every_kind.sheet["slots"]:
        raw = {"chosen": ["false"]} if slot["key"] == "k-true" else right_raw(slot)
        save_answer(attempt_id=every_kind.pk, slot=slot["slot"], client_id=slot["key"], raw=raw, by=learner)
    submit_attempt(attempt_id=every_kind.pk)
    mended = BANK.replace("  answer: true\n", "  answer: false\n", 1)
    (toolkit_root / "questions" / "kinds.yaml").write_text(mended, encoding="utf-8")
    courses.import_toolkit(path=toolkit_root, by=programme["author"].pk)
    courses.publish_course(
        course_id=every_kind.enrolment.course_id, by=programme["author"].pk, approved_by=programme["focal"].pk,
        countries=["CL", "CO", "MX", "PE"],
    )  # fmt: skip
    records = OutcomeRecord.objects.count()
    regrade = applied(prepared(key_of("k-true"), programme), programme)
    every_kind.refresh_from_db()
    assert (every_kind.state, every_kind.fraction) == ("waiting", None)
    assert SlotResult.objects.get(attempt=every_kind, regrade=regrade).fraction == 1
    assert (OutcomeRecord.objects.count(), Message.objects.filter(kind="quiz_regraded").count()) == (records, 0)
    essay = next(slot["slot"] for slot in every_kind.sheet["slots"] if slot["kind"] == "essay")
    score_answers(attempt_id=every_kind.pk, scores={essay: HandScore(Decimal(1))}, by=programme["assessor"].pk)
    every_kind.refresh_from_db()
    assert every_kind.fraction == ALL
