"""Papers that are issued without being drawn, and more people who decide."""

from hashlib import sha256

from certificates.models import Award, Certificate
from certificates.services.claiming import claim_drawing
from certificates.services.issuing import Drawn, issue_chunk
from lms.institutions.models import Person, ProgrammeRole
from tests.conftest import make_person


def issue_now(award: Award) -> Certificate:
    """The award's paper, issued: what is in the file does not matter here."""
    row = Certificate.objects.get(award=award, superseded_by=None)
    claim = claim_drawing(row.pk)
    assert claim is not None
    body = f"%PDF-1.7 {row.serial}".encode()
    assert issue_chunk([Drawn(claim, body, sha256(body).hexdigest())])
    row.refresh_from_db()
    return row


def somebody(role: str, name: str) -> Person:
    """One more person of the programme."""
    person = make_person(f"{name.lower()}@programme.test", name, "Programa", "PE")
    ProgrammeRole.objects.create(person=person, role=role)
    return person
