"""A letter on which two assessors of an institution lie apart, and look at it again together."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from assessments.models import Allocation, DiscussionNote, Rubric, SavedComment, Score, Submission
from lms.institutions.models import Membership
from tests.conftest import House, make_person


def scoring_samples(house: House, script_ref: str) -> dict[str, Any]:
    """`script_ref` is a letter that was handed in: the one they discuss is another of the same writer."""
    like = Submission.objects.select_related("unit_version").get(ref=script_ref)
    place = house.institution
    second = make_person(f"assessor2@{place.key}.test", "Sonia", "Paz", place.country)
    Membership.objects.create(person=second, institution=place, role="assessor")
    now = timezone.now()
    letter = Submission.objects.create(
        enrolment_id=like.enrolment_id, unit_id=like.unit_id, unit_version_id=like.unit_version_id, number=like.number + 50,
        ref=f"{place.key[:4].upper()}-D2D2", state="submitted", letter=like.letter, submitted_at=now,
        case_key=like.case_key, structure_hash=like.structure_hash,
    )  # fmt: skip
    rubric = Rubric.objects.get(content_hash=like.unit_version.config["rubric"]["content_hash"])
    for stage, person, pick in (("first", house.assessor, 3), ("second", second, 0)):
        one = Allocation.objects.create(
            submission=letter, assessor=person, stage=stage, discussing=True, lease_until=now + timedelta(days=7)
        )
        Score.objects.create(
            allocation=one, number=1, rubric=rubric, picks={"r1": pick, "business": pick}, percent=100 if pick else 0,
            passed=bool(pick), comments={"r1": "Un comentario largo."},
        )  # fmt: skip
        DiscussionNote.objects.create(allocation=one, text="Una nota.")
    phrase = SavedComment.objects.create(person=house.assessor, case_key="herbs", criterion="r1", text="Una frase guardada.")
    return {"discussed_ref": letter.ref, "saved_comment_id": phrase.pk}


def scoring_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """A body for each POST of these pages."""
    score = {"fence": samples["fence"], "flag-f1": "clear", "level-r1": "2", "level-business": "2", "comment": "Bien."}
    return {
        "lms:assessments:script-draft": score,
        "lms:assessments:script-review": score,
        "lms:assessments:script-note": {"text": "Otra nota."},
        "lms:assessments:saved-comment-remove": {"one": samples["saved_comment_id"]},
    }
