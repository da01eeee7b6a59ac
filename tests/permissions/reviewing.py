"""Reviews, accommodations and complaints of each side's owner: what can be asked, what waits, what is over."""

from datetime import date
from typing import Any

from django.utils import timezone

from assessments.models import (
    Accommodation,
    AccommodationEvidence,
    ClinicSession,
    Quiz,
)
from assessments.services.clinic_confirming import settle_sessions
from assessments.services.clinic_sessions import note_session
from certificates.models import Award, Complaint
from certificates.selectors.complaints import hash_of, token_of
from courses.models import ReviewRequest
from lms.institutions.models import Person
from tests.assessments.practising import an_entry
from tests.conftest import House
from tests.courses import building

FAR = date(2099, 1, 1)


def reviewing_samples(house: House, enrolment_id: int, *, decider: Person, mark: str) -> dict[str, Any]:
    """Every text carries the mark."""
    key, owner = house.institution.key, house.advisor
    sessions = [_refused(house, enrolment_id, f"review-{n}", mark) for n in (1, 2)]
    review = ReviewRequest.objects.create(
        person=owner, institution=house.institution, kind="clinic", subject_id=sessions[1].pk,
        country=house.institution.country,
        titles={"es": f"Sesión {mark}", "en": f"Session {mark}"}, reason=f"La sesión tuvo lugar. {mark}",
        acknowledge_by=FAR, due_on=FAR,
    )  # fmt: skip
    asks, waits = (_enrolled(house, f"fair-{key}-{n}") for n in (1, 2))
    requested = Accommodation.objects.create(
        enrolment=waits, asked={"time": 50}, reason=f"Leo despacio {mark}", evidence_files=1
    )
    evidence = AccommodationEvidence.objects.create(
        accommodation=requested, name=f"informe{mark}.pdf", content_type="application/pdf", size=8, body=b"%PDF-1.4"
    )
    granted = Accommodation.objects.create(
        enrolment=asks, state="granted", asked={"time": 25}, granted={"time": 25}, reason=f"Otra vez {mark}",
        answer=f"Sí {mark}", decided_by=decider, decided_at=timezone.now(),
    )  # fmt: skip
    award = Award.objects.get(person=owner)
    first, asked, founded = (_complaint(award, f"{key[:4].upper()}-{n}", mark) for n in (1, 2, 3))
    Complaint.objects.filter(pk__in=[asked.pk, founded.pk]).update(
        substance=f"Se dice algo {mark}", asked_at=timezone.now(), statement_by=FAR
    )
    Complaint.objects.filter(pk=founded.pk).update(
        state="founded", answer=f"Es cierto {mark}", decided_by=decider, decided_at=timezone.now()
    )
    return {
        "review_kind": "clinic", "review_subject": sessions[0].pk, "reviewed_subject": sessions[1].pk, "review_id": review.pk,
        "review_source": "general", "fair_enrolment_id": asks.pk, "accommodation_id": requested.pk,
        "granted_accommodation": granted.pk, "evidence_id": evidence.pk, "complaint_id": first.pk,
        "own_complaint_id": asked.pk, "founded_complaint": founded.pk, "complaint_number": first.number,
        "complaint_token": token_of(first.number),
    }  # fmt: skip


def _refused(house: House, enrolment_id: int, name: str, mark: str) -> ClinicSession:
    entry = an_entry(house, wanted=f"Vino por un nombre {mark}", advice=f"Buscar {mark}")
    noted = note_session(
        advisor_id=house.advisor.pk, client_id=f"walk-{name}", entry=entry, declare=True, enrolment_id=enrolment_id
    )
    session = ClinicSession.objects.get(pk=noted.id)
    settle_sessions(
        seen={session.pk: session.revision}, verdict="not_seen", comment=f"No la vi {mark}", by=house.facilitator.pk
    )
    return session


def _enrolled(house: House, key: str) -> Any:
    """The owner in a course with a certifying quiz."""
    course = building.make_course(key, lessons=1)
    building.add_unit(course, f"{key}-exam", kind="quiz", model=Quiz, certifying=True)
    building.publish(course)
    return building.enrol(house.advisor, house.institution, course, cohort_course=building.place(house.cohort, course))


def _complaint(award: Award, number: str, mark: str) -> Complaint:
    return Complaint.objects.create(
        number=number, token_hash=hash_of(token_of(number)), award=award, advisor=award.person, country=award.country,
        language="es", text=f"Me pidió una comisión por mi trámite. {mark}", contact_name=f"Rosa {mark}",
        contact_email="rosa@negocio.test", consent_wording="2026-11", acknowledge_by=FAR, due_on=FAR,
    )  # fmt: skip


def reviewing_bodies() -> dict[str, Any]:
    """Bodies that would be done."""
    text = "La sesión tuvo lugar: está la hoja firmada por la empresa."
    return {
        "lms:courses:review-ask": {"reason": text, "step": "send"},
        "lms:courses:review-detail": {"decision": "upheld:confirmed", "why": text, "count": "0"},
        "lms:assessments:accommodation-ask": {"time": "50", "reason": "Leo despacio y necesito más tiempo."},
        "lms:assessments:accommodation-grant": {"time": "50"},
        "lms:assessments:accommodation-refuse": {"answer": "Falta saber para qué."},
        "lms:certificates:complaint-form": {"country": "PE", "text": f"{text} Pero no fue así.", "consent": "on"},
        "lms:certificates:complaint-hear": {"substance": "Se dice que pidió una comisión por un trámite."},
        "lms:certificates:complaint-decide": {"state": "outside", "answer": "No es de este programa."},
        "lms:certificates:complaint-statement": {"statement": "No pedí ninguna comisión a nadie, nunca."},
    }
