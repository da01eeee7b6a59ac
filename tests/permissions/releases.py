"""A result that waits for its release, and one that is out and appealed against: letters of two more people of the group."""

from typing import Any

from django.utils import timezone

from assessments.models import Allocation, Submission, SubmissionState
from assessments.services.appeals import open_appeal
from assessments.services.letters import open_letter, save_letter, submit_letter
from assessments.services.scoring_letters import claim_letter, record_score
from courses.models import CohortCourse
from lms.institutions.models import Membership
from tests.conftest import House, make_person
from tests.courses import building

TOKEN = "00000000-0000-4000-8000-000000000001"


def release_samples(house: House, placed: CohortCourse, unit_id: int, letter: dict[str, Any], mark: str) -> dict[str, Any]:
    """Both letters are scored by the assessor of the house."""
    made = []
    for name in ("scored", "appealed"):
        person = make_person(f"{name}@{house.institution.key}.test", "Nora", mark or "Paz", house.institution.country)
        Membership.objects.create(person=person, institution=house.institution, cohort=house.cohort, role="advisor")
        taken = building.enrol(person, house.institution, placed.course, cohort_course=placed)
        pk = open_letter(enrolment_id=taken.pk, unit_id=unit_id)
        save_letter(letter_id=pk, blocks=letter, revision=0)
        submit_letter(letter_id=pk)
        lease = Allocation.objects.get(pk=claim_letter(submission_id=pk, assessor_id=house.assessor.pk))
        record_score(
            allocation_id=lease.pk, assessor_id=house.assessor.pk, fence=lease.fence, picks={"r1": 2, "business": 2},
            comments={}, red_flags=[],
        )  # fmt: skip
        made.append(Submission.objects.get(pk=pk))
    Submission.objects.filter(pk=made[0].pk).update(
        state=SubmissionState.SCORED, scored_at=timezone.now(), released_at=None, released_by=None
    )
    appeal = open_appeal(submission_id=made[1].pk, reason=f"El criterio de los pasos no se vio. {mark}")
    return {"appeal_id": appeal, "scored_ref": made[0].ref}


def release_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """A body for each POST of these pages."""
    from assessments.models.case_rows import texts_of

    case = texts_of("herbs")["herbs"]["case"]
    judged = {f"is-{name}": "yes" for name in ("r1", "business", "_")}
    reason = {"reason": "El criterio de los pasos no se vio: están en el segundo párrafo.", "step": "send"}
    return {
        "lms:assessments:release-batch": {"refs": samples["scored_ref"], "token": TOKEN, "step": "release"},
        "lms:assessments:appeal-form": reason,
        "lms:assessments:appeal-refuse": {"answer": "No nombra nada de la carta."},
        "lms:assessments:appeal-decide": {"decision": "stands", "answer": "Se mantiene."},
        "lms:assessments:twin-detail": {"version": case.id, **judged},
    }
