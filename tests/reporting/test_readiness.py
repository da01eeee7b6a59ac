"""An institution is ready with four things, and the list says which one is missing and what to do next."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Attachment
from certificates.models import Award, Credential
from lms.audit.models import AuditEvent
from lms.institutions.api import DocumentCard
from lms.institutions.errors import DocumentDates, DocumentKnown, DocumentMissing
from lms.institutions.models import InstitutionDocument, Person
from lms.institutions.services.documents import record_document, withdraw_document
from lms.reporting.readiness import readiness
from tests.assessments import files
from tests.conftest import House

TODAY = date(2026, 11, 26)


def paper(kind: str, *, since: int = -100, until: int | None = None, withdrawn: bool = False) -> DocumentCard:
    last = None if until is None else TODAY + timedelta(days=until)
    return DocumentCard(1, 1, kind, "2", TODAY + timedelta(days=since), last, "", "x.pdf", withdrawn)


@pytest.mark.parametrize(
    ("document", "met", "soon"),
    [
        (paper("protocol"), True, False), (paper("protocol", until=0), True, True), (paper("protocol", until=-1), False, False),
        (paper("protocol", until=60), True, True), (paper("protocol", until=61), True, False),
        (paper("protocol", since=1), False, False), (paper("protocol", withdrawn=True), False, False),
        (paper("agreement"), False, False),
    ],
)  # fmt: skip
def test_a_paper_counts_from_its_date_to_its_last_day(document: DocumentCard, met: bool, soon: bool) -> None:
    point = readiness(advisors=1, supervisors=1, documents=[document], on=TODAY).points[2]
    assert (point.met, point.soon) == (met, soon)
    assert bool(point.next_step) is (not met or soon)


def test_ready_is_all_four() -> None:
    both = [paper("protocol"), paper("agreement")]
    assert readiness(advisors=1, supervisors=1, documents=both, on=TODAY).ready
    for lacking in ({"advisors": 0}, {"supervisors": 0}, {"documents": both[:1]}, {"documents": both[1:]}):
        asked: dict[str, Any] = {"advisors": 1, "supervisors": 1, "documents": both, "on": TODAY} | lacking
        assert readiness(**asked).met == 3


def made(house: House, kind: str = "protocol", **more: Any) -> int:
    asked: dict[str, Any] = {
        "institution_id": house.institution.pk, "kind": kind, "version": "1", "dated_on": date(2026, 1, 1), "valid_until": None,
        "link": "https://centro.example/protocolo", "by": house.coordinator.pk,
    }  # fmt: skip
    return record_document(**(asked | more))


@pytest.mark.django_db
def test_a_paper_is_refused_without_its_file_twice_or_with_impossible_days(andes: House) -> None:
    made(andes)
    with pytest.raises(DocumentKnown):
        made(andes)
    with pytest.raises(DocumentMissing):
        made(andes, kind="agreement")
    with pytest.raises(DocumentMissing):
        made(andes, version="2", link="")
    with pytest.raises(DocumentDates):
        made(andes, version="2", dated_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(DocumentDates):
        made(andes, version="2", valid_until=date(2025, 12, 31))
    assert InstitutionDocument.objects.count() == 1


@pytest.mark.django_db
def test_one_noted_in_error_no_longer_counts_and_the_same_version_can_be_noted_again(andes: House) -> None:
    first = made(andes)
    withdraw_document(document_id=first, by=andes.coordinator.pk)
    withdraw_document(document_id=first, by=andes.coordinator.pk)
    made(andes)
    acts = AuditEvent.objects.filter(subject="institution_document").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["document.recorded", "document.withdrawn", "document.recorded"]


@pytest.mark.django_db
def test_a_coordinator_sends_up_the_signed_agreement_and_the_list_fills(
    andes: House, sur: House, programme: dict[str, Person], as_person: Callable[[Person], Client]
) -> None:
    client = as_person(andes.coordinator)
    here = reverse("lms:institutions:document-list", args=[andes.institution.pk])
    sent = SimpleUploadedFile("convenio.pdf", files.pdf(), "application/pdf")
    reply = client.post(here, {"kind": "agreement", "dated_on": "2026-02-01", "valid_until": "2099-12-31", "file": sent})
    assert reply.status_code == 302, reply.content.decode()[:3000]
    row = InstitutionDocument.objects.get()
    assert (row.kind, row.name, row.version) == ("agreement", "convenio.pdf", "2026-02-01")
    file = client.get(reverse("lms:institutions:document-file", args=[row.pk]))
    assert file["Content-Disposition"].startswith("attachment")
    assert as_person(sur.coordinator).get(reverse("lms:institutions:document-file", args=[row.pk])).status_code == 404
    made(andes)
    credential = Credential.objects.create(key="c", titles={"es": "C", "en": "C"})
    Award.objects.create(
        person=andes.advisor,
        credential=credential,
        country="PE",
        institution=andes.institution,
        digest="0" * 64,
        law_as_of=TODAY,
    )
    page = client.get(reverse("lms:reporting:institution-ready", args=[andes.institution.pk])).content.decode()
    assert "Lista para asesorar" in page
    programme_page = reverse("lms:reporting:programme-ready")
    seen = as_person(programme["reviewer"]).get(programme_page).content.decode()
    assert "1 de 2 tienen" in seen
    only = as_person(programme["focal"]).get(programme_page, {"show": "ready"}).content.decode()
    assert "Centro andes" in only
    assert "Centro sur" not in only
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_the_lists_take_the_same_queries_at_two_sizes(
    andes: House, sur: House, programme: dict[str, Person], as_person: Callable[[Person], Client],
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client = as_person(programme["decider"])
    page = reverse("lms:reporting:programme-ready")
    with django_assert_max_num_queries(15) as few:
        client.get(page)
    for house in (andes, sur):
        for version in range(5):
            made(house, version=str(version))
    with django_assert_max_num_queries(15) as many:
        client.get(page)
    assert len(few) == len(many)
