"""Many people who sat a quiz, written in a few statements: sheets as the engine draws them, answers by ability and luck."""

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assessments import sheets
from assessments.behaviours import Try, behaviour
from assessments.models import Attempt, Quiz, SlotResult, Step
from assessments.question_kinds import question_kind
from assessments.scoring import total_fraction
from assessments.selectors.attempts import frozen_questions
from courses.models import CohortCourse, Enrolment, UnitVersion
from lms.institutions.models import Person
from tests.conftest import House
from tests.courses import building


def sit_many(quiz: Quiz, houses: Sequence[House], people: int, *, seed: int = 7) -> None:
    """`people` people, house by house, each with one attempt on the latest release."""
    dice = random.Random(seed)
    version = UnitVersion.objects.filter(unit=quiz).order_by("-number")[0]
    rows = frozen_questions(version.config)
    places = {h.cohort.pk: _placed(h, quiz) for h in houses}
    whose = [houses[n % len(houses)] for n in range(people)]
    start = Person.objects.count()
    persons = Person.objects.bulk_create(
        Person(email=f"crowd{start + n}@{h.institution.key}.test", country=h.institution.country) for n, h in enumerate(whose)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            person=person, institution=h.institution, course_id=quiz.course_id, country=h.institution.country,
            cohort_course=places[h.cohort.pk], state="completed", language=("es", "en")[n % 5 == 0],
        )
        for n, (person, h) in enumerate(zip(persons, whose, strict=True))
    )  # fmt: skip
    drawn = [
        sheets.draw_sheet(version.config, country=one.country, seed=dice.randrange(2**31), question_ids=rows)
        | sheets.rules_of(version.config)
        for one in enrolments
    ]
    settled = [_settled(sheet, dice) for sheet in drawn]
    attempts = Attempt.objects.bulk_create(
        Attempt(
            enrolment=enrolment, unit=quiz, unit_version=version, number=1, state="submitted", law_as_of="2026-11-01",
            submitted_at=timezone.now(), sheet=sheet,
            fraction=total_fraction(sheet["slots"], {slot["slot"]: one.counts for slot, one, _t, _c in mine}),
        )
        for enrolment, sheet, mine in zip(enrolments, drawn, settled, strict=True)
    )  # fmt: skip
    SlotResult.objects.bulk_create(
        SlotResult(
            attempt=attempt, slot=slot["slot"], question_id=slot["question_id"], key_version=slot["key_version"],
            fraction=one.fraction, earned=one.earned, chosen=chosen,
        )
        for attempt, mine in zip(attempts, settled, strict=True)
        for slot, one, _try, chosen in mine
    )  # fmt: skip
    Step.objects.bulk_create(
        Step(
            attempt=attempt, slot=slot["slot"], number=1, client_id=f"c{slot['slot']}", response=made.response,
            certainty=made.certainty,
        )
        for attempt, mine in zip(attempts, settled, strict=True)
        for slot, _one, made, _chosen in mine
    )  # fmt: skip


def _placed(house: House, quiz: Quiz) -> CohortCourse:
    known = CohortCourse.objects.filter(cohort=house.cohort, course=quiz.course_id).first()
    return known or building.place(house.cohort, quiz.course)


def _settled(sheet: dict[str, Any], dice: random.Random) -> list[tuple[dict[str, Any], Any, Try, list[str]]]:
    """(slot, what it earned, the answer, what was chosen) of each slot. Who is able is surer, and most are too sure."""
    rule, ability, found = behaviour(sheet["behaviour"]), dice.gauss(0, 1), []
    for slot in sheet["slots"]:
        hard = (sum(map(ord, slot["key"])) % 7 - 3) / 3
        knows = dice.gauss(0, 0.8) < ability - hard
        response: dict[str, Any]
        if slot["kind"] == "numeric":
            response = {"number": str(slot["value"] if knows else 99)}
        else:
            right = [option["id"] for option in slot["options"] if option["fraction"] > 0]
            wrong = [option["id"] for option in slot["options"] if option["fraction"] <= 0]
            response = {"chosen": right if knows else [dice.choice(wrong)]}
        sure = min(3, max(1, round(2.3 + 0.5 * ability + dice.gauss(0, 0.5)))) if rule.asks_certainty else None
        made = Try(response, certainty=sure)
        settled = rule.settle(slot, sheet, [made])
        assert settled.fraction is not None
        assert Decimal(-1) <= settled.fraction <= 1
        found.append((slot, settled, made, question_kind(slot["kind"]).chosen(slot, response)))
    return found
