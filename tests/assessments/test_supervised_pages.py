"""From the coordinator's list to the candidate's result: pages and mails of a supervised piece, and who doesn't see them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import PieceAppointment, PieceScore, SupervisedPiece
from assessments.selectors.todos import todo
from assessments.services.supervised import plan_piece
from courses import api as courses
from courses.models import Course, Enrolment
from lms.institutions.api import scope
from lms.institutions.models import Membership, Person
from lms.jobs.api import run_due_jobs
from tests.assessments import examining
from tests.assessments.examining import PIECE, UNIT
from tests.conftest import House

People = dict[str, Person]
FOUND = {"flag-f1": "clear", "level-r1": "3", "level-business": "2", "comment-_": "Habló claro.", "comment-r1": "Los vio."}


@pytest.fixture
def course(tmp_path: Path, programme: People) -> Course:
    return examining.certifying_course(tmp_path / "toolkit", programme, UNIT, PIECE)


@pytest.fixture
def piece(course: Course) -> SupervisedPiece:
    return SupervisedPiece.objects.get(course=course)


@pytest.fixture
def ana(course: Course, andes: House) -> Enrolment:
    enrolment = examining.enrolled(course, andes)
    examining.passed(examining.handed_in(enrolment, course))
    return enrolment


@pytest.fixture
def row(ana: Enrolment, piece: SupervisedPiece, andes: House, programme: People) -> PieceAppointment:
    made = plan_piece(
        enrolment_id=ana.pk, unit_id=piece.pk, form="oral", examiner_id=programme["assessor"].pk,
        at=timezone.now() + timedelta(hours=2), place="Sala 2", by=andes.coordinator.pk,
    )  # fmt: skip
    return PieceAppointment.objects.get(pk=made)


def url(name: str, *args: Any) -> str:
    return reverse(f"lms:assessments:{name}", args=args)


def test_from_the_list_to_the_result(
    ana: Enrolment, piece: SupervisedPiece, andes: House, programme: People, as_person: Callable[[Person], Client]
) -> None:
    coordinator, candidate, examiner = (as_person(one) for one in (andes.coordinator, andes.advisor, programme["assessor"]))
    assert any(one.url == url("piece-plan-list") for one in todo(scope(andes.coordinator.pk)))
    listed = coordinator.get(url("piece-plan-list")).content.decode()
    plan = url("piece-plan", ana.pk, piece.pk)
    assert plan in listed
    page = coordinator.get(plan).content.decode()
    assert programme["assessor"].full_name in page
    assert andes.facilitator.full_name not in page
    at = timezone.localtime(timezone.now() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    said = {"form": "oral", "examiner": programme["assessor"].pk, "at": at, "place": "Sala 2"}
    assert coordinator.post(plan, said | {"place": ""}).status_code == 422
    assert coordinator.post(plan, said).status_code == 302
    row = PieceAppointment.objects.get()
    shown = candidate.get(url("piece-detail", ana.pk, piece.pk)).content.decode()
    assert programme["assessor"].full_name in shown
    assert "Sala 2" in shown
    assert any(one.url == url("examining-list") for one in todo(scope(programme["assessor"].pk)))
    assert url("examining-detail", row.pk) in examiner.get(url("examining-list")).content.decode()
    PieceAppointment.objects.filter(pk=row.pk).update(at=timezone.now())
    before = examiner.get(url("examining-detail", row.pk)).content.decode()
    assert "level-r1" not in before
    examiner.post(url("examining-begin", row.pk))
    going_on = examiner.get(url("examining-detail", row.pk)).content.decode()
    assert going_on.count('class="card stack stack-s"') >= 4
    assert "level-r1" in going_on
    score = url("examining-score", row.pk)
    examiner.post(score, {"level-r1": "2", "comment-_": "A medias.", "go": "keep"})
    kept = examiner.get(url("examining-detail", row.pk)).content.decode()
    assert "A medias." in kept
    assert examiner.post(score, {"level-r1": "2", "go": "finish"}).status_code == 422
    assert not PieceScore.objects.exists()
    assert examiner.post(score, FOUND | {"go": "finish"}).status_code == 302
    assert PieceScore.objects.get().passed
    result = candidate.get(url("piece-detail", ana.pk, piece.pk)).content.decode()
    for text in ("Habló claro.", "Los vio."):
        assert text in result
    assert "Habló claro." in examiner.get(url("examining-detail", row.pk)).content.decode()
    assert courses.path(ana.pk).complete


def test_who_is_too_close_does_not_find_it(
    row: PieceAppointment, andes: House, sur: House, programme: People, as_person: Callable[[Person], Client]
) -> None:
    examiner = as_person(programme["assessor"])
    pages = [url("examining-detail", row.pk), url("examining-begin", row.pk), url("examining-score", row.pk)]
    for person in (andes.assessor, sur.assessor, andes.advisor, andes.coordinator, programme["decider"]):
        assert as_person(person).get(pages[0]).status_code == 404
    for person in (sur.coordinator, andes.facilitator, andes.assessor, andes.advisor):
        assert as_person(person).get(url("piece-change", row.pk)).status_code == 404
        assert as_person(person).get(url("piece-plan", row.enrolment_id, row.unit_id)).status_code == 404
    assert as_person(programme["decider"]).get(url("piece-change", row.pk)).status_code == 200
    assert examiner.get(pages[0]).status_code == 200
    Membership.objects.create(person=programme["assessor"], institution=andes.institution, role="facilitator")
    assert examiner.get(pages[0]).status_code == 404
    for page in pages[1:]:
        assert examiner.post(page, FOUND | {"go": "finish"}).status_code == 404
    assert url("examining-detail", row.pk) not in examiner.get(url("examining-list")).content.decode()
    listed = as_person(andes.coordinator).get(url("piece-plan-list")).content.decode()
    assert "is-late" in listed  # the coordinator is told that somebody else is needed


def test_moved_cancelled_and_missed_by_the_page(
    row: PieceAppointment, andes: House, as_person: Callable[[Person], Client], programme: People
) -> None:
    coordinator, page = as_person(andes.coordinator), url("piece-change", row.pk)
    at = timezone.localtime(timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    assert coordinator.post(page, {"act": "move", "at": "", "place": "x"}).status_code == 422
    assert coordinator.post(page, {"act": "move", "at": at, "place": "Sala 9"}).status_code == 302
    row.refresh_from_db()
    assert (row.place, row.revision) == ("Sala 9", 2)
    assert coordinator.post(page, {"act": "cancel", "why": ""}).status_code == 422
    assert coordinator.post(page, {"act": "cancel", "why": "Viaje."}).status_code == 302
    assert "Viaje." in coordinator.get(page).content.decode()
    assert as_person(programme["assessor"]).get(url("examining-detail", row.pk)).status_code == 404


@pytest.mark.parametrize("language", ["es", "en"])
def test_each_mail_is_written_in_its_readers_language(
    row: PieceAppointment, andes: House, programme: People, language: str, mailoutbox: list[Any]
) -> None:
    Person.objects.update(language=language)
    run_due_jobs()
    subjects = [one.subject for one in mail.outbox]
    assert any(andes.advisor.full_name in one for one in subjects)  # the examiner's
    (planned,) = [one for one in mail.outbox if one.to == [andes.advisor.email] and "Sala 2" in one.body]
    assert programme["assessor"].full_name in planned.body
    assert ("Cuándo" in planned.body) == (language == "es")
    assert ("When" in planned.body) == (language == "en")
    assert "{" not in planned.body


def test_the_assurance_of_authorship_is_met_and_says_what_is_lacking(tmp_path: Path, programme: People) -> None:
    def said(course: Course) -> courses.Assurance:
        found = courses.assurances([course.pk], "PE", lambda code: code)
        return next(one for one in found if one.code == courses.AUTHORSHIP)

    course = examining.certifying_course(tmp_path, programme)
    assert not said(course).met
    examining.drafted(tmp_path, programme, UNIT, PIECE)
    examining.publish(course, programme)
    assert said(course).met
    assert said(course).facts == {"pieces": 1, "tasks": 1, "tasks_without_rule": 0}


def test_families_are_judged_and_a_case_comes_back_by_the_page(
    course: Course, andes: House, programme: People, as_person: Callable[[Person], Client]
) -> None:
    from assessments.models import CaseRest, FamilyReview

    reviewer, author = as_person(programme["reviewer"]), as_person(programme["author"])
    page = url("family-detail", "valley")
    assert page in reviewer.get(url("family-list")).content.decode()
    html = reviewer.get(page).content.decode()
    for title in ("Hierbas", "Té", "Sal"):
        assert title in html
    compared = FamilyReview.objects.first()
    assert compared is not None
    sent = {"compared": compared.compared, "comparable": "no", "note": ""}
    assert reviewer.post(page, sent).status_code == 422
    assert reviewer.post(page, sent | {"note": "La sal es más fácil."}).status_code == 302
    assert FamilyReview.objects.get(judge=programme["reviewer"]).note == "La sal es más fácil."
    for banned in ("equated", "equating", "equiparad", "igualad"):
        assert banned not in (html + reviewer.get(url("family-list")).content.decode()).casefold()
    CaseRest.objects.create(case_key="tea", uses=40)
    assert any(one.url == url("family-list") for one in todo(scope(programme["author"].pk)))
    back = url("case-return", "tea")
    assert back in author.get(url("family-list")).content.decode()
    assert as_person(andes.coordinator).get(back).status_code == 404
    assert author.post(back, {"why": ""}).status_code == 422
    assert author.post(back, {"why": "Texto nuevo."}).status_code == 302
    assert author.get(back).status_code == 404


def test_pages_cost_the_same_for_two_and_for_eight(
    course: Course, piece: SupervisedPiece, andes: House, programme: People, as_person: Callable[[Person], Client],
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(browser: Client, page: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert browser.get(page).status_code == 200
        return len(found)

    coordinator, examiner = as_person(andes.coordinator), as_person(programme["assessor"])
    costs = []
    for upto in (2, 8):
        for n in range(PieceAppointment.objects.count() + 1, upto + 1):
            one = examining.enrolled(course, andes, n)
            plan_piece(
                enrolment_id=one.pk, unit_id=piece.pk, form="observed", examiner_id=programme["assessor"].pk,
                at=timezone.now() + timedelta(hours=n), place="Sala", by=andes.coordinator.pk,
            )  # fmt: skip
        costs.append((cost(coordinator, url("piece-plan-list")), cost(examiner, url("examining-list"))))
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 20


def test_who_is_not_there_yet_can_be_planned_for_ahead_and_nobody_plans_for_themselves(
    course: Course, piece: SupervisedPiece, andes: House, sur: House, as_person: Callable[[Person], Client]
) -> None:
    one, foreign = examining.enrolled(course, andes), examining.enrolled(course, sur)
    coordinator = as_person(andes.coordinator)
    listed = coordinator.get(url("piece-plan-list")).content.decode()
    assert url("piece-plan", one.pk, piece.pk) in listed
    assert url("piece-plan", foreign.pk, piece.pk) not in listed
    page = coordinator.get(url("piece-plan", one.pk, piece.pk)).content.decode()
    assert 'value="observed"' in page
    assert 'value="oral"' not in page
    Membership.objects.create(person=andes.advisor, institution=andes.institution, role="coordinator")
    own = as_person(andes.advisor)
    assert url("piece-plan", one.pk, piece.pk) not in own.get(url("piece-plan-list")).content.decode()
    assert own.get(url("piece-plan", one.pk, piece.pk)).status_code == 404
