"""The tiny toolkit imported and published, and an advisor of Peru and one of Chile who take its course."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from assessments.models import Attempt, CaseStudy, Quiz, Submission
from assessments.services.attempts import start_attempt
from assessments.services.letters import open_letter, save_letter, submit_letter
from assessments.stages import Rules
from courses import api as courses
from courses.models import Course, Enrolment, UnitVersion
from lms.institutions.models import Membership, Person
from tests.assessments import sitting
from tests.assessments.line import Line, line_of
from tests.assessments.questions import BANK, KEYS
from tests.assessments.toolkit import COURSE, write_toolkit
from tests.conftest import House, make_person
from tests.courses import building
from tests.replay import digest_of, replayed

LETTER = {
    "issues": "El nombre del valle es difícil de registrar.",
    "advice": "Pedir una marca colectiva.",
    "steps": [{"what": "Buscar", "who": "La asesora", "when": "Lunes", "cost": "none"}],
    "help": "Indecopi.",
    "lawyer": "Ninguno, porque no hay pleito.",
}


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    """The tiny toolkit's files."""
    return write_toolkit(tmp_path / "toolkit")


@pytest.fixture
def course(toolkit_root: Path, programme: dict[str, Person]) -> Course:
    """The course of the tiny toolkit, in effect in all four countries."""
    author, focal = programme["author"].pk, programme["focal"].pk

    def make() -> None:
        courses.import_toolkit(path=toolkit_root, by=author)
        made = Course.objects.get(key="marks-course")
        courses.publish_course(course_id=made.pk, by=author, approved_by=focal, countries=["CL", "CO", "MX", "PE"])

    replayed(f"a published toolkit {digest_of(toolkit_root)}", make)
    return Course.objects.get(key="marks-course")


@pytest.fixture
def enrolment(course: Course, andes: House) -> Enrolment:
    """Elena of Peru takes the course with her group."""
    place = building.place(andes.cohort, course)
    return building.enrol(andes.advisor, andes.institution, course, cohort_course=place)


@pytest.fixture
def chilean(course: Course, sur: House) -> Enrolment:
    """An advisor of Chile takes the same course."""
    place = building.place(sur.cohort, course)
    return building.enrol(sur.advisor, sur.institution, course, cohort_course=place)


@pytest.fixture
def quiz(course: Course) -> Quiz:
    return Quiz.objects.get(course=course)


@pytest.fixture
def case(course: Course) -> CaseStudy:
    return CaseStudy.objects.get(course=course)


@pytest.fixture
def attempt(enrolment: Enrolment, quiz: Quiz) -> Attempt:
    """Elena's open attempt."""
    return Attempt.objects.get(pk=start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk))


@pytest.fixture
def every_kind(toolkit_root: Path, programme: dict[str, Person], andes: House) -> Attempt:
    """Elena's open attempt on a quiz that asks one question of each kind and form."""
    root = write_toolkit(toolkit_root, course=COURSE.replace("q-single, q-multiple, q-number, q-bound", ", ".join(KEYS)))
    (root / "questions" / "kinds.yaml").write_text(BANK, encoding="utf-8")
    courses.import_toolkit(path=root, by=programme["author"].pk)
    course = Course.objects.get(key="marks-course")
    courses.publish_course(
        course_id=course.pk, by=programme["author"].pk, approved_by=programme["focal"].pk, countries=["CL", "CO", "MX", "PE"]
    )
    enrolment = building.enrol(andes.advisor, andes.institution, course, cohort_course=building.place(andes.cohort, course))
    return Attempt.objects.get(pk=start_attempt(enrolment_id=enrolment.pk, unit_id=Quiz.objects.get().pk))


@pytest.fixture
def elena(as_person: Callable[[Person], Client], andes: House) -> Client:
    """Elena's browser."""
    return as_person(andes.advisor)


@pytest.fixture
def line(live_server: Any) -> Line:
    """What lies between this test's browsers and the server: it can be cut."""
    return line_of(live_server)


@pytest.fixture
def draft(enrolment: Enrolment, case: CaseStudy) -> Submission:
    """Elena's letter, begun."""
    return Submission.objects.get(pk=open_letter(enrolment_id=enrolment.pk, unit_id=case.pk))


@pytest.fixture
def handed_in(draft: Submission) -> Submission:
    """Elena's letter, handed in."""
    save_letter(letter_id=draft.pk, blocks=LETTER, revision=0)
    submit_letter(letter_id=draft.pk)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def exam_clock() -> Any:
    """Tuesday morning, and it moves only when told to."""
    with time_machine.travel(sitting.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def exam(exam_clock: Any, course: Course) -> Quiz:
    return sitting.certify(course, exam_clock)


@pytest.fixture
def julio(exam: Quiz, enrolment: Enrolment, andes: House) -> Enrolment:
    """The second candidate of the group."""
    return building.enrol(andes.advisor2, andes.institution, enrolment.course, cohort_course=enrolment.cohort_course)


@pytest.fixture
def room(exam: Quiz, enrolment: Enrolment, julio: Enrolment, andes: House, sur: House) -> sitting.Room:
    """By video, watched over by the facilitator of another institution; it opens in ten minutes."""
    return sitting.plan(exam, [enrolment, julio], planner=andes.coordinator, invigilator=sur.facilitator)


@pytest.fixture
def opened(room: sitting.Room, exam_clock: Any) -> sitting.Room:
    """The code is made and the window is open."""
    room.open()
    exam_clock.shift(timedelta(minutes=10))
    return room


def slot_by_key(attempt: Attempt, key: str) -> dict[str, Any]:
    """A question's slot on a sheet."""
    return next(slot for slot in attempt.sheet["slots"] if slot["key"] == key)


def right_answer(slot: dict[str, Any]) -> dict[str, Any]:
    """What earns everything on a slot."""
    if slot["kind"] == "numeric":
        return {"text": slot["value"]}
    return {"chosen": [option["id"] for option in slot["options"] if option["fraction"] > 0]}


def wrong_answer(slot: dict[str, Any]) -> dict[str, Any]:
    """What earns nothing on a slot."""
    if slot["kind"] == "numeric":
        return {"text": "99"}
    return {"chosen": [next(option["id"] for option in slot["options"] if option["fraction"] <= 0)]}


@pytest.fixture
def assessor2(andes: House) -> Person:
    """Another assessor of Andes."""
    person = make_person("assessor2@andes.test", "Sergio", "De Andes", "PE")
    Membership.objects.create(person=person, institution=andes.institution, role="assessor")
    return person


@pytest.fixture
def assessor3(programme: dict[str, Person]) -> Person:
    """The programme's assessor."""
    return programme["assessor"]


@pytest.fixture
def ruled(enrolment: Enrolment, case: CaseStudy) -> Callable[..., Submission]:
    """`ruled(stages="double")`: Elena's letter, handed in under these rules."""

    def make(**rules: Any) -> Submission:
        letter = Submission.objects.get(pk=open_letter(enrolment_id=enrolment.pk, unit_id=case.pk))
        version = letter.unit_version
        config = {**version.config, "scoring": Rules(**rules).body()}
        letter.unit_version = UnitVersion.objects.create(
            unit_id=version.unit_id, number=version.number + 1, kind=version.kind, titles=version.titles,
            minutes=version.minutes, config=config, digest="d" * 64,
        )  # fmt: skip
        letter.save(update_fields=["unit_version"])
        save_letter(letter_id=letter.pk, blocks=LETTER, revision=0)
        submit_letter(letter_id=letter.pk)
        return Submission.objects.get(pk=letter.pk)

    return make
