"""A panel in two rounds, and the decision of two people that stands on it."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone, translation

from assessments.errors.cuts import (
    CutDatesRefused,
    CutJudgeKnown,
    CutJudgeRefused,
    CutJudgeUnknown,
    CutNothingToJudge,
    CutNotNow,
    CutPanelTooSmall,
    CutReasonMissing,
    CutStepsRefused,
    CutStudyOpen,
    CutTwoPeople,
    CutUndeclared,
    CutUnfinished,
    CutValueRefused,
    CutWithdrawn,
)
from assessments.models import CutJudge, CutRating, CutRecord, CutState, CutStudy, Quiz, ReferenceScript, Rubric
from assessments.selectors.cut_summary import summary_of
from assessments.services import cut_decisions as decisions
from assessments.services import cut_ratings as ratings
from assessments.services import cuts
from courses.models import Course
from lms.audit.models import AuditEvent
from lms.institutions.models import Person
from lms.kernel.writeonce import WrittenOnce
from lms.messages.models import Message
from tests.assessments import examining, exams, panels
from tests.assessments.cutting import decided, pool_items
from tests.conftest import House

pytestmark = pytest.mark.django_db
People = dict[str, Person]
D = Decimal
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def course(tmp_path: Path, programme: People) -> Course:
    """A small exam of two draws, so that a panel has not much to say."""
    unit = exams.EXAM.replace("blueprint: advisor, ", "").replace("draw: 8", "draw: 2")
    return exams.drafted(tmp_path, programme, unit, questions=exams.bank(2, pilots=1))


@pytest.fixture
def quiz(course: Course) -> Quiz:
    return exams.exam_of(course)


@pytest.fixture
def study(quiz: Quiz, programme: People) -> CutStudy:
    return panels.study_of(quiz.pk, programme)


def steady(_judge: int, place: int, _key: str) -> Decimal:
    return D("0.50") if place % 2 else D("0.70")


def spread(judge: int, place: int, key: str) -> Decimal:
    return steady(judge, place, key) + D(judge % 3 - 1) / 10


def proposed(study: CutStudy, people: People, **more: Any) -> CutStudy:
    today = timezone.localdate()
    said: dict[str, Any] = {
        "steps": D(0), "reason": "Como lo fijó el panel.", "effective_from": today, "valid_until": today + 900 * DAY,
        "by": people["author"].pk,
    }  # fmt: skip
    decisions.propose_cut(study_id=study.pk, **(said | more))
    study.refresh_from_db()
    return study


def test_what_is_judged_is_frozen_when_the_study_opens(study: CutStudy, quiz: Quiz) -> None:
    assert [one["key"] for one in study.entries] == [one["key"] for one in pool_items(quiz)]
    assert not any(one["key"].startswith("x-pilot") for one in study.entries)
    assert {one["maximum"] for one in study.entries} == {"1"}


def test_one_study_at_a_time_and_only_of_what_certifies(study: CutStudy, quiz: Quiz, programme: People, course: Course) -> None:
    said = {"described": {}, "trades": [], "least_country": 1, "least_trade": 1, "only_lacking": False}
    with pytest.raises(CutStudyOpen):
        cuts.open_study(unit_id=quiz.pk, country="", by=programme["author"].pk, **said)
    practice = Quiz.objects.get(course=course, certifying=False)
    with pytest.raises(CutNothingToJudge, match="only a certifying"):
        cuts.open_study(unit_id=practice.pk, country="", by=programme["author"].pk, **said)
    decided(quiz, programme)
    with pytest.raises(CutNothingToJudge, match="every question"):
        cuts.open_study(unit_id=quiz.pk, country="PE", by=programme["author"].pk, **(said | {"only_lacking": True}))


def test_who_takes_the_course_is_no_judge_and_nobody_twice(
    study: CutStudy, course: Course, andes: House, programme: People
) -> None:
    exams.publish(course, programme)
    exams.enrolled(course, andes)
    for email, refused in (
        (andes.advisor.email, CutJudgeRefused), ("nobody@panel.test", CutJudgeUnknown), ("office-pe@panel.test", CutJudgeKnown),
    ):  # fmt: skip
        with pytest.raises(refused):
            cuts.add_judge(study_id=study.pk, email=email, country="PE", trade="office", by=programme["author"].pk)
    assert Message.objects.filter(kind="cut_judge").count() == 8


def test_nothing_is_rated_before_the_promise_and_only_values_that_are_offered(study: CutStudy, programme: People) -> None:
    person = panels.judge("PE", "lawyer")
    new = cuts.add_judge(study_id=study.pk, email=person.email, country="PE", trade="lawyer", by=programme["author"].pk)
    key = study.entries[0]["key"]
    with pytest.raises(CutUndeclared):
        ratings.rate(judge_id=new, entry=key, value=D("0.5"))
    cuts.declare(judge_id=new, study_id=study.pk)
    for entry, value in ((key, D("0.52")), (key, D(1)), ("q-single", D("0.5"))):
        with pytest.raises(CutValueRefused):
            ratings.rate(judge_id=new, entry=entry, value=value)
    for value in ("0.5", "0.5", "0.6"):
        ratings.rate(judge_id=new, entry=key, value=D(value))
    rows = list(CutRating.objects.filter(judge=new).values_list("number", "value"))
    assert rows == [(1, D("0.5")), (2, D("0.6"))]
    with pytest.raises(CutUnfinished, match="There are 7 left"):
        cuts.finish_round(judge_id=new)
    with pytest.raises(WrittenOnce):
        CutRating.objects.filter(judge=new).update(value=1)


def test_the_next_round_waits_for_all_and_for_a_complete_panel(study: CutStudy, programme: People) -> None:
    by = programme["author"].pk
    with pytest.raises(CutPanelTooSmall, match="8 judges are not done"):
        cuts.start_second_round(study_id=study.pk, by=by)
    panels.rate_all(study, steady)
    one = CutJudge.objects.filter(study=study, country="CL").earliest("pk")
    with pytest.raises(CutReasonMissing):
        cuts.leave_out_judge(judge_id=one.pk, reason=" ", by=by)
    cuts.leave_out_judge(judge_id=one.pk, reason="Prepara para el examen.", by=by)
    with pytest.raises(CutPanelTooSmall, match="Chile: 1 of 2 judges"):
        cuts.start_second_round(study_id=study.pk, by=by)
    with pytest.raises(CutNotNow):
        ratings.rate(judge_id=one.pk, entry=study.entries[0]["key"], value=D("0.5"))


def test_a_round_has_no_figures_while_it_is_open(study: CutStudy, programme: People) -> None:
    panels.rate_all(study, spread)
    assert summary_of(study).first is None
    cuts.start_second_round(study_id=study.pk, by=programme["author"].pk)
    study.refresh_from_db()
    found = summary_of(study)
    assert found.first is not None
    assert found.final is None


def test_in_the_second_round_what_is_not_said_again_stays(study: CutStudy, programme: People) -> None:
    panels.rate_all(study, steady)
    cuts.start_second_round(study_id=study.pk, by=programme["author"].pk)
    one = CutJudge.objects.filter(study=study).earliest("pk")
    ratings.rate(judge_id=one.pk, entry=study.entries[0]["key"], value=D("0.95"))
    assert ratings.keep_rest(judge_id=one.pk) == len(study.entries) - 1
    assert ratings.keep_rest(judge_id=one.pk) == 0
    with pytest.raises(CutUnfinished, match="1 left"):  # Hofstee's question
        cuts.finish_round(judge_id=one.pk)
    assert Message.objects.filter(kind="cut_second_round").count() == 8


def test_two_rounds_and_two_people_make_a_record(study: CutStudy, quiz: Quiz, programme: People) -> None:
    panels.closed(study, programme, spread, steady)
    proposed(study, programme)
    with pytest.raises(CutTwoPeople):
        decisions.approve_cut(study_id=study.pk, by=programme["author"].pk)
    record = CutRecord.objects.get(pk=decisions.approve_cut(study_id=study.pk, by=programme["decider"].pk))
    assert [one["mean"] for one in record.items] == ["0.7000", "0.5000"] * 4
    assert (record.cut, record.of, record.percent, record.se) == (D("4.8"), D(8), D(60), D(0))
    assert record.rounds["2"] == {"cut": "4.8", "of": "8", "percent": "60.00", "se": "0", "judges": ["4.8"] * 8}
    assert record.rounds["moved"]["mean"] == pytest.approx(0.1 * 5 / 8)
    assert record.panel == {
        "judges": 8, "countries": dict.fromkeys(panels.FOUR, 2), "trades": {"advisor": 4, "office": 4},
    }  # fmt: skip
    assert record.hofstee["bounds"] == [50, 75, 5, 40]
    assert record.hofstee["within"] is True
    assert record.hofstee["cut"] is None  # nobody has sat it
    assert CutStudy.objects.get(pk=study.pk).state == CutState.DECIDED
    assert AuditEvent.objects.filter(act="cut_record.approved").count() == 1
    assert "Jueza" not in str(record.rounds) + str(record.panel) + str(record.hofstee)


def test_a_cut_moves_by_standard_errors_for_a_reason_and_each_mean_with_it(study: CutStudy, programme: People) -> None:
    panels.closed(study, programme, spread)
    error = summary_of(study).final
    assert error is not None
    assert error.se is not None
    assert error.se > 0
    for wrong, refused in (
        ({"steps": D("0.7")}, CutStepsRefused), ({"steps": D(3)}, CutStepsRefused), ({"reason": " "}, CutReasonMissing),
        ({"valid_until": timezone.localdate()}, CutDatesRefused),
        ({"valid_until": timezone.localdate() + 3000 * DAY}, CutDatesRefused),
    ):  # fmt: skip
        with pytest.raises(refused):
            proposed(study, programme, **wrong)
    proposed(study, programme, steps=D(-1))
    record = CutRecord.objects.get(pk=decisions.approve_cut(study_id=study.pk, by=programme["decider"].pk))
    assert record.judged == error.cut
    assert record.cut == sum(D(one["mean"]) for one in record.items)
    assert record.cut == pytest.approx(record.judged - error.se, abs=D("0.0005"))


def test_a_proposal_comes_back_with_a_reason_and_a_judge_neither_proposes_nor_approves(
    study: CutStudy, programme: People
) -> None:
    panels.closed(study, programme, steady)
    judge = CutJudge.objects.filter(study=study).earliest("pk")
    with pytest.raises(CutTwoPeople):
        proposed(study, programme, by=judge.person_id)
    proposed(study, programme)
    with pytest.raises(CutTwoPeople):
        decisions.approve_cut(study_id=study.pk, by=judge.person_id)
    decisions.return_proposal(study_id=study.pk, reason="Falta decir por qué.", by=programme["decider"].pk)
    study.refresh_from_db()
    assert (study.state, study.proposal["returned"]) == (CutState.CLOSED, "Falta decir por qué.")
    proposed(study, programme)
    decisions.approve_cut(study_id=study.pk, by=programme["decider"].pk)
    with pytest.raises(CutNotNow):
        decisions.approve_cut(study_id=study.pk, by=programme["decider"].pk)


def test_a_record_is_never_changed_only_withdrawn_once(study: CutStudy, programme: People) -> None:
    record = CutRecord.objects.get(pk=decided(exams.exam_of(study.unit.course), programme).pk)
    with pytest.raises(WrittenOnce):
        record.save()
    with pytest.raises(WrittenOnce):
        CutRecord.objects.filter(pk=record.pk).delete()
    decisions.withdraw_cut(record_id=record.pk, reason="Se filtraron preguntas.", by=programme["decider"].pk)
    with pytest.raises(CutWithdrawn):
        decisions.withdraw_cut(record_id=record.pk, reason="Otra vez.", by=programme["decider"].pk)


def test_the_table_itself_refuses_one_person_deciding_alone(study: CutStudy, programme: People) -> None:
    with pytest.raises(IntegrityError):
        decided(exams.exam_of(study.unit.course), {**programme, "focal": programme["reviewer"]})


def test_a_study_is_given_up_with_a_reason_and_another_one_begins(study: CutStudy, quiz: Quiz, programme: People) -> None:
    cuts.drop_study(study_id=study.pk, reason="Se fueron tres jueces.", by=programme["author"].pk)
    CutJudge.objects.filter(study=study).update(left_out_at=None)
    made = cuts.open_study(
        unit_id=quiz.pk, country="", described={}, trades=[], least_country=1, least_trade=1, only_lacking=False,
        by=programme["author"].pk,
    )  # fmt: skip
    assert made != study.pk


def test_the_cut_of_a_case_comes_from_letters_that_most_judges_call_borderline(tmp_path: Path, programme: People) -> None:
    course = examining.drafted(tmp_path, programme)
    unit = examining.exam_of(course)
    said = {"described": {}, "trades": [], "least_country": 1, "least_trade": 1, "only_lacking": False}
    with pytest.raises(CutNothingToJudge, match="at least 4 reference scripts"):
        cuts.open_study(unit_id=unit.pk, country="", by=programme["author"].pk, **said)
    rubric = Rubric.objects.get(version__item__key="herbs")
    for key, percent in (("low", 30), ("edge-1", 58), ("edge-2", 64), ("high", 90)):
        ReferenceScript.objects.create(
            key=key, case_key="herbs", rubric=rubric, structure_hash="s" * 64, use="qualify", country="PE", language="es",
            percent=percent,
        )  # fmt: skip
    study = panels.study_of(unit.pk, programme)
    assert study.method == "borderline"
    calls = {"low": D(0), "edge-1": D("0.5"), "edge-2": D("0.5"), "high": D(1)}
    panels.closed(study, programme, lambda _judge, _place, key: calls[key])
    proposed(study, programme, centre="mean")
    record = CutRecord.objects.get(pk=decisions.approve_cut(study_id=study.pk, by=programme["decider"].pk))
    assert (record.cut, record.of, record.percent, record.se) == (D(61), D(100), D(61), D(3))
    assert record.items == []
