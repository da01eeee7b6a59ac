"""Papers that are issued without being drawn, and more people who decide."""

from certificates.models import Award, Certificate
from certificates.services.drawing import claim_drawing, issue
from lms.institutions.models import Person, ProgrammeRole
from tests.conftest import make_person


def issue_now(award: Award) -> Certificate:
    """The award's paper, issued: what is in the file does not matter here."""
    row = Certificate.objects.get(award=award)
    claim = claim_drawing(row.pk)
    assert claim is not None
    assert issue(claim, f"%PDF-1.7 {row.serial}".encode())
    row.refresh_from_db()
    return row


def somebody(role: str, name: str) -> Person:
    """One more person of the programme."""
    person = make_person(f"{name.lower()}@programme.test", name, "Programa", "PE")
    ProgrammeRole.objects.create(person=person, role=role)
    return person
