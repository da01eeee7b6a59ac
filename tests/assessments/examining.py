"""A course that certifies: a family of three cases that judges found comparable, and one piece that somebody sees. Plain
functions."""

from collections.abc import Sequence
from pathlib import Path

from assessments.authorship import Said
from assessments.models import CaseStudy, CutRecord, FinalScore, Submission, SubmissionState
from assessments.models.family_rows import families_drafted, family_digest
from assessments.selectors.twins import twin
from assessments.services.families import judge_family
from assessments.services.letters import open_letter, save_letter, submit_letter
from assessments.services.releasing import release_letter
from assessments.services.twin_reviews import judge_twins
from courses import api as courses
from courses.models import CohortCourse, Course, Enrolment
from lms.institutions.models import Person
from tests.assessments.conftest import LETTER
from tests.assessments.cutting import decide_cuts
from tests.assessments.toolkit import CASE, write_toolkit
from tests.conftest import House, make_person
from tests.courses import building

KEYS = ("herbs", "tea", "salt")
FOUR = ("CL", "CO", "MX", "PE")
YES = {"r1": (True, ""), "business": (True, ""), "": (True, "")}
UNIT = (
    "{key: the-exam, kind: case_study, minutes: 90, titles: {es: Caso del examen, en: Exam case}, case: herbs, "
    "alternates: [tea, salt], certifying: true, family: valley, ai_help: language, pass_percent: 60, submissions_allowed: 2, "
    "rests_after: 40, scoring: {qualify: true, release: together}}"
)
PIECE = "{key: the-oral, kind: supervised_piece, minutes: 10, titles: {es: Oral, en: Oral}, about: the-exam}"
COURSE = """\
key: marks-course
titles: {es: Curso de marcas, en: Course on marks}
summaries: {es: Resumen., en: Summary.}
countries: [CL, CO, MX, PE]
modules:
- key: marks
  titles: {es: Marcas, en: Marks}
  goals: {es: [Usted sabe.], en: [You know.]}
  units:
"""


def write_family(root: Path, *units: str) -> Path:
    """The tiny toolkit with three cases and a course of these units; without any: the certifying case alone."""
    write_toolkit(root, course=COURSE + "".join(f"  - {one}\n" for one in units or (UNIT,)))
    for key, es, en in (("tea", "Té", "Tea"), ("salt", "Sal", "Salt")):
        text = CASE.replace("key: herbs", f"key: {key}").replace("Hierbas", es).replace("Herbs", en)
        (root / "cases" / f"{key}.yaml").write_text(text.replace("hierbas", es.lower()), encoding="utf-8")
    return root


def drafted(root: Path, people: dict[str, Person], *units: str) -> Course:
    """The course as it was read from its files; nobody has judged its cases."""
    courses.import_toolkit(path=write_family(root, *units), by=people["author"].pk)
    return Course.objects.get(key="marks-course")


def judge_all(judges: Sequence[Person], *, family: bool = True) -> None:
    """Each judge finds each case comparable in its countries, and the family as a whole."""
    for judge in judges:
        for key in KEYS:
            judge_twins(key=key, version_id=twin(key).case.id, by=judge.pk, answers=YES)
        for name, cases in families_drafted().items() if family else ():
            judge_family(family=name, compared=family_digest(name, list(cases)), by=judge.pk, comparable=True, note="")


def publish(course: Course, people: dict[str, Person]) -> None:
    if not CutRecord.objects.filter(unit__course=course).exists():
        decide_cuts(course, people)
    courses.publish_course(course_id=course.pk, by=people["author"].pk, approved_by=people["focal"].pk, countries=list(FOUR))


def certifying_course(root: Path, people: dict[str, Person], *units: str) -> Course:
    """The course, judged and published."""
    course = drafted(root, people, *units)
    judge_all([people["author"], people["focal"]])
    publish(course, people)
    return course


def exam_of(course: Course) -> CaseStudy:
    return CaseStudy.objects.get(course=course, certifying=True)


def enrolled(course: Course, house: House, number: int = 0) -> Enrolment:
    """The house's advisor (0) or one more candidate of it takes the course."""
    key = house.institution.key
    person = make_person(f"c{number}@{key}.test", "Ana", f"Candidata {number}", "PE") if number else house.advisor
    place = CohortCourse.objects.filter(cohort=house.cohort, course=course).first() or building.place(house.cohort, course)
    return building.enrol(person, house.institution, course, cohort_course=place)


def begun(enrolment: Enrolment, course: Course) -> Submission:
    """The candidate is given a case."""
    return Submission.objects.get(pk=open_letter(enrolment_id=enrolment.pk, unit_id=exam_of(course).pk))


def handed_in(enrolment: Enrolment, course: Course) -> Submission:
    """… and hands a letter in."""
    letter = begun(enrolment, course)
    save_letter(letter_id=letter.pk, blocks=LETTER, revision=letter.revision)
    submit_letter(letter_id=letter.pk, said=Said(helped=False))
    return Submission.objects.get(pk=letter.pk)


def passed(letter: Submission, percent: int = 90) -> Submission:
    """Its result is out, by the service that releases."""
    FinalScore.objects.create(submission=letter, number=1, percent=percent, passed=percent >= 60, basis="single")
    letter.state = SubmissionState.SCORED
    letter.save(update_fields=["state"])
    release_letter(Submission.objects.get(pk=letter.pk), by=None)
    return Submission.objects.get(pk=letter.pk)
