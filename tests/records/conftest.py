"""An advisor who learned, sat, wrote, was scored by two and a third, and holds a certificate."""

from pathlib import Path

import pytest
from django.utils import timezone

from assessments import api as assessments
from assessments.models import Allocation, CaseStudy, Quiz, Submission
from assessments.services.scoring_letters import claim_letter, record_score
from certificates.api import define_credential
from certificates.models import Award, Certificate
from certificates.services.drawing import draw_certificate
from courses import api as courses
from courses.models import Course, Enrolment, Unit
from lms.institutions.models import Membership, Person
from tests.assessments.conftest import LETTER
from tests.assessments.scoring import HIGH, LOW, SOLID
from tests.assessments.toolkit import COURSE, write_toolkit
from tests.conftest import House, make_person
from tests.courses import building

DOUBLE = COURSE.replace("scoring: {release: at_once}", "scoring: {stages: double, tolerance: 10, apart: third}")


@pytest.fixture
def enrolment(tmp_path: Path, programme: dict[str, Person], andes: House) -> Enrolment:
    """Elena takes the course, and a certificate stands at its end."""
    courses.import_toolkit(path=write_toolkit(tmp_path / "toolkit", course=DOUBLE), by=programme["author"].pk)
    course = Course.objects.get(key="marks-course")
    courses.publish_course(
        course_id=course.pk, by=programme["author"].pk, approved_by=programme["focal"].pk, countries=["CL", "CO", "MX", "PE"]
    )
    define_credential(
        key="marks", titles={"es": "Marcas", "en": "Marks"}, claim="assessed_certificate", validity_months=36,
        course_ids=[course.pk],
    )  # fmt: skip
    andes.advisor.certificate_name = "Elena De Andes"
    andes.advisor.save(update_fields=["certificate_name"])
    return building.enrol(andes.advisor, andes.institution, course, cohort_course=building.place(andes.cohort, course))


@pytest.fixture
def award(enrolment: Enrolment, andes: House, programme: dict[str, Person]) -> Award:
    """Everything is passed: a first attempt failed, two assessors far apart, a third decided."""
    learner = andes.advisor.pk
    lesson = Unit.objects.get(course=enrolment.course, key="terms")
    shown = courses.unit_in_effect(enrolment.pk, lesson.pk, timezone.now()).unit_version_id
    courses.finish_unit(enrolment_id=enrolment.pk, unit_id=lesson.pk, unit_version_id=shown, verb="read", code="lesson_read")
    quiz = Quiz.objects.get(course=enrolment.course)
    assessments.sit_quiz(enrolment_id=enrolment.pk, unit_id=quiz.pk, by=learner, wrong=3)
    assessments.sit_quiz(enrolment_id=enrolment.pk, unit_id=quiz.pk, by=learner)
    case = CaseStudy.objects.get(course=enrolment.course)
    letter = assessments.write_letter(enrolment_id=enrolment.pk, unit_id=case.pk, blocks=LETTER)
    more = []
    for number in (2, 3):
        person = make_person(f"assessor{number}@andes.test", "Sonia", f"Paz {number}", "PE")
        Membership.objects.create(person=person, institution=andes.institution, role="assessor")
        more.append(person)
    for person, picks in zip([andes.assessor, *more], [HIGH, LOW, SOLID], strict=True):
        lease = Allocation.objects.get(pk=claim_letter(submission_id=letter, assessor_id=person.pk))
        record_score(
            allocation_id=lease.pk, assessor_id=person.pk, fence=lease.fence, picks=picks, comments={"r1": "Bien visto."},
            red_flags=(),
        )  # fmt: skip
    assert Submission.objects.get(pk=letter).state == "scored"
    assessments.release_letters(submission_ids=[letter], by=andes.coordinator.pk)
    return Award.objects.get(person=andes.advisor)


@pytest.fixture
def certificate(award: Award) -> Certificate:
    """Its paper, issued."""
    row = Certificate.objects.get(award=award)
    draw_certificate(certificate_id=row.pk)
    return Certificate.objects.get(pk=row.pk)
