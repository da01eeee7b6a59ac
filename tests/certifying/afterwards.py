"""After the award: a complaint, a suspension and its review, a change of the law, leave, a renewal, and the evidence."""

import json
import re
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from assessments.models import Attempt, Clinic, ClinicBusiness
from certificates.models import Award, AwardEvent, Certificate, Complaint, Motion, Objection
from courses.models import RefresherDue
from lms.institutions.models import Person
from lms.kernel.evidence import all_same
from lms.records.evidence import perform_again
from tests.assessments import clinic_houses
from tests.assessments.refreshing import change_law
from tests.certifying.building import to
from tests.certifying.visits import Visit
from tests.certifying.world import World

TOLD = "Me pidió una comisión por presentar la solicitud de mi marca Valle Azul."
SUBSTANCE = "Se dice que pidió una comisión por presentar una solicitud de marca."
STATEMENT = "No pedí ninguna comisión: expliqué la tasa de la oficina y dónde se paga."


def paper_of(person: Person) -> Certificate:
    """The newest paper of somebody."""
    return Certificate.objects.filter(award__person=person, state="issued").latest("pk")


def verify(world: World, serial: str, *, language: str = "es") -> Visit:
    """What anybody reads who has the number."""
    return world.nobody(language).go(to("certificates:verify-detail", serial), language=language)


def state_of(world: World, serial: str) -> dict[str, Any]:
    """The same as JSON."""
    found: dict[str, Any] = world.nobody().json(to("certificates:verify-detail", serial))
    return found


# A complaint ------------------------------------------------------------------------------------------------------------
def complain(world: World, serial: str) -> Complaint:
    """A business without an account; what it reads afterwards names nobody."""
    door = verify(world, serial).follow("/complaints/new/")
    door.send(country="PE", text=TOLD, name="Rosa Quispe", email="rosa@negocio.test", consent="on")
    assert "/complaints/case/" in door.at
    door.sees_not("Elena")
    world.seen["complaint"] = door
    return Complaint.objects.latest("pk")


def hear(world: World, complaint: Complaint, advisor: Person) -> None:
    """A decider without a conflict takes it up; the advisor reads its substance and answers."""
    page = world.decider2.go(to("certificates:complaint-list")).follow(f"/complaints/{complaint.pk}/")
    page.sees(TOLD).send("/acknowledge/")
    page.send("/hear/", substance=SUBSTANCE)
    own = world.visit(advisor).go(to("certificates:complaint-statement", complaint.pk))
    own.sees(SUBSTANCE).sees_not("Valle Azul", "Quispe", "negocio.test")
    own.send(statement=STATEMENT)


def find_founded(world: World, complaint: Complaint) -> Motion:
    """Founded: nothing happens to the certificate by it; the decider proposes."""
    detail = to("certificates:complaint-detail", complaint.pk)
    page = world.decider2.go(detail).sees(STATEMENT)
    page.send("/decide/", state="founded", answer="Pidió una comisión.")
    page.go(detail).send("/move/")
    world.seen["complaint"].go(world.seen["complaint"].at).sees("Pidió una comisión.")
    return Motion.objects.latest("pk")


def cannot_carry(world: World, motion: Motion, name: str) -> None:
    """A reviewer can't agree to what a reviewer moved, and reads why."""
    page = world.visit(world.people[name]).go(to("certificates:award-detail", motion.award_id))
    page.sees("Lo propuso una persona que revisa: debe estar de acuerdo una que decide.")
    assert page.doc is not None
    assert not page.doc.xpath("//form[contains(@action, '/carry/')]")


def carry(world: World, motion: Motion, name: str) -> None:
    """The second person agrees."""
    world.visit(world.people[name]).go(to("certificates:award-detail", motion.award_id)).send("/carry/")
    motion.refresh_from_db()
    assert motion.state == "carried"


# The review of it -------------------------------------------------------------------------------------------------------
def object_to(world: World, holder: Person) -> Objection:
    event = AwardEvent.objects.filter(award__person=holder, act="suspended").latest("pk")
    page = world.visit(holder).go(to("certificates:certificate-list")).follow(f"/decisions/{event.pk}/review/")
    page.send(text="No pedí comisión alguna; el recibo que se presentó es de la oficina.").send(step="send")
    return Objection.objects.latest("pk")


def uphold(world: World, objection: Objection, name: str) -> Motion:
    """Somebody without a hand in it says that the decision was wrong."""
    page = world.visit(world.people[name]).go(to("certificates:objection-list")).follow(f"/awards/reviews/{objection.pk}/")
    page.send(upheld="yes", answer="El recibo es de la oficina: no hubo comisión.")
    return Motion.objects.filter(act="reinstated").latest("pk")


# The law ----------------------------------------------------------------------------------------------------------------
def law_changes(world: World) -> None:
    change_law(world.people, in_force=timezone.localdate())
    world.work()


def refresh(world: World, person: Person) -> None:
    """What has changed is read, and its questions are answered."""
    due = RefresherDue.objects.get(completion__enrolment__person=person, passed_at=None)
    page = world.visit(person).go(to("home:home")).follow("/updates/")
    if page.doc is not None and page.doc.xpath("//form[contains(@action, '/read/')]"):
        page.send("/read/")
    else:
        page.send("/start/")
        attempt = Attempt.objects.get(enrolment__person=person, unit=due.refresher.unit_id, state="open")
        from tests.certifying.candidates import answer_sheet

        answer_sheet(page, attempt)
    due.refresh_from_db()
    assert due.passed_at is not None


# Recertification --------------------------------------------------------------------------------------------------------
def go_on_leave(world: World, person: Person, first: date, last: date) -> None:
    page = world.visit(world.andes.coordinator).go(to("institutions:leave-list", world.andes.institution.pk))
    page.send(person=str(person.pk), starts_on=first.isoformat(), ends_on=last.isoformat())


def confirm_sessions(world: World, person: Person, count: int) -> None:
    """Sessions held yesterday, confirmed by the supervisor."""
    clinic = Clinic.objects.filter(institution=world.andes.institution).first() or clinic_houses.make_edition(world.andes)
    business = ClinicBusiness.objects.filter(clinic=clinic).first() or clinic_houses.take_in(clinic, world.andes.facilitator)
    made = [clinic_houses.hold_session(business, person) for _n in range(count)]
    page = world.visit(world.andes.facilitator).go(to("assessments:clinic-confirm-list"))
    page.send("/many/", one=[str(one.pk) for one in made])


def begin_renewal(world: World, person: Person) -> None:
    world.visit(person).go(to("certificates:certificate-list")).send("/renew/")


# The evidence -----------------------------------------------------------------------------------------------------------
def evidence(world: World, serial: str) -> dict[str, Any]:
    """A decider takes it out, and the same decision is made again from the file alone."""
    visit = world.decider.go(reverse("lms:records:record-list"))
    visit.send("/records/evidence/", serial=serial)
    found: dict[str, Any] = json.loads(visit.body)
    checks = perform_again(found)
    assert [one for one in checks if not one.same] == []
    assert all_same(checks)
    return found


def number_in(text: str) -> str:
    """The certificate's number that a text prints."""
    found = re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}-[0-9A-Z]\b", text)
    assert found, text
    return found[0]


def award_of(person: Person) -> Award:
    return Award.objects.filter(person=person).latest("pk")


HOUR = timedelta(hours=1)
