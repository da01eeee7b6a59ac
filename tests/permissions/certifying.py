"""A certifying case with its supervised piece in a course of each side: one candidate to plan for, one before an examiner."""

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from assessments.kinds.supervised import SupervisedKind
from assessments.models import (
    CaseRest,
    CaseStudy,
    FinalScore,
    HelpDeclaration,
    OralQuestions,
    PieceAppointment,
    Submission,
    SupervisedPiece,
)
from assessments.models.family_rows import family_digest
from assessments.services.letters import new_ref
from assessments.services.supervised_scores import _draw
from courses.models import Course, Item, ItemVersion, UnitVersion
from lms.institutions.models import Membership, Person
from tests.conftest import House, make_person
from tests.courses import building


def certifying_samples(house: House, letter: dict[str, Any], mark: str) -> dict[str, Any]:
    """The owner has no day yet; another one's oral goes on before the house's assessor, who scores no letter of
    theirs. A case of the family rests."""
    key = house.institution.key
    course = _course(key)
    exam, piece = CaseStudy.objects.get(course=course), SupervisedPiece.objects.get(course=course)
    placed = building.place(house.cohort, course)
    owners = building.enrol(house.advisor, house.institution, course, cohort_course=placed)
    candidates, others = (
        building.enrol(_candidate(house, n, mark), house.institution, course, cohort_course=placed) for n in (1, 2)
    )
    now, config = timezone.now(), UnitVersion.objects.get(unit=exam).config
    written = Submission.objects.create(
        enrolment=candidates, unit=exam, unit_version=UnitVersion.objects.get(unit=exam), number=1, ref=new_ref(),
        case_key=f"exam-{key}", structure_hash=config["alternates"][f"exam-{key}"]["rubric"]["structure_hash"],
        state="released", letter=letter, submitted_at=now, released_at=now,
    )  # fmt: skip
    FinalScore.objects.create(submission=written, number=1, percent=90, passed=True, basis="single")
    HelpDeclaration.objects.create(letter=written, rule="declared", helped=True, helps=["text"], words=f"Con ayuda {mark}")
    going_on = PieceAppointment.objects.create(
        enrolment=candidates, unit=piece, unit_version=UnitVersion.objects.get(unit=piece), number=1, form="oral",
        letter=written, examiner=house.assessor, at=now - timedelta(hours=1), place=f"Sala {mark}",
        planned_by=house.coordinator, begun_at=now, draft={"comments": {"_": f"Empieza bien {mark}"}},
    )  # fmt: skip
    ahead = PieceAppointment.objects.create(
        enrolment=others, unit=piece, unit_version=UnitVersion.objects.get(unit=piece), number=1, form="observed",
        examiner=house.assessor, at=now + timedelta(hours=2), place=f"Sala {mark}", planned_by=house.coordinator,
    )  # fmt: skip
    OralQuestions.objects.create(appointment=going_on, questions=[one.body() for one in _draw(going_on)])
    CaseRest.objects.create(case_key=f"exam-{key}", uses=40)
    return {
        "piece_enrolment_id": owners.pk, "piece_unit_id": piece.pk, "piece_appointment_id": going_on.pk,
        "piece_planned_id": ahead.pk, "piece_examiner_id": house.assessor.pk,
        "family_compared": family_digest(f"family-{key}", [f"exam-{key}"]),
        "family": f"family-{key}", "resting_case": f"exam-{key}",
    }  # fmt: skip


def _candidate(house: House, number: int, mark: str) -> Person:
    place = house.institution
    person = make_person(f"candidate{number}@{place.key}.test", "Delia", mark or "Paz", place.country)
    Membership.objects.create(person=person, institution=place, cohort=house.cohort, role="advisor")
    return person


def _course(key: str) -> Course:
    course = building.make_course(f"exam-{key}", lessons=0)
    building.add_unit(
        course, "the-exam", kind="case_study", model=CaseStudy, case=_copy("case", key), rubric=_copy("rubric", key),
        certifying=True, family=f"family-{key}", ai_help="declared", submissions_allowed=1,
    )  # fmt: skip
    exam = CaseStudy.objects.get(course=course)
    building.add_unit(
        course, "the-oral", kind="supervised_piece", model=SupervisedPiece, case_unit=exam, forms=["oral", "observed"]
    )
    like = UnitVersion.objects.filter(unit__key="the-case").order_by("pk").first()
    assert like is not None
    parts = {"case": {**like.config["case"], "key": f"exam-{key}"}, **{name: like.config[name] for name in ("facts", "rubric")}}
    rules = {name: value for name, value in like.config.items() if name not in parts}
    piece = SupervisedPiece.objects.get(course=course)
    frozen = {
        exam.key: {
            **rules, "submissions_allowed": 1, "certifying": True, "family": exam.family, "ai_help": "declared",
            "rests_after": 40, "cases": [f"exam-{key}"], "alternates": {f"exam-{key}": parts},
        },
        piece.key: dict(SupervisedKind().freeze(unit_id=piece.pk, countries=course.countries, on=date(2026, 11, 1)).config),
    }  # fmt: skip
    building.publish(course, configs=frozen)
    return course


def _copy(kind: str, key: str) -> Item:
    """The tiny toolkit's case or rubric under another key."""
    shown = Item.objects.get(kind=kind, key="herbs").published
    assert shown is not None
    item = Item.objects.create(kind=kind, key=f"exam-{key}")
    item.published = item.draft = ItemVersion.objects.create(item=item, number=1, digest=key * 8, body=deepcopy(shown.body))
    item.save()
    return item


def certifying_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """A body for each POST of these pages."""
    found = {"flag-f1": "clear", "level-r1": "3", "level-business": "3", "comment-_": "Bien.", "go": "finish"}
    return {
        "lms:assessments:piece-plan": {
            "form": "observed", "at": "2098-01-01T08:00", "place": "Sala 2",
            "examiner": samples["piece_examiner_id"],
        },
        "lms:assessments:piece-change": {"act": "miss", "missed_by": "candidate", "why": "No llegó."},
        "lms:assessments:examining-score": found,
        "lms:assessments:examining-missed": {"missed_by": "examiner"},
        "lms:assessments:family-detail": {"compared": samples["family_compared"], "comparable": "yes"},
        "lms:assessments:case-return": {"why": "Cambió el texto."},
    }  # fmt: skip
