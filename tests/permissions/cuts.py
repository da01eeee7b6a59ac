"""Studies of cut scores in every state, the house's coordinator a judge of those that go on; a decision in force."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assessments.models import CutBounds, CutJudge, CutRating, CutRecord, CutStudy, QuestionEntry, Quiz, QuizSlot
from courses.models import Course
from lms.institutions.models import Person
from tests.conftest import House, make_person
from tests.courses import building


def cut_samples(house: House, *, author: Person, reviewer: Person, mark: str) -> dict[str, Any]:
    """Of two certifying quizzes of a draft course; one study a country, for only one goes on at a time."""
    key, now = house.institution.key, timezone.now()
    course = building.make_course(f"cuts-{key}", lessons=0)
    units = [_quiz(course, f"cut-{n}") for n in (1, 2)]
    stranger = make_person(f"judge@{key}.test", "Julia", mark or "Paz", "PE")
    entries = [{"key": "q-single", "version": _version(), "number": 1, "maximum": "1"}]

    def study(unit: Quiz, country: str, state: str, person: Person, **more: Any) -> tuple[CutStudy, CutJudge]:
        told: dict[str, Any] = {"declared_at": now} | more.pop("judge", {})
        made = CutStudy.objects.create(
            unit=unit, country=country, method="angoff", state=state, entries=entries, least_country=1, least_trade=1,
            described={"es": f"Apenas puede. {mark}", "en": "Only just can."}, by=author, **more,
        )  # fmt: skip
        return made, CutJudge.objects.create(study=made, person=person, country=country or "PE", trade="office", **told)

    judging, judge = study(units[0], "PE", "first", house.coordinator)
    CutRating.objects.create(judge=judge, round=1, entry="q-single", value=Decimal("0.5"))
    ready, done = study(units[0], "CL", "first", stranger, judge={"first_done_at": now})
    closed, spoke = study(units[0], "CO", "closed", stranger)
    proposal = {
        "steps": "0", "reason": f"Como el panel. {mark}", "effective_from": "2026-11-26", "valid_until": "2028-11-26",
        "centre": "mean",
    }  # fmt: skip
    proposed, said = study(units[0], "MX", "proposed", stranger, proposal=proposal, proposed_by=author, proposed_at=now)
    second, heard = study(units[1], "PE", "second", house.coordinator)
    fresh, _new = study(units[1], "CL", "first", house.coordinator, judge={"declared_at": None})
    for one in (done, spoke, said, heard):
        for number in (1, 2):
            CutRating.objects.create(judge=one, round=number, entry="q-single", value=Decimal("0.6"))
        CutBounds.objects.create(judge=one, least_cut=50, most_cut=70, least_fail=5, most_fail=40)
    decided, _judge = study(units[1], "CO", "decided", stranger)
    today = timezone.localdate()
    record = CutRecord.objects.create(
        study=decided, unit=units[1], country="CO", method="angoff", items=[{**entries[0], "mean": "0.6000"}],
        cut=Decimal("0.6"), of=1, percent=60, judged=Decimal("0.6"), reason=f"Como el panel. {mark}", decided_by=author,
        decided_at=now, approved_by=reviewer, effective_from=today, valid_until=today + timedelta(days=900), digest="d" * 64,
    )  # fmt: skip
    return {
        "cut_unit_id": units[0].pk, "cut_study_id": judging.pk, "cut_judge_id": judge.pk, "cut_ready_id": ready.pk,
        "cut_closed_id": closed.pk, "cut_proposed_id": proposed.pk, "cut_second_id": second.pk, "cut_fresh_id": fresh.pk,
        "cut_record_id": record.pk, "first_place": 1,
    }  # fmt: skip


def cut_bodies() -> dict[str, Any]:
    """A body for each POST of these pages."""
    today = timezone.localdate()
    return {
        "lms:assessments:cut-new": {
            "country": "", "described_es": "Apenas puede.", "described_en": "Only just can.", "trades": ["advisor"],
            "least_trade": 1, "least_country": 1,
        },
        "lms:assessments:cut-detail": {"email": "coordinator@sur.test", "country": "PE", "trade": "office"},
        "lms:assessments:cut-judge-out": {"reason": "Prepara para el examen."},
        "lms:assessments:cut-drop": {"reason": "Se fueron tres jueces."},
        "lms:assessments:cut-propose": {
            "steps": "0", "reason": "Como el panel.", "effective_from": today.isoformat(),
            "valid_until": (today + timedelta(days=900)).isoformat(),
        },
        "lms:assessments:cut-return": {"reason": "Falta decir por qué."},
        "lms:assessments:cut-withdraw": {"reason": "Se filtraron preguntas."},
        "lms:assessments:cut-declare": {"promise": "on"},
        "lms:assessments:cut-rate": {"value": "0.70"},
        "lms:assessments:cut-bounds": {"least_cut": "40", "most_cut": "60", "least_fail": "5", "most_fail": "30"},
        "lms:assessments:cut-finish": {"act": "done"},
    }  # fmt: skip


def _quiz(course: Course, key: str) -> Quiz:
    building.add_unit(course, key, kind="quiz", model=Quiz, certifying=True)
    quiz = Quiz.objects.get(course=course, key=key)
    QuizSlot.objects.create(quiz=quiz, position=1, entry=QuestionEntry.objects.get(item__key="q-single"))
    return quiz


def _version() -> str:
    item = QuestionEntry.objects.get(item__key="q-single").item
    assert item.published is not None
    return str(item.published.digest)
