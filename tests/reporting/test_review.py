"""A report is computed, submitted, returned or accepted by different people, and what was submitted never changes."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from lms.audit.api import broken_line
from lms.audit.models import AuditEvent
from lms.institutions.api import declare_interest, scope
from lms.institutions.models import Membership, Person, ProgrammeRole
from lms.jobs.api import run_due_jobs
from lms.kernel.canonical import digest
from lms.reporting.api import todo
from lms.reporting.errors import OpenEdition, ReasonMissing, ReportTooClose, SamePerson, WrongMove
from lms.reporting.models import EditionState, ReportEdition
from lms.reporting.periods import quarter_of
from lms.reporting.services import building, review
from lms.reporting.services.files import edition_json, make_files
from lms.reporting.services.schedules import open_periods
from tests.conftest import House
from tests.reporting.conftest import find_everything

Make = Callable[..., ReportEdition]


@pytest.fixture
def submitted(andes: House, make_edition: Make) -> ReportEdition:
    edition = make_edition(andes, awarded=2)
    review.submit_report(edition_id=edition.pk, by=andes.coordinator.pk)
    edition.refresh_from_db()
    return edition


def test_the_hash_covers_definitions_figures_and_rows(andes: House, make_edition: Make) -> None:
    edition = make_edition(andes, awarded=2)
    assert edition.sha256 == digest(edition_json(edition))
    assert edition.lms_rows.count() == 4


def test_a_draft_that_says_the_same_stays_and_one_that_differs_is_replaced(andes: House, make_edition: Make) -> None:
    first = make_edition(andes, awarded=1)
    assert make_edition(andes, awarded=1).pk == first.pk
    second = make_edition(andes, awarded=2)
    first.refresh_from_db()
    assert (first.state, second.state, second.number) == (EditionState.REPLACED, EditionState.DRAFT, 2)


def test_what_was_submitted_is_never_computed_again(andes: House, submitted: ReportEdition, make_edition: Make) -> None:
    with pytest.raises(OpenEdition):
        make_edition(andes, awarded=9)
    with pytest.raises(OpenEdition):
        building.request_report(
            institution_id=andes.institution.pk, kind="certification", period_key="2026-Q4", by=andes.coordinator.pk
        )


def test_returned_needs_words_and_the_submitter_reads_them(
    andes: House, submitted: ReportEdition, programme: dict[str, Person], make_edition: Make
) -> None:
    reviewer = programme["reviewer"].pk
    with pytest.raises(ReasonMissing):
        review.return_report(edition_id=submitted.pk, by=reviewer, comment="   ")
    review.return_report(edition_id=submitted.pk, by=reviewer, comment="Falta la razón en la línea 8.")
    run_due_jobs()
    assert [letter.to for letter in mail.outbox] == [[andes.coordinator.email]]
    again = ReportEdition.objects.get(report=submitted.report, number=2)  # computed at once, without anybody asking
    assert (again.state, again.amends) == (EditionState.DRAFT, None)
    submitted.refresh_from_db()
    assert (submitted.state, submitted.lms_rows.count()) == (EditionState.RETURNED, 4)


def test_accepted_enters_the_book_and_a_later_edition_amends_it(
    andes: House, submitted: ReportEdition, programme: dict[str, Person], make_edition: Make
) -> None:
    review.endorse_report(edition_id=submitted.pk, by=programme["focal"].pk)
    find_everything(submitted, programme["reviewer"])
    review.accept_report(edition_id=submitted.pk, by=programme["reviewer"].pk)
    assert broken_line(book="reports") is None
    events = AuditEvent.objects.filter(subject="report_edition", subject_id=str(submitted.pk)).order_by("id")
    acts = list(events.values_list("act", flat=True))
    assert acts == ["report.computed", "report.submitted", "report.endorsed", "report.accepted"]
    assert make_edition(andes, awarded=5).amends == submitted


@pytest.mark.parametrize("act", ["endorse", "return", "accept"])
def test_who_submitted_decides_nothing(andes: House, submitted: ReportEdition, act: str) -> None:
    moves: dict[str, Callable[[], Any]] = {
        "endorse": lambda: review.endorse_report(edition_id=submitted.pk, by=andes.coordinator.pk),
        "return": lambda: review.return_report(edition_id=submitted.pk, by=andes.coordinator.pk, comment="No."),
        "accept": lambda: review.accept_report(edition_id=submitted.pk, by=andes.coordinator.pk),
    }
    with pytest.raises(SamePerson):
        moves[act]()


def test_the_database_itself_refuses_one_person_for_two_parts(submitted: ReportEdition) -> None:
    submitted.decided_by = submitted.submitted_by
    with pytest.raises(IntegrityError), transaction.atomic():
        submitted.save()


def test_a_move_from_the_wrong_state_is_refused(andes: House, make_edition: Make, programme: dict[str, Person]) -> None:
    draft = make_edition(andes)
    with pytest.raises(WrongMove):
        review.accept_report(edition_id=draft.pk, by=programme["reviewer"].pk)
    review.submit_report(edition_id=draft.pk, by=andes.coordinator.pk)
    with pytest.raises(WrongMove):
        review.submit_report(edition_id=draft.pk, by=andes.coordinator.pk)


def test_the_files_are_made_once_and_carry_the_hash(andes: House, make_edition: Make) -> None:
    edition = make_edition(andes, awarded=3)
    make_files(edition_id=edition.pk)
    made = {(f.format, f.language): f for f in edition.lms_files.all()}
    assert set(made) == {("pdf", "es"), ("pdf", "en"), ("xlsx", "es"), ("xlsx", "en"), ("json", "es")}
    assert all(hashlib.sha256(bytes(f.body)).hexdigest() == f.sha256 for f in made.values())
    assert edition.sha256.encode() in bytes(made["json", "es"].body)
    make_files(edition_id=edition.pk)
    assert {f.pk for f in edition.lms_files.all()} == {f.pk for f in made.values()}


# Pages ----------------------------------------------------------------------------------------------------------------
def test_wipo_does_not_see_a_draft_and_sees_it_once_submitted(
    andes: House, make_edition: Make, programme: dict[str, Person], as_person: Any
) -> None:
    edition = make_edition(andes)
    page = f"/reports/{edition.pk}/"
    wipo = as_person(programme["reviewer"])
    assert wipo.get(page).status_code == 404
    assert as_person(andes.coordinator).post(f"{page}submit/", {"sure": "on"}).status_code == 302
    assert wipo.get(page).status_code == 200


def test_another_institution_and_another_countrys_focal_point_find_nothing(
    andes: House, sur: House, submitted: ReportEdition, programme: dict[str, Person], as_person: Any
) -> None:
    ProgrammeRole.objects.filter(person=programme["focal"]).update(country="CL")
    for stranger in (sur.coordinator, programme["focal"], andes.advisor, programme["author"]):
        for path in ("", "rows/F11i/", "file/es.pdf"):
            assert as_person(stranger).get(f"/reports/{submitted.pk}/{path}").status_code == 404


def test_returning_without_words_shows_what_is_missing_and_keeps_the_choice(
    submitted: ReportEdition, programme: dict[str, Person], as_person: Any
) -> None:
    answer = as_person(programme["reviewer"]).post(f"/reports/{submitted.pk}/decide/", {"decision": "return", "comment": ""})
    assert answer.status_code == 422
    assert b"problem" in answer.content
    submitted.refresh_from_db()
    assert submitted.state == EditionState.SUBMITTED


def test_a_report_page_costs_the_same_for_many_rows(
    andes: House, make_edition: Make, as_person: Any, django_assert_max_num_queries: Any
) -> None:
    client = as_person(andes.coordinator)
    for awarded in (2, 60):
        edition = make_edition(andes, awarded=awarded)
        with django_assert_max_num_queries(15):
            assert client.get(f"/reports/{edition.pk}/").status_code == 200


def test_a_coordinator_asks_for_a_report_and_a_worker_computes_it(andes: House, as_person: Any) -> None:
    client = as_person(andes.coordinator)
    form = client.get("/reports/").context["form"]
    choice = form.fields["report"].choices[0][0]
    answer = client.post("/reports/request/", {"institution": andes.institution.pk, "report": choice})
    assert answer.status_code == 302
    assert "/jobs/" in answer.url
    run_due_jobs()
    edition = ReportEdition.objects.get()
    assert edition.state == EditionState.DRAFT
    assert edition.lms_files.count() == 0  # a draft needs none
    job = client.post(f"/reports/{edition.pk}/draw/")
    assert "/jobs/" in job.url
    run_due_jobs()
    assert edition.lms_files.count() == 5


def test_beat_asks_once_for_each_period_that_ended(andes: House, sur: House) -> None:
    assert open_periods() == 4
    run_due_jobs()
    assert open_periods() == 0


def test_asking_for_a_report_that_waits_leads_to_the_edition_that_waits(
    andes: House, make_edition: Make, as_person: Any
) -> None:
    edition = make_edition(andes, period=quarter_of(timezone.now(), andes.institution.time_zone).key)
    review.submit_report(edition_id=edition.pk, by=andes.coordinator.pk)
    data = {"institution": andes.institution.pk, "report": f"certification:{edition.report.period}"}
    answer = as_person(andes.coordinator).post("/reports/request/", data)
    assert answer.status_code == 302
    assert answer.url == f"/reports/{edition.pk}/"


def test_an_edition_leads_to_the_earlier_ones(
    andes: House, submitted: ReportEdition, make_edition: Make, programme: dict[str, Person], as_person: Any
) -> None:
    review.return_report(edition_id=submitted.pk, by=programme["reviewer"].pk, comment="Otra vez.")
    again = make_edition(andes, awarded=3)
    page = as_person(andes.coordinator).get(f"/reports/{again.pk}/").content.decode()
    assert f'href="/reports/{submitted.pk}/"' in page


@pytest.mark.parametrize("tie", ["coordinates", "declared"])
def test_who_is_too_close_to_an_institution_neither_endorses_nor_decides_about_its_report(
    submitted: ReportEdition, andes: House, programme: dict[str, Person], as_person: Callable[[Person], Client], tie: str
) -> None:
    page = f"/reports/{submitted.pk}/"
    for role, act, service in (("focal", "endorse", review.endorse_report), ("reviewer", "decide", review.accept_report)):
        if role == "reviewer":
            ReportEdition.objects.filter(pk=submitted.pk).update(state="endorsed")
        person = programme[role]
        client = as_person(person)
        assert f"{page}{act}/" in client.get(page).content.decode()
        assert todo(scope(person.pk))
        if tie == "coordinates":
            Membership.objects.create(person=person, institution=andes.institution, role="coordinator", until=timezone.now())
        else:
            declare_interest(person_id=person.pk, by=person.pk, kind="commercial", institution_id=andes.institution.pk)
        assert f"{page}{act}/" not in client.get(page).content.decode()
        assert client.post(f"{page}{act}/", {"decision": "accept"}).status_code == 404
        assert todo(scope(person.pk)) == []
        with pytest.raises(ReportTooClose):
            service(edition_id=submitted.pk, by=person.pk)
