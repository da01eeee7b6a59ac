"""Confirmed practice as a requirement: what is left, who it waits on, and a pass that goes when a confirmation does."""

from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from assessments.clinics import practising
from assessments.kinds.practicum import PracticumKind
from assessments.models import ClinicSession
from assessments.models.clinic_reach import practised_in
from assessments.services.clinic_confirming import settle_sessions, take_back
from assessments.services.clinic_sessions import change_session, note_session, withdraw_session
from courses import api as courses
from courses.models import Completion, Enrolment, OutcomeRecord, UnitProgress
from lms.audit.models import AuditEvent
from tests.assessments.practising import an_entry, declared, enrolled, practice_course, practice_of
from tests.conftest import House
from tests.courses import building

pytestmark = pytest.mark.django_db


@pytest.fixture
def taking(andes: House) -> Enrolment:
    """Elena takes the course that asks for practice."""
    return enrolled(practice_course(), andes)


def progress(enrolment: Enrolment) -> UnitProgress:
    return UnitProgress.objects.get(enrolment=enrolment)


def confirm(house: House, *sessions: object) -> list[int]:
    seen = {one.pk: one.revision for one in sessions}  # type: ignore[attr-defined]
    return settle_sessions(seen=seen, verdict="confirmed", by=house.facilitator.pk)


def why(enrolment: Enrolment) -> str:
    [requirement] = courses.path(enrolment.pk).requirements
    with translation.override("es"):
        return courses.why_open(requirement)


def test_the_sentence_says_exactly_what_is_left(taking: Enrolment, andes: House) -> None:
    kind = PracticumKind()
    with translation.override("es"):
        left = {"sessions": 1, "stages": 1, "referrals": 1}
        said = kind.sentence(code="practicum_left", params=left)
        assert said == "Faltan 1 sesión confirmada, 1 etapa distinta y 1 decisión de derivar."
        assert kind.sentence(code="practicum_left", params={"sessions": 1}) == "Falta 1 sesión confirmada."
        assert kind.sentence(code="practicum_left", params={"sessions": 2, "referrals": 1}) == (
            "Faltan 2 sesiones confirmadas y 1 decisión de derivar."
        )
        waits = kind.sentence(code="practicum_left", params={**left, "waiting": 1})
        assert waits.endswith("1 sesión declarada espera la confirmación de su facilitador.")
        assert kind.sentence(code="practicum_met", params={}) == "Su práctica está confirmada."
    with translation.override("en"):
        assert kind.sentence(code="practicum_left", params=left) == (
            "1 confirmed session, 1 other stage and 1 decision to refer are missing."
        )


def test_a_declared_session_waits_on_the_facilitator_then_on_the_learner(taking: Enrolment, andes: House) -> None:
    one = declared(andes)
    assert (progress(taking).state, progress(taking).waits_on) == ("waiting", "facilitator")
    assert "1 sesión declarada espera" in why(taking)
    confirm(andes, one)
    assert (progress(taking).state, progress(taking).waits_on) == ("started", "learner")
    assert why(taking) == "Faltan 1 sesión confirmada y 1 etapa distinta."


def test_the_mix_completes_the_course_once(taking: Enrolment, andes: House) -> None:
    one, two = declared(andes, "a"), declared(andes, "b", stage="growth")
    confirm(andes, one, two)
    assert progress(taking).state == "passed"
    assert Completion.objects.filter(enrolment=taking).count() == 1
    confirm(andes, declared(andes, "c", stage="export"))
    assert Completion.objects.filter(enrolment=taking).count() == 1


def test_two_sessions_of_one_stage_are_not_two_stages_and_a_referral_must_be_decided(taking: Enrolment, andes: House) -> None:
    confirm(andes, declared(andes, "a", referrals=()), declared(andes, "b", referrals=()))
    assert why(taking) == "Faltan 1 etapa distinta y 1 decisión de derivar."


def test_a_confirmation_taken_back_takes_the_pass_back_with_its_reason(taking: Enrolment, andes: House) -> None:
    one, two = declared(andes, "a"), declared(andes, "b", stage="growth")
    confirm(andes, one, two)
    take_back(session_ids=[two.pk], why="No fue con una empresa.", by=andes.facilitator.pk)
    assert progress(taking).state == "waiting"
    assert OutcomeRecord.objects.filter(enrolment=taking).latest("number").why == "No fue con una empresa."
    assert AuditEvent.objects.filter(act="outcome.revised").count() == 1
    assert AuditEvent.objects.get(act="clinic.taken_back").reason == "No fue con una empresa."
    two.refresh_from_db()
    confirm(andes, two)
    assert progress(taking).state == "passed"


def test_taking_back_one_too_many_leaves_the_pass(taking: Enrolment, andes: House) -> None:
    one, two, three = declared(andes, "a"), declared(andes, "b", stage="growth"), declared(andes, "c", stage="export")
    confirm(andes, one, two, three)
    take_back(session_ids=[three.pk], why="Fue un error.", by=andes.facilitator.pk)
    assert progress(taking).state == "passed"
    assert not AuditEvent.objects.filter(act="outcome.revised").exists()


def test_withdrawing_what_waits_gives_the_turn_back_to_the_learner(taking: Enrolment, andes: House) -> None:
    one = declared(andes)
    withdraw_session(session_id=one.pk)
    assert (progress(taking).state, progress(taking).waits_on) == ("started", "learner")
    assert why(taking) == "Faltan 2 sesiones confirmadas, 2 etapas distintas y 1 decisión de derivar."


def test_sessions_go_along_when_the_person_moves(andes: House, sur: House) -> None:
    course = practice_course()
    before = enrolled(course, andes)
    confirm(andes, declared(andes, "a"))
    moved = courses.move_enrolment(
        enrolment_id=before.pk, institution_id=sur.institution.pk, cohort_course_id=None, country="PE", by=None
    )
    assert [one.confirmed for one in practised_in(moved)] == [True]


def move(enrolment: Enrolment) -> Enrolment:
    """To the same group again, as after a slip: what continues is another enrolment."""
    moved = courses.move_enrolment(
        enrolment_id=enrolment.pk, institution_id=enrolment.institution_id, cohort_course_id=enrolment.cohort_course_id,
        country=enrolment.country, by=None,
    )  # fmt: skip
    return Enrolment.objects.get(pk=moved)


def test_a_session_from_before_a_move_counts_with_those_after_it_whichever_is_confirmed_last(
    taking: Enrolment, andes: House
) -> None:
    before = declared(andes, "a")
    heir = move(taking)
    confirm(andes, declared(andes, "b", stage="growth"))
    assert progress(heir).state == "waiting"
    confirm(andes, before)
    assert progress(heir).state == "passed"
    assert Completion.objects.filter(enrolment=heir).count() == 1
    before.refresh_from_db()
    take_back(session_ids=[before.pk], why="No fue con una empresa.", by=andes.facilitator.pk)
    assert progress(heir).state == "waiting"


def test_a_session_from_before_a_move_that_is_taken_back_leaves_a_pass_that_rests_on_others(
    taking: Enrolment, andes: House
) -> None:
    before = declared(andes, "a")
    confirm(andes, before)
    heir = move(move(taking))
    confirm(andes, declared(andes, "b", stage="growth"), declared(andes, "c"))
    take_back(session_ids=[before.pk], why="Fue un error.", by=andes.facilitator.pk)
    assert progress(heir).state == "passed"


def test_a_draft_from_before_a_move_is_declared_for_what_continues(taking: Enrolment, andes: House) -> None:
    kept = note_session(advisor_id=andes.advisor.pk, client_id="d", entry=an_entry(andes), declare=False)
    heir = move(taking)
    change_session(session_id=kept.id, revision=1, entry=an_entry(andes), declare=True)
    assert ClinicSession.objects.get().enrolment_id == heir.pk
    assert progress(heir).state == "waiting"


def test_a_session_declared_before_the_enrolment_closed_is_confirmed_after(taking: Enrolment, andes: House) -> None:
    one, two = declared(andes, "a"), declared(andes, "b", stage="growth")
    courses.close_enrolment(enrolment_id=taking.pk, because="Se fue.", by=None)
    confirm(andes, one, two)
    assert progress(taking).state == "passed"


def test_a_session_from_before_the_enrolment_counts_when_it_is_confirmed(andes: House) -> None:
    one, two = declared(andes, "a"), declared(andes, "b", stage="growth")
    taking = enrolled(practice_course(), andes)
    confirm(andes, one, two)
    assert progress(taking).state == "passed"


def test_what_a_course_file_may_ask(andes: House) -> None:
    kind = PracticumKind()
    assert list(kind.check_spec({"sessions_required": 3})) == []
    for wrong in ({"sessions_required": 0}, {"stages_required": 7, "sessions_required": 9}, {"referrals_required": "1"},
                  {"sessions_required": 1, "stages_required": 2}):  # fmt: skip
        assert len(kind.check_spec(wrong)) == 1, wrong
    course = building.make_course("borrador", lessons=0)
    spec = {"key": "p", "titles": {"es": "P", "en": "P"}, "sessions_required": 4, "stages_required": 3, "referrals_required": 0}
    unit = kind.save_draft(course_id=course.pk, module_id=None, position=1, spec=spec)
    told = {name: spec[name] for name in practising.FIELDS}
    assert dict(kind.spec(unit_id=unit)) == told
    frozen = kind.freeze(unit_id=unit, countries=["PE", "CL"], on=date(2026, 11, 26))
    assert dict(frozen.config) == {**told, "countries": ["CL", "PE"]}
    assert dict(kind.spec(unit_id=unit, config=frozen.config)) == told
    assert practising.asked_in({"sessions_required": 2}) == {"sessions": 2, "stages": 0, "referrals": 0}


def test_its_page_says_what_is_asked_and_what_is_there(elena: Client, taking: Enrolment, andes: House) -> None:
    declared(andes)
    url = PracticumKind().url(enrolment_id=taking.pk, unit_id=practice_of(taking.course).pk)
    page = elena.get(url).content.decode()
    for said in ("0 de 2", "0 de 1", "Faltan 2 sesiones confirmadas", "Quiere saber"):
        assert said in page, said
    assert f"/clinic/sessions/new/?enrolment={taking.pk}" in page


def test_its_page_is_the_owners_alone(as_person: object, taking: Enrolment, andes: House) -> None:
    url = PracticumKind().url(enrolment_id=taking.pk, unit_id=practice_of(taking.course).pk)
    assert as_person(andes.advisor2).get(url).status_code == 404  # type: ignore[operator]


@pytest.mark.parametrize("many", [1, 12])
def test_its_page_takes_as_many_queries_for_one_session_as_for_twelve(
    many: int, elena: Client, taking: Enrolment, andes: House, django_assert_max_num_queries: object
) -> None:
    for n in range(many):
        declared(andes, f"s{n}")
    url = PracticumKind().url(enrolment_id=taking.pk, unit_id=practice_of(taking.course).pk)
    elena.get(url)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        assert elena.get(url).status_code == 200
