"""Hours that the house's assessor offers for its group, and a colleague's score that this assessor may look at."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from assessments.models import Allocation, HoursOffer, PeerLook, Qualification, Rubric, Score, Submission
from courses.models import CohortCourse
from lms.records.models import LegalHold
from tests.conftest import House, make_person


def load_samples(house: House, script_ref: str) -> dict[str, Any]:
    """`script_ref` is a letter that was handed in: what is looked at is a score of another one of the same writer."""
    like = Submission.objects.select_related("unit_version").get(ref=script_ref)
    placed = CohortCourse.objects.filter(cohort=house.cohort, course=like.unit.course).first()
    placed = placed or CohortCourse.objects.filter(cohort=house.cohort)[0]
    offer = HoursOffer.objects.create(cohort_course=placed, assessor=house.assessor, hours=12, by=house.assessor)
    now, key = timezone.now(), house.institution.key
    letter = Submission.objects.create(
        enrolment_id=like.enrolment_id, unit_id=like.unit_id, unit_version_id=like.unit_version_id, number=like.number + 60,
        ref=f"{key[:4].upper()}-E3E3", state="released", letter=like.letter, submitted_at=now - timedelta(days=9),
        released_at=now - timedelta(days=1), case_key=like.case_key, structure_hash=like.structure_hash,
    )  # fmt: skip
    colleague = make_person(f"assessor3@{key}.test", "Teresa", "Paz", house.institution.country)
    rubric = Rubric.objects.get(content_hash=like.unit_version.config["rubric"]["content_hash"])
    stage = Allocation.objects.create(submission=letter, assessor=colleague, stage="first", done_at=now)
    score = Score.objects.create(
        allocation=stage, number=1, rubric=rubric, picks={"r1": 2, "business": 2}, percent=67, passed=True,
        comments={"r1": "Un comentario de colega."},
    )  # fmt: skip
    Qualification.objects.create(person=house.assessor, case_key=like.case_key, structure_hash=like.structure_hash)
    look = PeerLook.objects.create(score=score)
    hold = LegalHold.objects.create(person=house.advisor2, reason="Un litigio.", by=house.coordinator)
    return {"hours_offer_id": offer.pk, "peer_look_id": look.pk, "legal_hold_id": hold.pk}


def load_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """A body for each POST of these pages."""
    return {
        "lms:assessments:hours-offer": {"hours": "7,5"},
        "lms:assessments:pool-change": {"act": "join"},
        "lms:records:hold-end": {"reason": "Terminó."},
        "lms:records:hold-place": {"email": "author@programme.test", "reason": "Un litigio."},
        "lms:records:evidence-file": {"serial": samples["serial"]},
        "lms:assessments:look-form": {"verdict": "agree", "clear": "4", "true": "4", "useful": "3"},
    }
