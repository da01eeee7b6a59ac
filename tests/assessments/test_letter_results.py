"""The result of a letter: level by level, remarks on passages, the rules to read again; never who scored it."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.errors import CasePassed
from assessments.models import Allocation, CaseStudy, FinalScore, Submission
from assessments.selectors.cases import letters_of
from assessments.selectors.letter_results import letter_result
from assessments.services.letters import open_letter, save_letter, submit_letter
from assessments.services.releasing import release_letters
from assessments.services.scoring_letters import claim_letter, record_score
from courses.models import Course, Enrolment
from lms.institutions.models import Person
from tests.assessments.conftest import LETTER
from tests.assessments.scoring import HIGH, LOW, SOLID
from tests.conftest import House

ISSUES = LETTER["issues"]


def quote(words: str, text: str, criterion: str = "") -> dict[str, Any]:
    """A remark on words of the first part."""
    start = ISSUES.index(words)
    return {"block": "issues", "start": start, "end": start + len(words), "quote": words, "text": text, "criterion": criterion}


def score(letter: Submission, person: Person, picks: dict[str, int], *flags: str, **said: Any) -> None:
    lease = Allocation.objects.get(pk=claim_letter(submission_id=letter.pk, assessor_id=person.pk))
    values = {"comments": {}, "anchors": []} | said
    record_score(allocation_id=lease.pk, assessor_id=person.pk, fence=lease.fence, picks=picks, red_flags=flags, **values)


def release(letter: Submission, house: House) -> Submission:
    release_letters(submission_ids=[letter.pk], by=house.coordinator.pk)
    return Submission.objects.get(pk=letter.pk)


def result_page(client: Client, letter: Submission) -> str:
    return client.get(reverse("lms:assessments:submission-detail", args=[letter.pk])).content.decode()


def test_a_scored_letter_shows_nothing_until_it_is_released(
    elena: Client, andes: House, ruled: Callable[..., Submission]
) -> None:
    letter = ruled(stages="single")
    score(letter, andes.assessor, SOLID, comments={"_": "Comentario-guardado"})
    letter.refresh_from_db()
    html = result_page(elena, letter)
    assert "Comentario-guardado" not in html
    assert "80" not in html.split("<main")[1].split("</main>")[0].replace("2026", "")
    assert "se publican juntos" in html
    assert "Retirar" not in html.split("<main")[1]
    with pytest.raises(ValueError, match="before its release"):
        letter_result(letter, again=True)
    assert letters_of(letter.enrolment_id, letter.unit_id)[0].passed is None


def test_two_assessors_are_a_and_b_and_the_mean_counts(
    elena: Client, andes: House, assessor2: Person, ruled: Callable[..., Submission]
) -> None:
    letter = ruled(stages="double", tolerance=30)
    score(letter, andes.assessor, HIGH, comments={"_": "Muy clara.", "r1": "Los vio todos."})
    score(letter, assessor2, SOLID, anchors=[quote("nombre del valle", "¿De cuál valle?", "r1")])
    html = result_page(elena, release(letter, andes))
    assert "90" in html
    assert "Cuenta el promedio" in html
    assert "Persona evaluadora A, nivel 4 de 4" in html
    assert "Persona evaluadora B, nivel 3 de 4" in html
    assert '<mark id="passage-1" data-anchor="1">nombre del valle</mark>' in html
    assert 'id="remark-1"' in html
    assert "¿De cuál valle?" in html
    for person in (andes.assessor, assessor2, andes.coordinator):
        assert person.full_name not in html
        assert person.email not in html


def test_a_third_assessor_decides_and_only_what_counts_is_read_criterion_by_criterion(
    elena: Client, andes: House, assessor2: Person, assessor3: Person, ruled: Callable[..., Submission]
) -> None:
    letter = ruled(stages="double", tolerance=5)
    score(letter, andes.assessor, HIGH, comments={"r1": "De la primera."})
    score(letter, assessor2, LOW, comments={"r1": "De la segunda."})
    score(letter, assessor3, SOLID, comments={"r1": "De la tercera."})
    html = result_page(elena, release(letter, andes))
    assert "Una tercera la evaluó" in html
    assert "De la tercera." in html
    assert "De la primera." not in html
    assert "De la segunda." not in html


def test_the_next_level_is_said_until_the_highest(elena: Client, andes: House, ruled: Callable[..., Submission]) -> None:
    letter = ruled(stages="single")
    score(letter, andes.assessor, {"r1": 1, "business": 3})
    result = letter_result(release(letter, andes), again=True)
    first, second = result["criteria"]
    assert (first.agreed.place, first.most, first.next["es"]) == (2, 4, "Dos")
    assert second.next is None


def test_what_to_read_again_leads_to_the_rule_and_the_lesson_and_gives_advice_only_at_the_end(
    elena: Client, andes: House, enrolment: Enrolment, case: CaseStudy, ruled: Callable[..., Submission]
) -> None:
    letter = ruled(stages="single")
    score(letter, andes.assessor, LOW)
    html = result_page(elena, release(letter, andes))
    assert "Hallazgo-secreto" in html
    assert "Consejo-secreto" not in html
    assert "Son 10 años en PE." in html
    assert "Ley PE, 1" in html
    assert reverse("lms:courses:reference-fact", args=["trademarks.term"]) in html
    assert "#marks-terms" in html
    assert "Los plazos" in html
    again = Submission.objects.get(pk=open_letter(enrolment_id=enrolment.pk, unit_id=case.pk))
    save_letter(letter_id=again.pk, blocks={"advice": "Otra"}, revision=0)
    submit_letter(letter_id=again.pk)
    score(again, andes.assessor, LOW)
    html = result_page(elena, release(again, andes))
    assert "Consejo-secreto" in html  # two were allowed: none is left
    assert "Escribir otra vez" not in html


def test_what_to_read_again_is_found_in_the_writers_other_courses_too(
    elena: Client, andes: House, enrolment: Enrolment, ruled: Callable[..., Submission]
) -> None:
    letter = ruled(stages="single")
    score(letter, andes.assessor, LOW)
    release(letter, andes)
    letters_only = Course.objects.create(key="letters-only", titles={}, countries=["PE"])
    other = Enrolment.objects.create(
        person=enrolment.person, institution=enrolment.institution, course=letters_only, country="PE", language="es"
    )
    Submission.objects.filter(pk=letter.pk).update(enrolment=other)
    link = re.search(r'href="([^"]*)#marks-terms"', result_page(elena, letter))
    assert link
    assert elena.get(link.group(1)).status_code == 200  # the lesson of the course that has it
    Enrolment.objects.filter(pk=enrolment.pk).update(country="CL")
    assert "#marks-terms" not in result_page(elena, letter)  # read under another country's law it would teach the wrong rule


def test_a_red_flag_is_named_and_a_late_letter_says_what_it_cost(
    elena: Client, andes: House, ruled: Callable[..., Submission]
) -> None:
    letter = ruled(stages="single")
    Submission.objects.filter(pk=letter.pk).update(late_percent=10)
    score(letter, andes.assessor, HIGH, "f1")
    html = result_page(elena, release(letter, andes))
    assert "Promete el registro" in html
    assert "costó 10 puntos" in html
    assert "90" in html


def test_the_result_after_an_appeal_counts_and_its_history_stays(
    elena: Client, andes: House, enrolment: Enrolment, case: CaseStudy, ruled: Callable[..., Submission]
) -> None:
    letter = ruled(stages="single")
    score(letter, andes.assessor, LOW)
    letter = release(letter, andes)
    first = FinalScore.objects.get(submission=letter)
    FinalScore.objects.create(
        submission=letter, number=2, percent=Decimal("71.00"), passed=True, basis="appeal", scores=first.scores,
        why="El plazo citado era el correcto.", by=andes.coordinator,
    )  # fmt: skip
    html = result_page(elena, letter)
    assert html.index("33") > 0
    assert "El plazo citado era el correcto." in html
    assert "Después de su solicitud de revisión" in html
    with pytest.raises(CasePassed):
        open_letter(enrolment_id=enrolment.pk, unit_id=case.pk)


def test_an_appeal_is_offered_while_there_is_time_for_it(elena: Client, andes: House, ruled: Callable[..., Submission]) -> None:
    letter = ruled(stages="single")
    score(letter, andes.assessor, LOW)
    letter = release(letter, andes)
    appeal = reverse("lms:assessments:appeal-form", args=[letter.pk])
    assert appeal in result_page(elena, letter)
    Submission.objects.filter(pk=letter.pk).update(released_at=timezone.now() - timedelta(days=400))
    assert appeal not in result_page(elena, letter)


def test_one_assessors_pass_does_not_close_the_case_when_the_result_is_not_yet_competent(
    andes: House, assessor2: Person, assessor3: Person, enrolment: Enrolment, case: CaseStudy, ruled: Callable[..., Submission]
) -> None:
    letter = ruled(stages="double", tolerance=5)
    score(letter, andes.assessor, HIGH)
    score(letter, assessor2, LOW)
    score(letter, assessor3, LOW)
    release(letter, andes)
    assert open_letter(enrolment_id=enrolment.pk, unit_id=case.pk) != letter.pk


def test_what_an_assessor_writes_is_text(elena: Client, andes: House, ruled: Callable[..., Submission]) -> None:
    letter = ruled(stages="single")
    bad = "<script>alert(1)</script>"
    score(letter, andes.assessor, LOW, comments={"_": bad, "r1": bad}, anchors=[quote("valle", bad)])
    assert "<script>alert" not in result_page(elena, release(letter, andes))
