"""Reference scripts of the case that both institutions know, a try of an assessor, a hold, a qualification."""

from typing import Any

from django.utils import timezone

from assessments.models import (
    AssessorHold,
    Qualification,
    QualifyingScore,
    ReferenceScript,
    Rubric,
)
from assessments.models.agreement_rows import case_config
from tests.conftest import House


def quality_samples(house: House) -> dict[str, Any]:
    """Of one institution's assessor."""
    config = case_config("herbs")
    assert config is not None
    rubric = Rubric.objects.get(content_hash=config["rubric"]["content_hash"])

    def script(name: str, **facts: Any) -> ReferenceScript:
        return ReferenceScript.objects.create(
            key=f"{house.institution.key}-{name}", case_key="herbs", rubric=rubric, structure_hash=rubric.structure_hash,
            use="qualify", country="PE", language="es", config=config, letter={"issues": "Un problema."},
            picks={"r1": 2, "business": 2}, percent=67, why={"r1": {"es": "Porque sí.", "en": "Because."}}, **facts,
        )  # fmt: skip

    free, scored, gone = script("free"), script("scored"), script("gone", archived_at=timezone.now())
    done = QualifyingScore.objects.create(
        person=house.assessor, reference=scored, number=1, picks={"r1": 2, "business": 1}, percent=53, exact=1, far=0,
        criteria=2, flags_right=True,
    )  # fmt: skip
    able = Qualification.objects.create(person=house.assessor, case_key="other", structure_hash=rubric.structure_hash)
    hold = AssessorHold.objects.create(
        person=house.assessor, case_key="other", because={"code": "harsh", "n": 4, "mean": -20, "low": -22, "high": -18}
    )
    return {
        "reference_id": free.pk, "archived_reference_id": gone.pk, "qualifying_score_id": done.pk,
        "qualification_id": able.pk, "hold_id": hold.pk, "assessed_case_key": "herbs",
    }  # fmt: skip


def quality_bodies() -> dict[str, Any]:
    """A body for each POST of these pages."""
    return {
        "lms:assessments:qualifying-form": {"flag-f1": "clear", "level-r1": "2", "level-business": "2"},
        "lms:assessments:qualification-end": {"why": "Un año sin evaluar."},
        "lms:assessments:hold-detail": {"decision": "lifted", "why": "Visto con ella."},
    }
