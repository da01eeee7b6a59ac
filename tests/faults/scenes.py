"""What fault tests set up inside the plant's own database: `python -m tests.faults.scenes NAME COUNT`, as a process."""

import sys
from datetime import timedelta

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from lms.jobs import api as jobs  # noqa: E402
from tests.faults.apps import WATCHED  # noqa: E402


def watched_jobs(count: int) -> None:
    """Jobs that wait for a worker."""
    with transaction.atomic():
        for number in range(count):
            jobs.request_job(kind=WATCHED, key=f"faults:{timezone.now().timestamp()}:{number}")


def certificates(count: int) -> None:
    """Advisors who met everything: each has a certificate that waits to be drawn. Every tenth is announced twice."""
    from certificates.api import define_credential
    from certificates.keyring import make_key_for_development
    from courses import events
    from courses.api import announce
    from courses.models import Completion, Course, Enrolment, Manifest
    from lms.institutions.models import Institution, Person

    make_key_for_development()
    institution = Institution.objects.create(
        key="andes", names={"es": "Centro Andes", "en": "Andes centre"}, country="PE", time_zone="America/Lima",
        signatory_name="Ana Directora", signatory_title={"es": "Directora", "en": "Director"},
    )  # fmt: skip
    course = Course.objects.create(key="brands", titles={"es": "Marcas", "en": "Brands"}, countries=["PE"])
    define_credential(
        key="foundations", titles={"es": "Fundamentos", "en": "Foundations"}, claim="assessed_certificate", validity_months=36,
        course_ids=[course.pk],
    )  # fmt: skip
    manifest = Manifest.objects.create(digest="m".ljust(64, "0"), course=course, country="PE")
    for number in range(count):
        name = f"Elena Número {number}"
        person = Person.objects.create(
            email=f"p{number}@andes.test", given_name="Elena", family_name=f"Número {number}", certificate_name=name,
            country="PE", language="es", time_zone="America/Lima",
        )  # fmt: skip
        with transaction.atomic():
            enrolment = Enrolment.objects.create(
                person=person, institution=institution, course=course, country="PE", language="es", state="completed"
            )
            completion = Completion.objects.create(
                enrolment=enrolment, manifest=manifest, score=80, digest=f"c{number}".ljust(64, "0"),
                law_as_of=timezone.localdate() - timedelta(days=60),
            )  # fmt: skip
            announce(events.course_completed, completion_id=completion.pk)
        if number % 10 == 0:
            with transaction.atomic():
                announce(events.course_completed, completion_id=completion.pk)


def many_certificates(count: int) -> None:
    """The same for very many: one is granted as in life, the others are written like it; each bell rings, every tenth twice."""
    from celery import current_app

    from certificates.models import Award, Certificate
    from certificates.serial import new_serial
    from certificates.services.granting import DRAW
    from lms.institutions.models import Person

    certificates(1)
    model = Certificate.objects.select_related("award").get()
    assert model.award is not None
    people = [
        Person(email=f"m{n}@andes.test", given_name="Elena", family_name=f"Número {n}", certificate_name=f"Elena Número {n}",
               country="PE", language="es", time_zone="America/Lima")
        for n in range(1, count)
    ]  # fmt: skip
    Person.objects.bulk_create(people, 1000)
    path, digest = model.award.path, model.award.digest
    awards = [
        Award(person=person, credential_id=model.award.credential_id, country="PE", institution_id=model.award.institution_id,
              path=path, digest=digest, law_as_of=model.award.law_as_of, expires_at=model.award.expires_at)
        for person in people
    ]  # fmt: skip
    Award.objects.bulk_create(awards, 1000)
    rows = [
        Certificate(award=award, serial=new_serial(), fields={**model.fields, "name": award.person.certificate_name},
                    design_version_id=model.design_version_id)
        for award in awards
    ]  # fmt: skip
    Certificate.objects.bulk_create(rows, 1000)
    for at, row in enumerate(rows):
        for _ring in range(2 if at % 10 == 0 else 1):
            current_app.send_task(DRAW, args=(row.pk,))


def previews(count: int) -> None:
    """Designers who look at their designs: each has asked for a picture."""
    from certificates import papers
    from certificates.models import Design
    from certificates.sampling import Sample
    from certificates.services.previews import Wish, ask_preview
    from lms.institutions.models import Person

    shipped = papers.shipped("card")
    for number in range(count):
        person = Person.objects.create(email=f"d{number}@andes.test", given_name="Inés", country="PE", language="es")
        design = Design.objects.create(
            key=f"own-{number}", paper="card", titles={"es": "Credencial", "en": "Card"}, html=shipped.html, css=shipped.css
        )
        ask_preview(design=design, wish=Wish(shipped.html, shipped.css, Sample("PE", "es", long=False)), by=person.pk)


def attempts(count: int) -> None:
    """Advisors in the middle of a quiz, each signed in in a browser."""
    from datetime import date
    from pathlib import Path

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore

    from assessments.models import Quiz
    from assessments.services.attempts import start_attempt
    from courses import api as courses
    from courses.models import Course, Enrolment
    from lms.institutions.models import Cohort, Institution, Membership, Person
    from tests.assessments.toolkit import write_toolkit

    by, other = (Person.objects.create(email=f"{name}@programa.test", country="PE") for name in ("una", "dos"))
    courses.import_toolkit(path=write_toolkit(Path(settings.VAR_DIR) / "toolkit"), by=by.pk)
    course = Course.objects.get(key="marks-course")
    courses.publish_course(course_id=course.pk, by=by.pk, approved_by=other.pk, countries=["CL", "CO", "MX", "PE"])
    quiz = Quiz.objects.get(course=course)
    house = Institution.objects.create(key="andes", names={"es": "Centro", "en": "Centre"}, country="PE")
    cohort = Cohort.objects.create(
        institution=house, key="grupo", names={"es": "Grupo", "en": "Group"}, country="PE", starts_on=date(2026, 1, 1),
        ends_on=date(2036, 1, 1),
    )  # fmt: skip
    for number in range(count):
        user = get_user_model().objects.create(email=f"p{number}@andes.test", password="!")
        person = Person.objects.create(user=user, email=user.email, country="PE", language="es", time_zone="America/Lima")
        Membership.objects.create(person=person, institution=house, cohort=cohort, role="advisor")
        enrolment = Enrolment.objects.create(person=person, institution=house, course=course, country="PE", language="es")
        start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()


def overdue_attempts(count: int) -> None:
    """The same, one answer given, and their time ended ten minutes ago: nobody hands in."""
    from assessments.models import Attempt
    from assessments.services.answers import save_answer

    attempts(count)
    due = timezone.now() - timedelta(minutes=10)
    for attempt in Attempt.objects.select_related("enrolment"):
        slot = next(one for one in attempt.sheet["slots"] if one["key"] == "q-number")
        save_answer(
            attempt_id=attempt.pk, slot=slot["slot"], client_id="one", raw={"text": slot["value"]},
            by=attempt.enrolment.person_id,
        )  # fmt: skip
    Attempt.objects.update(due_at=due, started_at=due - timedelta(hours=1))


if __name__ == "__main__":
    scenes = (watched_jobs, certificates, many_certificates, previews, attempts, overdue_attempts)
    {scene.__name__: scene for scene in scenes}[sys.argv[1]](int(sys.argv[2]))
