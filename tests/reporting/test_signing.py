"""From submitted to accepted: time that passes, remarks, the sample, delegates, files that answer, a book that holds."""

import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from certificates.services.register import audit_register
from lms.audit.models import AuditEvent, BookEntry
from lms.institutions.api import scope
from lms.institutions.models import Person, ProgrammeRole
from lms.jobs.api import run_due_jobs
from lms.reporting.access import access_edition
from lms.reporting.errors import (
    DelegateRefused,
    NoteMissing,
    NotEndorsed,
    NotYourRemark,
    RemarkClosed,
    RemarksOpen,
    ReportNotFound,
    SamePerson,
    SampleOpen,
    WrongMove,
)
from lms.reporting.models import Delegation, EditionState, ReportEdition, ReportFile, SampleFinding, SampleItem
from lms.reporting.services import delegating, remarks, review, sampling
from lms.reporting.services.comparing import compare_edition
from lms.reporting.services.files import make_files
from lms.reporting.services.verifying import verify_file
from tests.conftest import House, make_person
from tests.reporting.conftest import find_everything

Make = Callable[..., ReportEdition]
People = dict[str, Person]


@pytest.fixture
def submitted(andes: House, make_edition: Make) -> ReportEdition:
    edition = make_edition(andes, awarded=30)
    review.submit_report(edition_id=edition.pk, by=andes.coordinator.pk)
    edition.refresh_from_db()
    return edition


@pytest.fixture
def endorsed(submitted: ReportEdition, programme: People) -> ReportEdition:
    review.endorse_report(edition_id=submitted.pk, by=programme["focal"].pk)
    submitted.refresh_from_db()
    return submitted


@pytest.fixture
def accepted(endorsed: ReportEdition, programme: People) -> ReportEdition:
    find_everything(endorsed, programme["reviewer"])
    review.accept_report(edition_id=endorsed.pk, by=programme["reviewer"].pk)
    run_due_jobs()
    endorsed.refresh_from_db()
    return endorsed


def test_ten_business_days_of_silence_endorse_and_are_told_as_such(submitted: ReportEdition, programme: People) -> None:
    assert submitted.endorse_by is not None
    assert review.pass_what_nobody_objected_to(now=submitted.endorse_by - timedelta(seconds=1)) == 0
    assert review.pass_what_nobody_objected_to(now=submitted.endorse_by) == 1
    assert review.pass_what_nobody_objected_to(now=submitted.endorse_by) == 0
    submitted.refresh_from_db()
    assert (submitted.state, submitted.by_silence, submitted.endorsed_by) == (EditionState.ENDORSED, True, None)
    assert BookEntry.objects.filter(act="endorsed_by_silence", subject=f"report_edition:{submitted.pk}").count() == 1


def test_holidays_of_the_country_do_not_count(andes: House, make_edition: Make) -> None:
    with time_machine.travel("2026-12-04T15:00:00Z", tick=False):  # Friday; 8 and 9 December are holidays in Peru
        edition = make_edition(andes)
        review.submit_report(edition_id=edition.pk, by=andes.coordinator.pk)
    edition.refresh_from_db()
    assert edition.endorse_by is not None
    assert timezone.localtime(edition.endorse_by).date() > date(2026, 12, 19)


def test_nothing_is_accepted_before_it_is_endorsed_sampled_and_its_remarks_are_resolved(
    submitted: ReportEdition, andes: House, programme: People
) -> None:
    reviewer = programme["reviewer"].pk
    with pytest.raises(NotEndorsed):
        review.accept_report(edition_id=submitted.pk, by=reviewer)
    review.endorse_report(edition_id=submitted.pk, by=programme["focal"].pk)
    remark = remarks.comment_on(edition_id=submitted.pk, by=programme["focal"].pk, text="¿Y la línea 2?", line=2)
    with pytest.raises(RemarksOpen):
        review.accept_report(edition_id=submitted.pk, by=reviewer)
    remarks.answer_remark(remark_id=remark, by=andes.coordinator.pk, text="Está bien.")
    with pytest.raises(NotYourRemark):
        remarks.resolve_remark(remark_id=remark, by=andes.coordinator.pk)
    remarks.resolve_remark(remark_id=remark, by=reviewer)
    with pytest.raises(RemarkClosed):
        remarks.answer_remark(remark_id=remark, by=andes.coordinator.pk, text="Una cosa más.")
    with pytest.raises(SampleOpen):
        review.accept_report(edition_id=submitted.pk, by=reviewer)
    assert find_everything(submitted, programme["reviewer"]) == 6  # of 30: the root, rounded up
    review.accept_report(edition_id=submitted.pk, by=reviewer)
    with pytest.raises(WrongMove):
        remarks.comment_on(edition_id=submitted.pk, by=reviewer, text="Tarde.")


def test_a_finding_needs_its_note_stays_in_the_record_and_opens_a_remark_where_it_does_not_conform(
    endorsed: ReportEdition, programme: People
) -> None:
    reviewer = programme["reviewer"].pk
    item = SampleItem.objects.filter(sample__edition=endorsed)[0]
    with pytest.raises(NoteMissing):
        sampling.record_finding(item_id=item.pk, by=reviewer, outcome="observation", note="  ")
    sampling.record_finding(item_id=item.pk, by=reviewer, outcome="fails", note="Falta la firma.")
    sampling.record_finding(item_id=item.pk, by=reviewer, outcome="conforms")
    assert list(SampleFinding.objects.filter(item=item).order_by("pk").values_list("outcome", flat=True)) == [
        "fails", "conforms"
    ]  # fmt: skip
    assert review.remarks_open(endorsed) == 1
    with pytest.raises(SamePerson):
        sampling.record_finding(item_id=item.pk, by=programme["focal"].pk, outcome="conforms")


def test_the_record_of_the_review_carries_signatures_findings_and_lines_of_the_book(
    accepted: ReportEdition, programme: People
) -> None:
    made = {(f.format, f.language): bytes(f.body) for f in accepted.lms_files.all()}
    assert {("record", "es"), ("record", "en"), ("recordjson", "es"), ("pdf", "es"), ("xlsx", "en")} <= set(made)
    record = json.loads(made["recordjson", "es"])
    assert record["sha256"] == accepted.sha256
    assert [one["act"] for one in record["signed"]] == ["submitted", "endorsed", "accepted"]
    assert record["sample"]["seed"] == accepted.lms_sample.seed
    assert {one["finding"]["outcome"] for one in record["sample"]["awards"]} == {"conforms"}
    assert BookEntry.objects.get(subject=f"report_findings:{accepted.pk}").digest == record["sample_sha256"]
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made["record", "es"])).pages)
    for word in (programme["reviewer"].full_name, record["sample"]["awards"][0]["serial"], accepted.sha256[:4]):
        assert word in words
    assert programme["reviewer"].full_name not in made["recordjson", "es"].decode()


@pytest.mark.parametrize("form", ["pdf", "xlsx", "json", "record", "recordjson"])
def test_a_file_as_it_was_drawn_agrees_with_the_register(accepted: ReportEdition, form: str) -> None:
    found = verify_file(bytes(accepted.lms_files.get(format=form, language="es").body))
    assert found.agrees, found.why
    assert (found.file, found.edition_id, found.state) == ("known", accepted.pk, "accepted")
    assert found.rows == ("none" if form.startswith("record") else "agree")
    assert [line["act"] for line in found.lines] == ["submitted", "endorsed", "accepted", "file"]


def test_a_changed_row_is_found_in_a_workbook_and_in_json(accepted: ReportEdition) -> None:
    body = bytes(accepted.lms_files.get(format="json", language="es").body)
    changed = verify_file(body.replace(b"SERIAL001", b"SERIAL999"))
    assert not changed.agrees
    assert {"file_unknown", "rows_differ"} <= set(changed.why)
    book = load_workbook(io.BytesIO(bytes(accepted.lms_files.get(format="xlsx", language="es").body)))
    sheet = book["_sha256"]
    sheet["A1"] = str(sheet["A1"].value).replace("SERIAL001", "SERIAL999")
    out = io.BytesIO()
    book.save(out)
    assert {"file_unknown", "rows_differ"} <= set(verify_file(out.getvalue()).why)


@pytest.mark.parametrize("body", [b"", b"%PDF-1.4 nothing", b"PK\x03\x04broken", b'{"sha256": 3}', b"{", b"hello"])
def test_what_is_no_report_is_unknown_and_breaks_nothing(db: None, body: bytes) -> None:
    found = verify_file(body)
    assert {"file_unknown", "edition_unknown"} <= set(found.why)


def test_the_command_says_it_in_json_and_by_its_exit(accepted: ReportEdition, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "informe.pdf"
    file.write_bytes(bytes(accepted.lms_files.get(format="pdf", language="en").body))
    call_command("verify_report", str(file), "--json")
    assert json.loads(capsys.readouterr().out)["agrees"] is True
    file.write_bytes(b"%PDF-1.4")
    with pytest.raises(SystemExit):
        call_command("verify_report", str(file))


def test_a_broken_link_and_a_changed_row_are_found_by_the_audit_and_told_on_the_page(
    accepted: ReportEdition, programme: People, as_person: Any
) -> None:
    assert [one.faults for one in audit_register(books=["reports"])] == [()]
    with connection.cursor() as cursor:
        from lms.kernel.writeonce import drop_triggers

        drop_triggers(using="default")
        cursor.execute("UPDATE lms_audit_bookentry SET digest = %s WHERE act = 'submitted'", ["0" * 64])
    found = audit_register(books=["reports"])[0]
    assert {fault.fault for fault in found.faults} == {"altered", "report"}
    page = as_person(programme["reviewer"]).get(f"/reports/{accepted.pk}/").content.decode()
    assert "note-bad" in page


def test_a_workbook_is_read_back_with_its_rows_and_no_formula(andes: House, make_edition: Make) -> None:
    edition = make_edition(andes, awarded=40)
    make_files(edition_id=edition.pk)
    book = load_workbook(io.BytesIO(bytes(ReportFile.objects.get(format="xlsx", language="es").body)))
    rows = book.worksheets[1]
    assert rows.max_row == 81
    assert rows.freeze_panes == "A2"
    assert rows.auto_filter.ref == "A1:D81"
    assert edition.sha256 in str(book.properties.keywords)
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_a_signed_report_stays_and_says_where_it_differs_from_today(accepted: ReportEdition) -> None:
    before = {(f.format, f.language): f.sha256 for f in accepted.lms_files.all()}
    lines = compare_edition(edition_id=accepted.pk)  # today nobody holds any of these serials
    assert {one["figure"] for one in lines} >= {"F11i", "F11c"}
    issued = next(one for one in lines if one["figure"] == "F11i")
    assert (issued["then"], issued["now"], issued["fewer"]) == (30, 0, 30)
    accepted.refresh_from_db()
    assert {(f.format, f.language): f.sha256 for f in accepted.lms_files.all()} == before
    assert accepted.state == EditionState.ACCEPTED


# Delegates ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def other_focal(db: None) -> Person:
    person = make_person("otra@programme.test", "Otra", "Focal", "CL")
    ProgrammeRole.objects.create(person=person, role="focal", country="CL")
    return person


def test_a_delegate_acts_between_the_days_and_only_then(
    submitted: ReportEdition, programme: People, other_focal: Person
) -> None:
    today, giver = timezone.localdate(), programme["focal"].pk
    with pytest.raises(ReportNotFound):
        access_edition(scope(other_focal.pk), submitted.pk)
    made = delegating.delegate(
        giver_id=giver, taker_id=other_focal.pk, role="focal", country="PE", starts_on=today, ends_on=today, by=giver
    )
    assert access_edition(scope(other_focal.pk), submitted.pk) == submitted
    review.endorse_report(edition_id=submitted.pk, by=other_focal.pk, acting_for=giver)
    event = AuditEvent.objects.get(act="report.endorsed")
    assert (event.actor, event.after["acting_for"]) == (other_focal.pk, giver)
    delegating.end_delegation(delegation_id=made, by=other_focal.pk)
    with pytest.raises(ReportNotFound):
        access_edition(scope(other_focal.pk), submitted.pk)


def test_only_the_same_role_can_act_and_the_parts_stay_with_three_people(
    andes: House, make_edition: Make, programme: People, other_focal: Person
) -> None:
    today, giver = timezone.localdate(), programme["focal"]
    for taker in (programme["reviewer"], giver):
        with pytest.raises(DelegateRefused):
            delegating.delegate(
                giver_id=giver.pk, taker_id=taker.pk, role="focal", country="PE", starts_on=today, ends_on=today, by=giver.pk
            )
    edition = make_edition(andes)
    review.submit_report(edition_id=edition.pk, by=giver.pk)  # who is away had a part already
    Delegation.objects.create(
        giver=giver, taker=other_focal, role="focal", country="PE", starts_on=today, ends_on=today, made_by=giver
    )
    with pytest.raises(SamePerson):
        review.endorse_report(edition_id=edition.pk, by=other_focal.pk, acting_for=giver.pk)
    ProgrammeRole.objects.filter(person=giver).update(until=timezone.now())  # and without the role nobody acts for them
    with pytest.raises(ReportNotFound):
        access_edition(scope(other_focal.pk), edition.pk)


# Pages ----------------------------------------------------------------------------------------------------------------
def test_the_name_opens_with_the_file_and_the_opening_is_audited(
    endorsed: ReportEdition, programme: People, as_person: Any
) -> None:
    item = SampleItem.objects.filter(sample__edition=endorsed)[0]
    client = as_person(programme["reviewer"])
    assert client.get(f"/reports/{endorsed.pk}/sample/").status_code == 200
    assert item.serial in client.get(f"/reports/sample/{item.pk}/").content.decode()
    assert AuditEvent.objects.filter(act="report.file_opened").count() == 0
    answer = client.post(f"/reports/sample/{item.pk}/open/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    opened = AuditEvent.objects.get(act="report.file_opened")
    assert (opened.actor, opened.after["serial"]) == (programme["reviewer"].pk, item.serial)
    assert as_person(programme["focal"]).post(f"/reports/sample/{item.pk}/open/").status_code in {403, 404}


def test_a_reviewer_finds_answers_and_accepts_on_the_pages(endorsed: ReportEdition, programme: People, as_person: Any) -> None:
    client = as_person(programme["reviewer"])
    for item in SampleItem.objects.filter(sample__edition=endorsed):
        assert client.post(f"/reports/sample/{item.pk}/", {"outcome": "observation", "note": ""}).status_code == 422
        assert client.post(f"/reports/sample/{item.pk}/", {"outcome": "conforms", "note": ""}).status_code == 302
    assert client.post(f"/reports/{endorsed.pk}/comment/", {"text": "¿Y esto?", "line": "1"}).status_code == 302
    remark = endorsed.lms_comments.get()
    assert remark.line == 1
    assert client.post(f"/reports/remarks/{remark.pk}/answer/", {"text": "", "resolve": "yes"}).status_code == 302
    assert client.post(f"/reports/{endorsed.pk}/decide/", {"decision": "accept"}).status_code == 302
    endorsed.refresh_from_db()
    assert endorsed.state == EditionState.ACCEPTED


def test_the_inbox_and_the_review_cost_the_same_for_many(
    andes: House, make_edition: Make, programme: People, as_person: Any, django_assert_max_num_queries: Any
) -> None:
    client = as_person(programme["reviewer"])
    for n, awarded in ((1, 4), (4, 60)):
        for quarter in range(n):
            edition = make_edition(andes, awarded=awarded, period=f"202{n}-Q{quarter + 1}")
            review.submit_report(edition_id=edition.pk, by=andes.coordinator.pk)
            review.endorse_report(edition_id=edition.pk, by=programme["focal"].pk)
        run_due_jobs()
        for page in ("/reports/inbox/", f"/reports/{edition.pk}/sample/", "/reports/delegates/"):
            with django_assert_max_num_queries(15):
                assert client.get(page).status_code == 200
        with django_assert_max_num_queries(15):
            assert client.get(f"/reports/{edition.pk}/").status_code == 200
    assert client.get("/reports/inbox/").content.decode().count('<th scope="row">') == 5
