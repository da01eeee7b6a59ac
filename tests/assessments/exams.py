"""A small exam for tests: four tasks, an approved blueprint, 36 questions in use and four on trial, a certifying quiz.

Plain functions; `decide_cuts` stands in for the panel, `seated` for the room.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from assessments.exam_sittings.rules import Seated
from assessments.models import Attempt, Blueprint, Quiz
from assessments.services.answers import save_answer
from assessments.services.attempts import settle_attempt, start_attempt
from assessments.services.blueprints import CellSaid, approve_blueprint, begin_blueprint, propose_blueprint, save_cells
from assessments.services.lives import move_lives
from assessments.services.task_analysis import TaskSaid, save_tasks
from courses import api as courses
from courses.models import CohortCourse, Course, Enrolment, Item
from lms.institutions.models import Person
from tests.assessments.conftest import right_answer, wrong_answer
from tests.assessments.cutting import decide_cuts
from tests.assessments.toolkit import COURSE, write_toolkit
from tests.conftest import House, make_person
from tests.courses import building

FOUR = ("CL", "CO", "MX", "PE")
TASKS = {"listen": "diagnosis", "search": "marks", "apply": "marks", "refer": "help"}
WEIGHTS = {"listen": 3, "search": 2, "apply": 2, "refer": 1}  # of a sheet of eight
EACH = 9
EXAM = (
    "{key: the-exam, kind: quiz, minutes: 30, titles: {es: Examen, en: Exam}, pass_percent: 60, certifying: true, "
    "blueprint: advisor, attempts_allowed: 4, questions: [{draw: 8, bank: exam-bank}]}"
)


def item(key: str, task: str, difficulty: int, **more: str) -> str:
    """One question of the exam: its words are its own."""
    said = "".join(f"  {name}: {value}\n" for name, value in more.items())
    stem = f"{{es: ¿Qué conviene en la situación {key}?, en: What is best in situation {key}?}}"
    options = "".join(
        f"  - {{id: {one}, {'right: true, ' if one == 'a' else ''}text: {{es: {key} opción {one}, en: {key} option {one}}}}}\n"
        for one in "abcd"
    )
    return (
        f"- key: {key}\n  kind: single\n  difficulty: {difficulty}\n  task: {task}\n  stem: {stem}\n{said}  options:\n{options}"
    )


def bank(each: int = EACH, *, pilots: int = 4, demonstration: bool = False, extra: str = "") -> str:
    """The exam's file, as a private pack has it."""
    made = [item(f"x-{task}-{n}", task, 1 + n % 3) for task in TASKS for n in range(1, each + 1)]
    made += [item(f"x-pilot-{n}", "listen", 2) for n in range(1, pilots + 1)]
    head = "bank: exam-bank\ntitles: {es: Examen, en: Exam}\npool: exam\n"
    return head + ("demonstration: true\n" if demonstration else "") + "questions:\n" + "".join(made) + extra


def write_exam(root: Path, *units: str, questions: str = "") -> Path:
    """The tiny toolkit, its course with these units more (usually the exam), and the exam's bank."""
    write_toolkit(root, course=COURSE + "".join(f"  - {one}\n" for one in units or (EXAM,)))
    (root / "questions" / "exam-bank.yaml").write_text(questions or bank(), encoding="utf-8")
    return root


def blueprint(people: Mapping[str, Person], weights: Mapping[str, int] = WEIGHTS, key: str = "advisor") -> Blueprint:
    """Tasks, and a blueprint of one cell a task, approved by a second person."""
    save_tasks(
        tasks=[TaskSaid(task, domain, {"es": f"Tarea {task}", "en": f"Task {task}"}) for task, domain in TASKS.items()], by=None
    )
    pk = begin_blueprint(key=key, titles={"es": "Asesoría", "en": "Advice"}, by=people["author"].pk)
    cells = [CellSaid("", Decimal(weight), task) for task, weight in weights.items()]
    save_cells(blueprint_id=pk, cells=cells, by=people["author"].pk)
    propose_blueprint(blueprint_id=pk, by=people["author"].pk)
    approve_blueprint(blueprint_id=pk, by=people["reviewer"].pk)
    return Blueprint.objects.get(pk=pk)


def items(prefix: str = "x-") -> list[int]:
    return list(Item.objects.filter(kind="question", key__startswith=prefix).order_by("key").values_list("pk", flat=True))


def put_in_use(people: Mapping[str, Person]) -> None:
    """All questions of the exam were on trial and are in use; the pilots are on trial."""
    by = people["author"].pk
    move_lives(item_ids=items(), to="pilot", reason="Revisadas por dos personas.", by=by)
    move_lives(item_ids=set(items()) - set(items("x-pilot")), to="operational", reason="Cifras buenas.", by=by)


def drafted(root: Path, people: Mapping[str, Person], *units: str, questions: str = "") -> Course:
    """The course as its files say it, the bank in use, the blueprint approved; not published."""
    courses.import_toolkit(path=write_exam(root, *units, questions=questions), by=people["author"].pk)
    put_in_use(people)
    blueprint(people)
    return Course.objects.get(key="marks-course")


def publish(course: Course, people: Mapping[str, Person]) -> None:
    """With a cut score that was decided."""
    decide_cuts(course, people)
    courses.publish_course(course_id=course.pk, by=people["author"].pk, approved_by=people["focal"].pk, countries=list(FOUR))


def exam_course(root: Path, people: Mapping[str, Person], *units: str, questions: str = "") -> Course:
    course = drafted(root, people, *units, questions=questions)
    publish(course, people)
    return course


def exam_of(course: Course) -> Quiz:
    return Quiz.objects.get(course=course, key="the-exam")


def enrolled(course: Course, house: House, number: int = 0) -> Enrolment:
    """The house's advisor (0), or one more candidate of it."""
    key = house.institution.key
    person = make_person(f"x{number}@{key}.test", "Ana", f"Candidata {number}", "PE") if number else house.advisor
    place = CohortCourse.objects.filter(cohort=house.cohort, course=course).first() or building.place(house.cohort, course)
    return building.enrol(person, house.institution, course, cohort_course=place)


def sit(enrolment: Enrolment, quiz: Quiz, *, right: bool = True) -> Attempt:
    """Start as one who is seated, answer all, and have it scored at once (what a sitting does after its report)."""
    seat = Seated(0, timezone.now() + timedelta(hours=2))
    attempt = Attempt.objects.get(pk=start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk, seated=seat))
    for slot in attempt.sheet["slots"]:
        raw = right_answer(slot) if right else wrong_answer(slot)
        save_answer(attempt_id=attempt.pk, slot=slot["slot"], client_id=f"c{slot['slot']}", raw=raw, by=enrolment.person_id)
    now = timezone.now()
    attempt.submitted_at = now
    settle_attempt(attempt, now=now, by=enrolment.person_id)
    attempt.refresh_from_db()
    return attempt


def keys_of(attempt: Attempt) -> list[str]:
    return [slot["key"] for slot in attempt.sheet["slots"]]


def problems(course: Course) -> list[str]:
    """What keeps the course from being published, in the active language."""
    found: list[Any] = list(courses.problems_of(course.pk, list(FOUR)))
    return [one.sentence for one in found]
