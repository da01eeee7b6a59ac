"""A candidate's way: practice, the code of conduct, an exam in a sitting, a letter, an oral; who watches, scores, decides."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from assessments.models import Attempt, ExamIncident, ExamSeat, ExamSitting, PieceAppointment, Submission
from courses.models import CohortCourse, Enrolment
from lms.institutions.models import Person
from tests.assessments.conftest import LETTER, right_answer, wrong_answer
from tests.certifying.building import to
from tests.certifying.visits import Visit
from tests.certifying.world import World
from tests.courses import building as courses_building

HALF_HOUR = timedelta(minutes=30)


def enrol(world: World, person: Person) -> Enrolment:
    """A candidate's coordinator puts them on the course with their group."""
    place = CohortCourse.objects.get(cohort=world.andes.cohort, course=world.course)
    return courses_building.enrol(person, world.andes.institution, world.course, cohort_course=place)


def taken(world: World, person: Person) -> Enrolment:
    """Their active enrolment."""
    return Enrolment.objects.get(person=person, course=world.course, state="active")


def completed(world: World, person: Person) -> Enrolment:
    """The one that is done."""
    return Enrolment.objects.get(person=person, course=world.course, state="completed")


def way(world: World, person: Person, *, language: str = "es") -> Visit:
    """«Why not yet?»: the page of one's certificates."""
    visit = world.visit(person)
    with visit.speaking(language):
        return visit.go(to("certificates:certificate-list"))


def parts(world: World, person: Person, *, language: str = "es") -> Visit:
    """The same, part by part: the page of the course."""
    visit = world.visit(person)
    with visit.speaking(language):
        return visit.go(to("courses:enrolment-detail", taken(world, person).pk))


# Practice ---------------------------------------------------------------------------------------------------------------
def read_lesson(world: World, person: Person) -> None:
    enrolment = taken(world, person)
    visit = world.visit(person).go(to("courses:enrolment-detail", enrolment.pk))
    visit.follow("/lessons/").send("/read/", read="on")


def answer_sheet(visit: Visit, attempt: Attempt, *, right: bool = True) -> None:
    """Every question of the open page, then a look at it, then it is handed in."""
    said: dict[str, Any] = {"go": "review"}
    for slot in attempt.sheet["slots"]:
        raw = right_answer(slot) if right else wrong_answer(slot)
        said[f"q-{slot['slot']}"] = raw.get("chosen") or raw["text"]
    visit.send("/save/", **said).send("/submit/")


def practise(world: World, person: Person) -> None:
    """The practice quiz: its result is there at once, with its answers."""
    enrolment = taken(world, person)
    visit = world.visit(person).go(to("assessments:quiz-detail", enrolment.pk, world.unit("practice")))
    visit.send("/start/")
    answer_sheet(visit, Attempt.objects.get(enrolment=enrolment, unit=world.unit("practice"), state="open"))
    visit.sees("100 %")


def accept_conduct(world: World, person: Person) -> None:
    world.visit(person).go(to("certificates:conduct-accept")).send(read="on")


# The sitting ------------------------------------------------------------------------------------------------------------
def plan_sitting(world: World, *people: Person, opens_in: timedelta = HALF_HOUR, hours: int = 2) -> ExamSitting:
    """The coordinator plans one by video: of those who may watch over it only somebody of another institution is offered."""
    coordinator = world.visit(world.andes.coordinator)
    place = CohortCourse.objects.get(cohort=world.andes.cohort, course=world.course)
    page = coordinator.go(to("assessments:sitting-list")).go(
        to("assessments:sitting-new"), unit=str(world.unit("the-exam")), group=str(place.pk)
    )
    opens = timezone.localtime(timezone.now() + opens_in, ZoneInfo("America/Lima"))
    said: dict[str, Any] = {
        "opens_at": opens.strftime("%Y-%m-%dT%H:%M"), "closes_at": (opens + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M"),
        "place": "video", "place_words": "https://sala.example/3",
        "invigilator": str(world.sur.facilitator.pk), "people": [str(taken(world, one).pk) for one in people],
    }  # fmt: skip
    page.send(**said)
    return ExamSitting.objects.latest("pk")


def seat_of(person: Person) -> ExamSeat:
    return ExamSeat.objects.filter(enrolment__person=person).latest("pk")


def make_code(world: World, sitting: ExamSitting) -> str:
    """Shown once, to the invigilator."""
    room = world.visit(world.sur.facilitator).go(to("assessments:room-detail", sitting.pk))
    page = room.send("/code/")
    assert "no-store" in page.headers["Cache-Control"]
    assert page.doc is not None
    (code,) = page.doc.xpath("//p[@class='figure-big']")
    return str(code.text)


def enter(world: World, person: Person, code: str, *, status: int = 200) -> Visit:
    visit = world.visit(person).go(to("assessments:seat-detail", seat_of(person).pk))
    return visit.send("/enter/", status=status, code=code, honour="yes")


def sit_exam(world: World, person: Person, code: str, *, right: bool = True) -> Attempt:
    visit = enter(world, person, code)
    attempt = Attempt.objects.get(enrolment=taken(world, person), unit=world.unit("the-exam"), state="open")
    answer_sheet(visit, attempt, right=right)
    attempt.refresh_from_db()
    return attempt


def report_incident(world: World, sitting: ExamSitting, person: Person, what: str) -> ExamIncident:
    room = world.visit(world.sur.facilitator).go(to("assessments:room-incident", sitting.pk))
    room.send(seat=str(seat_of(person).pk), kind=room.choices("kind")[1][0], what=what)
    return ExamIncident.objects.latest("pk")


def close_and_sign(world: World, sitting: ExamSitting) -> None:
    room = world.visit(world.sur.facilitator)
    room.go(to("assessments:room-close", sitting.pk)).send("/close/")
    room.go(to("assessments:room-detail", sitting.pk)).send("/sign/")


def decide_incident(world: World, incident: ExamIncident, answer: str, state: str = "no_effect") -> None:
    decider = world.decider.go(to("assessments:incident-list")).follow(f"/incidents/{incident.pk}/")
    decider.send(state=state, answer=answer)


# The letter -------------------------------------------------------------------------------------------------------------
def write_letter(world: World, person: Person, *, words: str = "") -> Submission:
    """A case is drawn; the letter is written, read once more, and handed in with what help there was."""
    enrolment, visit = taken(world, person), world.visit(person)
    visit.go(to("assessments:case-detail", enrolment.pk, world.unit("the-letter"))).send("/start/")
    letter = Submission.objects.filter(enrolment=enrolment, state="draft").latest("pk")
    step: Any = LETTER["steps"][0]
    said: dict[str, Any] = {name: value for name, value in LETTER.items() if name != "steps"}
    visit.send("/save/", go="review", **said, **{f"step-{name}": [value, "", ""] for name, value in step.items()})
    visit.send("/submit/", status=422)  # the declaration is asked
    if words:
        visit.send("/submit/", helped="yes", help=["language"], **{"help-words": words})
    else:
        visit.send("/submit/", helped="no")
    letter.refresh_from_db()
    assert letter.state == "submitted"
    return letter


def score(world: World, letter: Submission, name: str, *, r1: int = 2, business: int = 2) -> None:
    """An assessor takes it from the queue and scores it: by default so close to the cut that a second one looks too."""
    visit = world.visit(world.people[name]).go(to("assessments:submission-list"))
    visit.send(f"/{letter.ref}/claim/")
    said: dict[str, Any] = {"level-r1": str(r1), "level-business": str(business), "flag-f1": "clear", "comment": "Carta clara."}
    visit.send("/review/", **said).send("/score/")


def release(world: World, letter: Submission) -> None:
    """A decider lets the result out; the coordinator can't, and sees references only until then."""
    decider = world.decider.go(to("assessments:release-list"))
    decider.go(to("assessments:release-batch", world.andes.institution.pk, world.unit("the-letter")))
    decider.send(all="1").send(step="release")
    letter.refresh_from_db()
    assert letter.state == "released"


def in_two_days() -> datetime:
    return timezone.now() + timedelta(days=2)


# The oral ---------------------------------------------------------------------------------------------------------------
def plan_oral(world: World, person: Person) -> PieceAppointment:
    coordinator = world.visit(world.andes.coordinator).go(to("assessments:piece-plan-list"))
    page = coordinator.go(to("assessments:piece-plan", taken(world, person).pk, world.unit("the-oral")))
    at = timezone.localtime(in_two_days(), ZoneInfo("America/Lima")).strftime("%Y-%m-%dT%H:%M")
    page.send(form="oral", examiner=str(world.people["examiner"].pk), at=at, place="Sala 2")
    return PieceAppointment.objects.latest("pk")


def hold_oral(world: World, row: PieceAppointment) -> None:
    examiner = world.examiner.go(to("assessments:examining-list")).follow(f"/examining/{row.pk}/")
    examiner.send("/begin/")
    examiner.send(
        "/score/", go="finish",
        **{"level-r1": "3", "level-business": "2", "flag-f1": "clear", "comment-_": "Habló claro."},
    )  # fmt: skip
