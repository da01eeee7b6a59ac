"""A table on a screen becomes a file: made by a worker, read again by others' software, fetched by who may read it."""

import csv
import io
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lms.audit.models import AuditEvent
from lms.exports.models import Export, ExportPiece
from lms.exports.services import making
from lms.exports.tables import Table
from lms.exports.writing import write_csv
from lms.institutions.models import Membership, Person
from lms.jobs.api import run_due_jobs
from lms.jobs.models import Job
from tests.conftest import House

pytestmark = pytest.mark.django_db
ASK = reverse("lms:exports:export-request")


def ask(client: Client, house: House, format: str, **more: Any) -> int:
    reply = client.post(ASK, {"table": "tests.rows", "institution": house.institution.pk, "format": format, **more})
    assert reply.status_code == 302, reply.content
    return int(reply["Location"].rstrip("/").rpartition("/")[2])


def fetched(client: Client, export_id: int) -> bytes:
    reply = client.get(reverse("lms:exports:export-file", args=[export_id]))
    assert reply.status_code == 200
    return b"".join(reply.streaming_content)  # type: ignore[attr-defined]


def test_a_csv_is_parted_and_written_as_the_readers_spreadsheet_expects(
    table: Table, andes: House, as_person: Callable[[Person], Client]
) -> None:
    client = as_person(andes.coordinator)
    export_id = ask(client, andes, "csv")
    run_due_jobs()
    said = fetched(client, export_id).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(said), delimiter=";"))
    assert rows == [
        ["'@Texto", "Entero", "Nota", "Avance", "Día", "Momento"],
        ["'=1+1", "3", "81,50", "66,7", "2026-03-29", "2026-03-28 21:30"],
        ['Ñandú; "dos"', "", "", "", "", ""],
    ]


def test_in_english_a_csv_has_commas_and_decimal_points(
    table: Table, andes: House, as_person: Callable[[Person], Client]
) -> None:
    andes.coordinator.language = "en"
    andes.coordinator.save()
    client = as_person(andes.coordinator)
    export_id = ask(client, andes, "csv")
    run_due_jobs()
    rows = list(csv.reader(io.StringIO(fetched(client, export_id).decode("utf-8-sig"))))
    assert rows[1][2:4] == ["81.50", "66.7"]


def test_a_spreadsheet_has_typed_cells_a_frozen_head_filters_and_a_sheet_about_itself(
    table: Table, andes: House, as_person: Callable[[Person], Client]
) -> None:
    client = as_person(andes.coordinator)
    export_id = ask(client, andes, "xlsx")
    run_due_jobs()
    book = load_workbook(io.BytesIO(fetched(client, export_id)))
    sheet, about = book.worksheets
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:F3"
    first = [cell.value for cell in sheet[2]]
    assert first == ["'=1+1", 3, 81.5, 66.7, datetime(2026, 3, 29), datetime(2026, 3, 28, 21, 30)]  # noqa: DTZ001  cells know no zone
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "n", "n", "d", "d"]
    assert sheet["E2"].number_format == "yyyy-mm-dd"
    assert [cell.value for cell in sheet[3]] == ['Ñandú; "dos"', None, None, None, None, None]
    assert about["A1"].value == "Tabla"
    assert about["B1"].value == "'=Filas de prueba"
    assert "America/Lima" in about["B2"].value


@pytest.mark.office
def test_libreoffice_reads_a_spreadsheet_as_it_was_meant(
    table: Table, andes: House, as_person: Callable[[Person], Client], tmp_path: Path
) -> None:
    client = as_person(andes.coordinator)
    export_id = ask(client, andes, "xlsx")
    run_due_jobs()
    (tmp_path / "filas.xlsx").write_bytes(fetched(client, export_id))
    done = subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "--outdir",
         str(tmp_path), str(tmp_path / "filas.xlsx")],
        check=False, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    rows = list(csv.reader((tmp_path / "filas.csv").read_text("utf-8").splitlines()))
    assert rows[1][:2] == ["'=1+1", "3"], done.stderr
    assert float(rows[1][2]) == 81.5
    assert rows[1][4] == "2026-03-29"


def test_asking_twice_while_it_is_being_made_is_one_file(
    table: Table, andes: House, as_person: Callable[[Person], Client]
) -> None:
    client = as_person(andes.coordinator)
    assert ask(client, andes, "csv") == ask(client, andes, "csv")
    run_due_jobs()
    assert ask(client, andes, "csv") != Export.objects.earliest("pk").pk
    assert Export.objects.count() == 2


def test_a_second_delivery_of_the_work_changes_nothing(
    table: Table, andes: House, as_person: Callable[[Person], Client]
) -> None:
    export_id = ask(as_person(andes.coordinator), andes, "csv")
    run_due_jobs()
    before = Export.objects.values().get(pk=export_id)
    Job.objects.update(state="due", due_at=timezone.now())
    run_due_jobs()
    assert Export.objects.values().get(pk=export_id) == before


def test_its_page_tells_how_far_it_is_and_then_where_to_fetch_it(
    table: Table, andes: House, as_person: Callable[[Person], Client]
) -> None:
    client = as_person(andes.coordinator)
    page = reverse("lms:exports:export-detail", args=[ask(client, andes, "csv")])
    assert client.get(page)["Location"].startswith("/jobs/")
    run_due_jobs()
    shown = client.get(page).content.decode()
    assert "2 filas" in shown
    assert "Descargar" in shown
    assert "Filas de prueba" in client.get(reverse("lms:exports:export-list")).content.decode()


def test_nobody_else_reaches_a_file_and_who_lost_the_role_lost_it(
    table: Table, andes: House, sur: House, as_person: Callable[[Person], Client]
) -> None:
    client = as_person(andes.coordinator)
    export_id = ask(client, andes, "csv")
    run_due_jobs()
    file = reverse("lms:exports:export-file", args=[export_id])
    assert as_person(sur.coordinator).get(file).status_code == 404
    assert as_person(andes.facilitator).get(file).status_code == 404
    Membership.objects.filter(person=andes.coordinator, role="coordinator").update(until=timezone.now())
    assert client.get(file).status_code == 404


def test_a_table_of_another_institution_can_not_be_asked_for(
    table: Table, andes: House, sur: House, as_person: Callable[[Person], Client]
) -> None:
    reply = as_person(andes.coordinator).post(ASK, {"table": "tests.rows", "institution": sur.institution.pk, "format": "csv"})
    assert reply.status_code == 404
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    ("sent", "status"), [({"format": "pdf"}, 409), ({"table": "no.such"}, 404), ({"institution": "x"}, 404)]
)
def test_what_no_form_sends_is_refused(
    table: Table, andes: House, as_person: Callable[[Person], Client], sent: dict[str, str], status: int
) -> None:
    asked = {"table": "tests.rows", "institution": str(andes.institution.pk), "format": "csv", **sent}
    assert as_person(andes.coordinator).post(ASK, asked).status_code == status


def test_who_loses_the_role_before_the_worker_comes_gets_nothing(
    table: Table, andes: House, as_person: Callable[[Person], Client]
) -> None:
    ask(as_person(andes.coordinator), andes, "csv")
    Membership.objects.filter(person=andes.coordinator, role="coordinator").update(until=timezone.now())
    run_due_jobs()
    assert Job.objects.get(kind="exports.make").state == "dead"
    assert not ExportPiece.objects.exists()


def test_files_go_after_seven_days_and_with_their_person(
    table: Table, andes: House, as_person: Callable[[Person], Client]
) -> None:
    client = as_person(andes.coordinator)
    ask(client, andes, "csv")
    run_due_jobs()
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=False):
        assert making.forget_exports() == 1
    assert not ExportPiece.objects.exists()
    ask(client, andes, "xlsx")
    making.forget_exports(person_id=andes.coordinator.pk)
    assert not Export.objects.exists()


def test_asking_and_fetching_are_audited(table: Table, andes: House, as_person: Callable[[Person], Client]) -> None:
    client = as_person(andes.coordinator)
    export_id = ask(client, andes, "csv")
    run_due_jobs()
    fetched(client, export_id)
    acts = AuditEvent.objects.filter(subject="export", subject_id=export_id).values_list("act", flat=True)
    assert sorted(acts) == ["export.fetched", "export.requested"]


def test_a_large_file_comes_in_pieces_and_whole(
    table: Table, andes: House, as_person: Callable[[Person], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "PIECE", 7)
    client = as_person(andes.coordinator)
    export_id = ask(client, andes, "csv")
    run_due_jobs()
    assert ExportPiece.objects.filter(export_id=export_id).count() > 10
    body = fetched(client, export_id)
    assert len(body) == Export.objects.get(pk=export_id).size
    assert body.decode("utf-8-sig").startswith("'@Texto;")


def test_every_text_stays_text_whatever_is_in_it() -> None:
    out = io.BytesIO()
    from zoneinfo import ZoneInfo

    from lms.exports.tables import Column

    nasty = ["=cmd()", "+1", "-2", "@SUM", "\tx", "\rx", "a\nb", 'q"q', "a;b", "a,b"]
    write_csv(out, [Column("x")], [(one,) for one in nasty], language="en", zone=ZoneInfo("America/Lima"), say=lambda n: None)
    back = [row[0] for row in csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline=""))][1:]
    assert [one[0] for one in back[:6]] == ["'"] * 6
    assert back[6:] == nasty[6:]


def test_the_enrolments_of_an_institution_name_people_and_the_programmes_do_not(
    andes: House, sur: House, programme: dict[str, Person], as_person: Callable[[Person], Client]
) -> None:
    from courses.models import Course, Enrolment, EnrolmentSummary

    course = Course.objects.create(key="essentials", titles={"es": "Esenciales", "en": "Essentials"})
    for house in (andes, sur):
        one = Enrolment.objects.create(
            person=house.advisor, institution=house.institution, course=course, country=house.institution.country
        )
        EnrolmentSummary.objects.create(enrolment=one, institution=house.institution, required=4, done=1)
    for who, sent, found in (
        (andes.coordinator, {"institution": andes.institution.pk}, 1), (programme["reviewer"], {}, 2),
    ):  # fmt: skip
        client = as_person(who)
        reply = client.post(ASK, {"table": "courses.enrolments", "format": "csv", **sent})
        run_due_jobs()
        text = fetched(client, int(reply["Location"].rstrip("/").rpartition("/")[2])).decode("utf-8-sig")
        assert len(list(csv.reader(io.StringIO(text), delimiter=";"))) == found + 1
        assert ("De Andes" in text) is bool(sent)
        assert "De Sur" not in text
    assert as_person(andes.coordinator).post(ASK, {"table": "courses.enrolments", "format": "csv"}).status_code == 404
