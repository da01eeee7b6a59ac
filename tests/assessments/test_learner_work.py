"""What those who accompany a learner see of what was handed in: that it was, when, and a score once it is out."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from assessments import api
from assessments.models import Attempt, FinalScore, Submission, SubmissionState
from assessments.models.scores import Basis
from courses.models import Enrolment
from lms.institutions.models import Person
from tests.conftest import House

SignIn = Callable[[Person], Client]

pytestmark = pytest.mark.django_db


def work_of(enrolment: Enrolment, kind: str) -> api.Work:
    (found,) = [one for one in api.learner_work(enrolment.pk) if one.kind == kind]
    return found


def test_an_open_attempt_is_under_way_and_one_handed_in_has_its_score(enrolment: Enrolment, attempt: Attempt) -> None:
    assert (work_of(enrolment, "attempt").number, work_of(enrolment, "attempt").percent) == (1, None)
    Attempt.objects.filter(pk=attempt.pk).update(state="submitted", fraction="0.75", submitted_at=attempt.started_at)
    assert work_of(enrolment, "attempt").percent == 75


def test_a_letters_score_waits_until_the_learner_has_it(enrolment: Enrolment, handed_in: Submission) -> None:
    FinalScore.objects.create(submission=handed_in, number=1, percent=80, passed=True, basis=Basis.choices[0][0])
    Submission.objects.filter(pk=handed_in.pk).update(state=SubmissionState.SCORED)
    assert work_of(enrolment, "letter").percent is None
    Submission.objects.filter(pk=handed_in.pk).update(state=SubmissionState.RELEASED)
    assert work_of(enrolment, "letter").percent == 80


def test_the_page_never_names_the_letter_as_the_assessor_knows_it(
    handed_in: Submission, andes: House, as_person: SignIn
) -> None:
    page = as_person(andes.coordinator).get(reverse("lms:reporting:learner-work", args=[handed_in.enrolment_id]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "carta 1" in text
    assert handed_in.ref not in text
    assert "El nombre del valle" not in text
