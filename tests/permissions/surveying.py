"""A short course that the owner has finished: its surveys; the question to a holder; a business a year later."""

import hashlib
from datetime import timedelta
from typing import Any

from django.utils import timezone

from assessments.models import ClinicSequel, ClinicYear, GainSitting, HolderAsk, ParallelForms
from assessments.services.holder_questions import link_of
from assessments.services.surveys import answer_survey
from assessments.surveys.questions import LANGUAGES, QUESTIONS
from tests.conftest import House
from tests.courses import building

SAID = {"useful": "4", "clear": "4", "law": "4", "apply": "4"}


def survey_samples(house: House, mark: str) -> dict[str, Any]:
    """The owner at the end of a course, with answers about it and its module; three questions to the owner as a holder."""
    now, key = timezone.now(), house.institution.key
    course = building.make_course(f"encuesta-{key}", lessons=1)
    building.publish(course)
    mine = building.enrol(house.advisor, house.institution, course, cohort_course=building.place(house.cohort, course))
    building.finish(mine)
    for module in ("", "uno"):
        answer_survey(enrolment_id=mine.pk, module=module, raw={**SAID, "comment": f"Más casos {mark}"})
    ask = HolderAsk(
        subject=f"award:{key}", person=house.advisor, institution=house.institution, country=house.institution.country,
        due_at=now, closes_at=now + timedelta(days=30),
    )  # fmt: skip
    token = link_of(ask).rstrip("/").rpartition("/")[2]
    ask.token_hash = hashlib.sha256(token.encode()).hexdigest()
    ask.save()
    forms = ParallelForms.objects.create(
        course=course, number=1, seed=1, material={"countries": list(course.countries), "slots": []}, by=house.coordinator,
        law_as_of=now.date(),
    )  # fmt: skip
    sheet = {"slots": [], "country": house.institution.country}
    for moment, form in (("pre", "a"), ("post", "b")):
        GainSitting.objects.create(
            enrolment=mine, forms=forms, moment=moment, form=form, sheet=sheet, submitted_at=now, fraction=0
        )
    other = building.make_course(f"prueba-{key}", lessons=1)
    building.publish(other)
    untested = building.enrol(house.advisor, house.institution, other, cohort_course=building.place(house.cohort, other))
    ParallelForms.objects.create(
        course=other, number=1, seed=1, material=forms.material, by=house.coordinator, law_as_of=now.date()
    )
    sequel = ClinicSequel.objects.filter(session__advisor=house.advisor)[0]
    return {
        "surveyed_enrolment_id": mine.pk, "survey_module": "uno", "surveyed_course_id": course.pk, "holder_token": token,
        "gain_moment": "post", "first_moment": "pre", "untested_enrolment_id": untested.pk,
        "clinic_year_id": ClinicYear.objects.create(sequel=sequel).pk,
    }  # fmt: skip


def survey_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """Bodies that would be done."""
    words = {f"{name}_{one}": f"{name} {one} {samples['surveyed_course_id']}" for name in QUESTIONS for one in LANGUAGES}
    return {
        "lms:assessments:survey": SAID,
        "lms:assessments:survey-module": SAID,
        "lms:assessments:survey-wording": {**words, "seen": "0"},
        "lms:assessments:holder-answer": {"gave": "yes", "businesses": "2"},
        "lms:assessments:clinic-year": {"end": "registered"},
        "lms:assessments:gain": {"go": "stay"},
        "lms:assessments:parallel-forms": {"seen": "1", "banks": ["marks"], "length": "4"},
    }
