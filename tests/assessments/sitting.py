"""A world with a certifying quiz and sittings of it, for tests. Plain functions."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from assessments.models import Attempt, ExamSeat, ExamSitting, Quiz
from assessments.services.answers import save_answer
from assessments.services.attempts import submit_attempt
from assessments.services.exam_room import close_sitting, make_code
from assessments.services.exam_seating import Entered, enter_sitting
from assessments.services.exam_sittings import Plan, plan_sitting
from courses.models import Course, Enrolment, ReleaseEntry
from lms.institutions.models import Person
from tests.courses import building

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)  # a Tuesday, 9 in Lima
LINK = "Sala 3, segundo piso"
PRIVATE = "El candidato miraba a otra pantalla y hablaba con alguien que no se veía."


def certify(course: Course, clock: Any, **rules: Any) -> Quiz:
    """Publish the course again, a second later, with its quiz as a certifying one. Rows only: what publishing asks of such a
    quiz is tested where it is made."""
    clock.shift(timedelta(seconds=1))
    entries = ReleaseEntry.objects.filter(release=course.lms_releases.latest("number")).select_related("unit_version", "unit")
    configs = {one.unit.key: dict(one.unit_version.config) for one in entries}
    quiz = Quiz.objects.get(course=course)
    configs[quiz.key] |= {"certifying": True, "attempts_allowed": 2, **rules}
    Quiz.objects.filter(pk=quiz.pk).update(certifying=True)
    building.publish(course, configs=configs, effective_at=timezone.now())
    return quiz


@dataclass
class Room:
    """One planned sitting: the code once it was made, a seat a candidate."""

    sitting: ExamSitting
    planner: Person
    code: str = ""
    seats: dict[int, ExamSeat] = field(default_factory=dict)

    @property
    def invigilator(self) -> Person:
        return self.sitting.invigilator

    def seat(self, enrolment: Enrolment) -> ExamSeat:
        return ExamSeat.objects.get(sitting=self.sitting, enrolment=enrolment)

    def open(self) -> str:
        """The invigilator makes the code."""
        self.code = make_code(sitting_id=self.sitting.pk, by=self.sitting.invigilator_id)
        return self.code

    def enter(self, enrolment: Enrolment, code: str = "", *, honour: bool = True) -> Entered:
        return enter_sitting(
            seat_id=self.seat(enrolment).pk, code=code or self.code, honour=honour, by=enrolment.person_id
        )  # fmt: skip

    def sit(self, enrolment: Enrolment, *, right: bool = True) -> Attempt:
        """Start, answer everything, hand in."""
        attempt = Attempt.objects.get(pk=self.enter(enrolment).attempt_id)
        answer_all(attempt, right=right)
        submit_attempt(attempt_id=attempt.pk, by=enrolment.person_id)
        attempt.refresh_from_db()
        return attempt

    def close(self) -> None:
        close_sitting(sitting_id=self.sitting.pk, by=self.sitting.invigilator_id)
        self.sitting.refresh_from_db()


def answer_all(attempt: Attempt, *, right: bool = True) -> None:
    """Every question, right or wrong."""
    from tests.assessments.conftest import right_answer, wrong_answer  # which imports this

    for slot in attempt.sheet["slots"]:
        raw = right_answer(slot) if right else wrong_answer(slot)
        save_answer(
            attempt_id=attempt.pk, slot=slot["slot"], client_id=f"c{slot['slot']}", raw=raw, by=attempt.enrolment.person_id
        )


def plan(
    quiz: Quiz, enrolments: list[Enrolment], *, planner: Person, invigilator: Person, place: str = "video",
    institution_id: int | None = None, opens_in: timedelta = timedelta(minutes=10), hours: float = 2, **changed: Any,
) -> Room:  # fmt: skip
    """A sitting that opens in ten minutes (by the clock of the test)."""
    opens = timezone.now() + opens_in
    said = Plan(
        opens_at=opens, closes_at=opens + timedelta(hours=hours), place=place, place_words=LINK, bring="",
        invigilator_id=invigilator.pk, enrolment_ids=frozenset(one.pk for one in enrolments), **changed,
    )  # fmt: skip
    home = institution_id if institution_id is not None else enrolments[0].institution_id
    pk = plan_sitting(unit_id=quiz.pk, institution_id=home or None, plan=said, by=planner.pk)
    return Room(ExamSitting.objects.get(pk=pk), planner)
