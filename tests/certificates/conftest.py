"""A credential over two courses, and advisors who complete them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from certificates.api import define_credential
from certificates.models import Award, Certificate
from certificates.services.drawing import draw_certificate
from courses import events
from courses.api import announce
from courses.models import Completion, Course, Enrolment, Manifest
from lms.institutions.models import Institution, Person
from tests.conftest import House


@dataclass
class Programme:
    """A credential with its courses, and what people do with them."""

    credential_id: int
    courses: list[Course]
    manifests: dict[tuple[int, str], Manifest] = field(default_factory=dict)

    def enrol(self, person: Person, institution: Institution, course: Course, **more: Any) -> Enrolment:
        """An active enrolment under the law of the institution's country."""
        values = {"country": institution.country, "language": "es", **more}
        return Enrolment.objects.create(person=person, institution=institution, course=course, **values)

    def write_completion(self, enrolment: Enrolment, law_as_of: date = date(2026, 9, 30)) -> Completion:
        """The rows of a completed course, without the word that goes up."""
        Enrolment.objects.filter(pk=enrolment.pk).update(state="completed")
        manifest = self.manifests.get((enrolment.course_id, enrolment.country))
        if manifest is None:
            name = f"{enrolment.course_id}{enrolment.country}".ljust(64, "0")
            manifest, _ = Manifest.objects.get_or_create(
                digest=name, defaults={"course_id": enrolment.course_id, "country": enrolment.country}
            )
        return Completion.objects.create(
            enrolment=enrolment, manifest=manifest, score=80, law_as_of=law_as_of, digest=f"c{enrolment.pk}".ljust(64, "0")
        )

    def complete(self, person: Person, institution: Institution, course: Course, **more: Any) -> Completion:
        """Enrol, complete, and say so, as courses does."""
        completion = self.write_completion(self.enrol(person, institution, course, **more))
        announce(events.course_completed, completion_id=completion.pk)
        return completion

    def complete_all(self, person: Person, institution: Institution, **more: Any) -> Award:
        """Every course of the credential; returns the award."""
        for course in self.courses:
            self.complete(person, institution, course, **more)
        return Award.objects.get(person=person)


@pytest.fixture
def programme_(db: None) -> Programme:
    """«Fundamentos» over two courses, valid for 36 months."""
    courses = [
        Course.objects.create(key="brands", titles={"es": "Marcas y secretos", "en": "Brands and secrets"}, countries=["PE"]),
        Course.objects.create(
            key="letter", titles={"es": "Carta de orientación", "en": "Letter of guidance"}, countries=["PE"]
        ),
    ]
    credential_id = define_credential(
        key="foundations",
        titles={"es": "Fundamentos de PI para asesores", "en": "IP foundations for advisors"},
        claim="assessed_certificate",
        validity_months=36,
        course_ids=[course.pk for course in courses],
    )
    return Programme(credential_id, courses)


@pytest.fixture
def award(programme_: Programme, andes: House) -> Award:
    """Elena of the Andes centre met everything; her certificate is pending."""
    return programme_.complete_all(andes.advisor, andes.institution)


@pytest.fixture
def issued(award: Award) -> Certificate:
    """Her certificate, drawn."""
    row = Certificate.objects.get(award=award)
    assert draw_certificate(certificate_id=row.pk)
    row.refresh_from_db()
    return row


@pytest.fixture
def serial(issued: Certificate) -> str:
    """Its number."""
    return issued.serial


@pytest.fixture
def certificate_id(issued: Certificate) -> int:
    """Its id."""
    return issued.pk


@pytest.fixture
def decide(programme: dict[str, Person]) -> Callable[..., int]:
    """`decide("revoke", award, "issued_in_error")` by a decider and a reviewer."""
    from certificates import api

    def act(what: str, award: Award, reason: str = "", note: str = "") -> int:
        people = {"by": programme["decider"].pk, "approved_by": programme["reviewer"].pk}
        if what == "reinstate":
            return api.reinstate_award(award_id=award.pk, note=note, **people)
        verb = api.revoke_award if what == "revoke" else api.suspend_award
        return verb(award_id=award.pk, reason_class=reason, note=note, **people)

    return act
