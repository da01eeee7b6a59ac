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
    """Advisors who met everything: each has a certificate that waits to be drawn."""
    from certificates.api import define_credential
    from courses import events
    from courses.api import announce
    from courses.models import Completion, Course, Enrolment, Manifest
    from lms.institutions.models import Institution, Person

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


if __name__ == "__main__":
    {"watched_jobs": watched_jobs, "certificates": certificates}[sys.argv[1]](int(sys.argv[2]))
