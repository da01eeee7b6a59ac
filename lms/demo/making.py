"""Making the demonstration: every row comes from the same services that people's clicks use. Safe to repeat."""

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from assessments import api as assessments
from certificates import api as certificates
from courses import api as courses
from lms.demo import letters
from lms.demo.calls import make_calls
from lms.demo.cast import INSTITUTIONS, PASSWORD, PEOPLE, DemoInstitution, DemoPerson
from lms.demo.groups import answer_surveys, make_group
from lms.demo.reports import make_signed_report
from lms.demo.sessions import hold_a_meeting
from lms.institutions import api as institutions
from lms.jobs import api as jobs
from lms.reporting import api as reporting

CURRICULUM = Path(courses.__file__).resolve().parent / "curriculum"
COURSES = ("essentials", "cases", "clinic")
EVERYWHERE = ("essentials", "cases")
ALSO = {"centro-mipyme-sur": ("clinic",)}  # the Peruvian group practises in a clinic
CHECKED_ON = date(2026, 11, 25)  # a later demonstration shows the toolkit as it stood on this day: the gate judges dates by it


def make_demo(say: Any = print) -> None:
    """The whole demonstration in whatever database the settings name. What is there stays as it is."""
    call_command("development_keys", stdout=io.StringIO())  # papers wait for a key; a demonstration has one of its own
    people = make_people()
    say("people and institutions")
    publish_curriculum(people)
    say("curriculum imported and published")
    qualify_assessors(people)
    enrol_everybody(people)
    walk_the_path(people)
    say("one advisor finished, one half-way")
    hold_a_clinic(people)
    hold_a_meeting(people)
    make_group(people)
    answer_surveys(people)
    make_calls(people)
    finish_background_work()
    make_reports(people)
    make_signed_report(institution_key="impulsa-pyme-austral", coordinator=people["coordinacion@pyme-austral.example"])
    reporting.ask_for_programme()
    jobs.run_due_jobs()
    say("certificates drawn, reports computed")


def _user_for(person: DemoPerson) -> Any:
    """The account of a demo person, its address verified where allauth keeps that."""
    model: Any = get_user_model()
    user = model._default_manager.filter(**{f"{model.get_email_field_name()}__iexact": person.email}).first()
    if user is None:
        user = model(**{model.USERNAME_FIELD: person.email, model.get_email_field_name(): person.email})
        user.set_password(PASSWORD)
        user.is_superuser = user.is_staff = person.role == "administrator"
        user.save()
    if apps.is_installed("allauth.account"):
        addresses: Any = apps.get_model("account", "EmailAddress")
        addresses.objects.get_or_create(user=user, email=person.email, defaults={"verified": True, "primary": True})
    return user


def make_people() -> dict[str, int]:
    """Institutions, cohorts and people with their roles; {e-mail: person id}."""
    places = {place.key: _institution(place) for place in INSTITUTIONS}
    cohorts = {key: _cohort(place_id, key) for key, place_id in places.items()}
    found = {}
    for person in PEOPLE:
        person_id = institutions.ensure_person(
            email=person.email, given_name=person.given, family_name=person.family, country=person.country,
            language=person.language, by=None,
        )  # fmt: skip
        institutions.link_user(person_id=person_id, user=_user_for(person))
        if person.institution:
            in_cohort = person.role in ("advisor", "facilitator")
            institutions.grant_role(
                person_id=person_id, institution_id=places[person.institution], role=person.role,
                cohort_id=cohorts[person.institution] if in_cohort else None, by=None,
            )  # fmt: skip
        else:
            institutions.grant_programme_role(
                person_id=person_id,
                role=person.role,
                country=person.country if person.role in ("author", "focal") else "",
                by=None,
            )
        found[person.email] = person_id
    return found


def _institution(place: DemoInstitution) -> int:
    known = institutions.institution_by_key(place.key)
    if known is not None:
        return known.id
    return institutions.make_institution(
        key=place.key, names={"es": place.es, "en": place.en}, country=place.country, time_zone=place.time_zone,
        signatory_name=place.signatory, signatory_title={"es": place.title_es, "en": place.title_en},
        logo=_logo(place.colour), by=None,
    )  # fmt: skip


def _logo(colour: str) -> bytes:
    """A small drawn mark in the institution's colour: two leaves on a square."""
    image = Image.new("RGB", (240, 240), "white")
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, 239, 239), radius=36, fill=colour)
    pen.pieslice((40, 40, 200, 200), 180, 270, fill="white")
    pen.pieslice((40, 40, 200, 200), 0, 90, fill="white")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _first_group(institution_id: int) -> institutions.CohortCard | None:
    """The group that everybody is in: not the second one, which opens by call. None before it is made."""
    return next((one for one in institutions.cohorts_of(institution_id) if one.key.startswith("grupo-")), None)


def _cohort(institution_id: int, key: str) -> int:
    known = _first_group(institution_id)
    if known is not None:
        return known.id
    country = institutions.institution_card(institution_id).country
    today = timezone.localdate()
    return institutions.make_cohort(
        institution_id=institution_id, key=f"grupo-{today:%Y}", names={"es": f"Grupo {today:%Y}", "en": f"Group {today:%Y}"},
        country=country, starts_on=today - timedelta(days=50), ends_on=today + timedelta(days=90), by=None,
    )  # fmt: skip


def publish_curriculum(people: dict[str, int]) -> None:
    """Import what ships; publish the courses for the four countries, and all else. One author proposes, another approves."""
    author, second = people["autoria.ompi@programa.example"], people["autoria.peru@programa.example"]
    courses.import_toolkit(path=CURRICULUM, by=author)
    for key in COURSES:
        course = courses.course_by_key(key)
        assert course is not None
        try:
            courses.publish_course(
                course_id=course.id, by=author, approved_by=second, countries=list(course.countries),
                today=min(timezone.localdate(), CHECKED_ON),
            )  # fmt: skip
        except courses.NothingToPublish:
            continue
    courses.publish_items(  # what no course needs is for the quick reference and for businesses
        item_ids=courses.unpublished_items(), by=author, approved_by=second, note="Toolkit"
    )
    certificates.import_credentials(CURRICULUM, by=author)


def qualify_assessors(people: dict[str, int]) -> None:
    """Reference scripts of all cases; every assessor has qualified on those of the cases that somebody wrote on."""
    assessments.import_references(path=CURRICULUM, by=people["decision.ompi@programa.example"])
    for person in PEOPLE:
        if person.role == "assessor":
            for case in ("case1", *letters.OTHERS.values()):
                assessments.qualify_assessor(person_id=people[person.email], case_key=case)


@transaction.atomic
def enrol_everybody(people: dict[str, int]) -> None:
    """Each group takes its courses; its advisors are enrolled under their institution's country."""
    for place in INSTITUTIONS:
        card = institutions.institution_by_key(place.key)
        assert card is not None
        cohort = _first_group(card.id)
        assert cohort is not None
        for key in (*EVERYWHERE, *ALSO.get(place.key, ())):
            course = courses.course_by_key(key)
            assert course is not None
            courses.place_cohort(
                cohort_id=cohort.id, course_id=course.id, starts_on=cohort.starts_on, ends_on=cohort.ends_on, by=None
            )
        for person in PEOPLE:
            if person.role == "advisor" and person.institution == place.key:
                courses.enrol_in_cohort_courses(
                    person_id=people[person.email], institution_id=card.id, cohort_id=cohort.id, country=place.country,
                    language=person.language, by=None,
                )  # fmt: skip


def walk_the_path(people: dict[str, int]) -> None:
    """Elena finishes both courses; Julio reads on and failed a quiz; Inés waits for an assessor; Sofía has read two lessons."""
    elena = people["elena.rojas@mipyme-sur.example"]
    _walk(elena, quiz_wrong=1, practice=True)
    two = (people["evaluacion@mipyme-sur.example"], people["evaluacion@programa.example"])
    coordinator = people["coordinacion@mipyme-sur.example"]
    _case(elena, "case-herbs", letters.GOOD, assessors=two, released_by=coordinator)
    for unit, case in letters.OTHERS.items():
        _case(elena, unit, letters.of_case(case), assessors=two[:1], released_by=coordinator)
    julio = people["julio.mamani@mipyme-sur.example"]
    _walk(julio, lessons=30, quiz_wrong=6, quizzes=1)
    ines = people["ines.caceres@mipyme-sur.example"]
    _walk(ines, quiz_wrong=2)
    _case(ines, "case-herbs", letters.GOOD)
    _walk(people["sofia.barrientos@pyme-austral.example"], lessons=2, quizzes=0)


def hold_a_clinic(people: dict[str, int]) -> None:
    """The Peruvian institution's clinic: six businesses, nine sessions, some confirmed, a strategy."""
    place = institutions.institution_by_key("centro-mipyme-sur")
    assert place is not None
    assessments.make_clinic_demo(
        institution_id=place.id,
        advisors=[people["elena.rojas@mipyme-sur.example"], people["julio.mamani@mipyme-sur.example"]],
        coordinator=people["coordinacion@mipyme-sur.example"],
        facilitator=people["facilitacion@mipyme-sur.example"],
    )


def _enrolments(person_id: int) -> list[Any]:
    """What this person takes of the courses that every group takes, in the order in which one takes them."""
    taken = {card.course_id: card for card in courses.enrolments_of(person_id) if card.state == "active"}
    known = [courses.course_by_key(key) for key in EVERYWHERE]
    return [taken[course.id] for course in known if course and course.id in taken]


def _walk(person_id: int, *, lessons: int = 99, quiz_wrong: int = 0, quizzes: int = 99, practice: bool = False) -> None:
    """Read lessons and sit quizzes in the order of the course, as far as told; those for practice when told."""
    for card in _enrolments(person_id):
        standings = {one.subject: one for one in courses.path(card.id).requirements}
        for unit in courses.outline(card.course_id, card.country, timezone.now()):
            standing = standings[f"unit:{unit.unit_id}"]
            if not unit.required and not unit.choice and not practice:
                continue
            if standing.met or standing.state in ("failed", "waiting"):
                lessons, quizzes = lessons - (unit.kind == "lesson"), quizzes - (unit.kind == "quiz")
            elif unit.kind == "lesson" and lessons > 0:
                lessons -= 1
                courses.begin_unit(enrolment_id=card.id, unit_id=unit.unit_id, unit_version_id=unit.unit_version_id)
                courses.finish_unit(
                    enrolment_id=card.id, unit_id=unit.unit_id, unit_version_id=unit.unit_version_id, verb="lesson", code="read"
                )
            elif unit.kind == "quiz" and quizzes > 0:
                quizzes -= 1
                assessments.sit_quiz(enrolment_id=card.id, unit_id=unit.unit_id, by=person_id, wrong=quiz_wrong)


COMMENTS = (
    "Ordena bien los problemas y los une con la venta. Falta una fecha para la segunda etapa.",
    "Dice con claridad qué hacer primero. Podría explicar mejor por qué no conviene firmar la garantía.",
)


def _case(
    person_id: int, key: str, blocks: dict[str, Any], *, assessors: tuple[int, ...] = (), released_by: int | None = None
) -> None:
    """Write the letter of one case; score it by all of these assessors, and release the result."""
    for card in _enrolments(person_id):
        for unit in courses.outline(card.course_id, card.country, timezone.now()):
            standing = next(r for r in courses.path(card.id).requirements if r.subject == f"unit:{unit.unit_id}")
            if unit.key != key or standing.met or standing.state == "waiting":
                continue
            letter_id = assessments.write_letter(
                enrolment_id=card.id, unit_id=unit.unit_id, blocks=blocks, questions=("a1", "a2", "a3")
            )
            for assessor_id, comment in zip(assessors, COMMENTS, strict=False):
                assessments.score_letter(letter_id=letter_id, assessor_id=assessor_id, level=2, comment=comment)
            if released_by is not None:
                assessments.release_letters(submission_ids=[letter_id], by=released_by)


def finish_background_work() -> None:
    """Do here what a worker would do: draw certificates, write mails. What a worker did meanwhile stays done."""
    certificates.draw_due()
    jobs.run_due_jobs()


def make_reports(people: dict[str, int]) -> None:
    """The Peruvian institution's reports: the quarter's is submitted and waits for WIPO, the month's is a draft."""
    place = institutions.institution_by_key("centro-mipyme-sur")
    assert place is not None
    coordinator = people["coordinacion@mipyme-sur.example"]
    current = reporting.current_periods(place.time_zone)
    quarter = current["certification"]
    if reporting.has_edition(institution_id=place.id, kind="certification", period_key=quarter):
        return
    for kind, key in current.items():
        reporting.request_report(institution_id=place.id, kind=kind, period_key=key, by=coordinator)
    finish_background_work()
    edition_id = reporting.latest_edition(institution_id=place.id, kind="certification", period_key=quarter)
    if edition_id is not None:
        reporting.submit_report(edition_id=edition_id, by=coordinator)


def counts() -> dict[str, int]:
    """How many rows of each table the demonstration makes: compared with tests/demo/expected.json in CI.

    Without the jobs for mails that wait for a reader's morning: those depend on the hour at which it is made.
    """
    found = {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.app_label.startswith("lms_") and not model._meta.proxy
    }
    job = apps.get_model("lms_jobs", "Job")
    found["lms_jobs.Job"] -= job._base_manager.filter(kind="messages.send", state="due", due_at__gt=timezone.now()).count()
    return found
