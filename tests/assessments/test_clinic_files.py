"""Sessions of a clinic from a file and as one: read by line and column, all or nothing, the same file twice is once."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from assessments.clinics.csv_lines import read_sessions
from assessments.errors.clinics import SessionFileRefused
from assessments.models import Clinic, ClinicBusiness, ClinicSession
from assessments.services import clinic_files as files
from assessments.services.clinic_confirming import settle_sessions
from courses import api as courses
from courses.figures import person_code
from courses.models import Enrolment
from lms.audit.models import AuditEvent
from lms.institutions.models import Person
from tests.assessments.clinic_houses import hold_session, make_edition, take_in
from tests.assessments.practising import enrolled, practice_course, practice_of
from tests.conftest import House

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
HEAD = "fecha;código;minutos;tema;etapa;persona asesora\n"


def read(text: str | bytes) -> Any:
    return read_sessions(text.encode() if isinstance(text, str) else text, today=date(2026, 11, 26))


def problems(text: str | bytes) -> list[tuple[int, str]]:
    return [(one.line, one.column) for one in read(text).problems]


@pytest.fixture
def carla(as_person: Callable[[Person], Client], andes: House) -> Client:
    """The coordinator's browser."""
    return as_person(andes.coordinator)


@pytest.fixture
def clinic(andes: House) -> Clinic:
    return make_edition(andes)


@pytest.fixture
def business(clinic: Clinic, andes: House) -> ClinicBusiness:
    return take_in(clinic, andes.coordinator, "N-07")


@pytest.mark.parametrize(
    "text",
    [
        "date,code,minutes,topic,stage\n2026-03-02,N-07,45,brand,growth\n",
        "fecha;código;minutos;tema;etapa\n02/03/2026;n-07;45,0;brand;Crecimiento\n",
        "FECHA\tCodigo\tMINUTOS\tTema\tEtapa\n2-3-2026\tN-07\t45.0\tbrand\tcrecimiento\n",
        "\ufeffsep=;\nEtapa;Tema;Minutos;Código;Fecha\ngrowth;brand;44,5;N-07;2.3.2026\n",
        "date,code,minutes,topic,stage,notes\r\n2026-03-02,N-07,45,\"brand\",growth,x\r\n",
    ],
)  # fmt: skip
def test_headings_signs_and_dates_of_both_languages_are_read(text: str) -> None:
    (row,) = read(text).rows
    assert (row.held_on, row.code, row.minutes, row.topic, row.stage) == (DAY, "N-07", 45, "brand", "growth")


def test_windows_and_utf_16_are_read_too() -> None:
    text = "fecha;código;minutos;tema\n2026-03-02;N-07;45;diseño de la etiqueta\n"
    for encoded in (text.encode("cp1252"), text.encode("utf-16")):
        assert read(encoded).rows[0].topic == "diseño de la etiqueta"


@pytest.mark.parametrize(
    ("topic", "rights"), [("Marcas", ["trademarks"]), ("trade secret", ["trade_secrets"]), ("La salsa", [])]
)
def test_a_topic_that_names_a_right_counts_as_that_right(topic: str, rights: list[str]) -> None:
    assert read(f"{HEAD}2026-03-02;N-07;45;{topic};;\n").rows[0].rights == rights


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("31/02/2026;N-07;45;;;", "fecha"),
        ("11/26/2026;N-07;45;;;", "fecha"),  # the day comes first
        ("2026-12-24;N-07;45;;;", "fecha"),  # still to come
        (";N-07;45;;;", "fecha"),
        ("2026-03-02;SALSAS;45;;;", "código"),
        ("2026-03-02;20512345678;45;;;", "código"),
        ("2026-03-02;;45;;;", "código"),
        ("2026-03-02;N-07;una hora;;;", "minutos"),
        ("2026-03-02;N-07;601;;;", "minutos"),
        ("2026-03-02;N-07;0;;;", "minutos"),
        ("2026-03-02;N-07;1.200;;;", "minutos"),  # a thousand or one and a fifth: nobody can tell
        ("2026-03-02;N-07;45;;madurez;", "etapa"),
        ("2026-03-02;N-07;45;=HYPERLINK(1);;", "tema"),
        ("2026-03-02;N-07;45;Llamar a Salsas del Inca S.A.C.;;", "tema"),
        ("2026-03-02;N-07;45;tema;;;de más", ""),
        ('2026-03-02;N-07;45;"sin cerrar;;', ""),
    ],
)
def test_a_mistake_is_told_by_line_and_column(line: str, column: str) -> None:
    assert problems(f"{HEAD}2026-03-02;N-01;30;;;\n{line}\n") == [(3, column)]


@pytest.mark.parametrize(
    "text", [b"", b"PK\x03\x04", b"a\x00b", "fecha;tema\n1;2\n", HEAD, "fecha;día;código;minutos\n1;2;3;4\n", b"x" * 600_000]
)
def test_what_is_no_file_of_sessions_gets_a_sentence(text: str | bytes) -> None:
    found = read(text)
    assert found.problems
    assert not found.rows
    assert all(one.what for one in found.problems)


def test_a_file_is_looked_at_and_then_brought_in_as_declared_sessions(
    carla: Client, business: ClinicBusiness, andes: House
) -> None:
    day = timezone.localdate() - timedelta(days=3)
    second = f"{day};N-07;30;La receta;formación;{person_code(andes.advisor2.ref)}"
    text = f"{HEAD}{day:%d/%m/%Y};n-07;45;Marcas;;{andes.advisor.email}\n{second}\n"
    url = f"/clinics/{business.clinic_id}/import/"
    assert "Verá qué haría el archivo" in carla.get(url).content.decode()
    answer = carla.post(url, {"file": SimpleUploadedFile("sesiones.csv", text.encode("cp1252"))})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Cargar 2 sesiones" in page
    assert "La receta" in page
    assert not ClinicSession.objects.exists()
    answer = carla.post(url, {"text": text, "advisor": "", "sure": "on"}, follow=True)
    assert "Se cargaron 2 sesiones." in answer.content.decode()
    one, two = ClinicSession.objects.order_by("pk")
    assert {one.state, two.state} == {"declared"}
    assert (one.advisor, one.rights, one.stage, one.consent_on) == (
        andes.advisor,
        ["trademarks"],
        "growth",
        business.consent_on,
    )
    assert (two.advisor, two.minutes, two.stage, two.body["wanted"]) == (andes.advisor2, 30, "formation", "La receta")
    event = AuditEvent.objects.get(act="clinic.sessions_imported")
    assert (event.actor, event.after["sessions"]) == (andes.coordinator.pk, 2)


def test_the_same_file_again_brings_nothing_in(business: ClinicBusiness, andes: House) -> None:
    text = f"{HEAD}2026-03-02;N-07;45;Marcas;;{andes.advisor.email}\n".encode()
    bring: dict[str, Any] = {"clinic_id": business.clinic_id, "content": text, "by": andes.coordinator.pk}
    assert files.import_sessions(**bring) == 1
    assert files.import_sessions(**bring) == 0
    assert ClinicSession.objects.count() == 1
    assert AuditEvent.objects.filter(act="clinic.sessions_imported").count() == 1


def test_a_line_that_was_changed_or_withdrawn_since_stays_as_it_is(business: ClinicBusiness, andes: House) -> None:
    lines = "".join(f"2026-03-0{n};N-07;45;;;{andes.advisor.email}\n" for n in (1, 2))
    bring: dict[str, Any] = {"clinic_id": business.clinic_id, "content": (HEAD + lines).encode(), "by": andes.coordinator.pk}
    assert files.import_sessions(**bring) == 2
    one, two = ClinicSession.objects.order_by("pk")
    ClinicSession.objects.filter(pk=one.pk).update(minutes=50)
    ClinicSession.objects.filter(pk=two.pk).update(state="withdrawn")
    assert files.import_sessions(**bring) == 0
    assert sorted(ClinicSession.objects.values_list("minutes", "state")) == [(45, "withdrawn"), (50, "declared")]


def test_what_goes_out_comes_back_in_as_nothing_new(business: ClinicBusiness, andes: House) -> None:
    hold_session(business, andes.advisor, body={"wanted": "=cmd|' /C calc'!A0"})
    hold_session(business, andes.advisor2, minutes=30, state="confirmed", body={"wanted": "La receta\ny la marca"})
    out = io.StringIO()
    files.write_rows(out, files.session_rows(business.clinic_id))
    lines = list(csv.reader(io.StringIO(out.getvalue().lstrip("\ufeff"))))
    assert lines[0] == ["fecha", "código", "minutos", "tema", "etapa", "persona asesora", "estado"] or lines[0][0] == "date"
    assert lines[1][3].startswith("'=")  # no formula runs
    cured = out.getvalue().replace("'=cmd|' /C calc'!A0", "cmd")
    plan = files.plan_sessions(clinic_id=business.clinic_id, content=cured.encode())
    assert (plan.new, plan.problems, len(plan.rows)) == (0, (), 2)


def test_one_bad_line_keeps_everything_out(business: ClinicBusiness, andes: House) -> None:
    good = f"2026-03-02;N-07;45;Marcas;;{andes.advisor.email}\n"
    for bad in (
        f"2026-03-03;N-99;45;;;{andes.advisor.email}\n",  # not in the edition
        "2026-03-03;N-07;45;;;nadie@andes.test\n",  # nobody who advises here
        f"2026-03-03;N-07;45;;;{andes.facilitator.email}\n",
        "2026-03-03;N-07;45;;;\n",  # nobody named
        f"2019-03-03;N-07;45;;;{andes.advisor.email}\n",  # before the edition
        good,  # the same again
    ):
        with pytest.raises(SessionFileRefused):
            files.import_sessions(clinic_id=business.clinic_id, content=(HEAD + good + bad).encode(), by=andes.coordinator.pk)
        assert not ClinicSession.objects.exists()


def test_a_business_that_had_not_agreed_has_no_session(business: ClinicBusiness, andes: House) -> None:
    ClinicBusiness.objects.update(consent_on=None)
    text = f"{HEAD}2026-03-02;N-07;45;;;{andes.advisor.email}\n".encode()
    plan = files.plan_sessions(clinic_id=business.clinic_id, content=text)
    assert [(one.line, one.column) for one in plan.problems] == [(2, "código")]


def test_a_seventh_session_in_a_file_is_told_by_its_line(business: ClinicBusiness, andes: House) -> None:
    for n in range(5):
        hold_session(business, andes.advisor, minutes=10 + n)
    lines = "".join(f"2026-03-0{n};N-07;45;;;{andes.advisor.email}\n" for n in (1, 2))
    plan = files.plan_sessions(clinic_id=business.clinic_id, content=(HEAD + lines).encode())
    assert [(one.line, one.column) for one in plan.problems] == [(3, "código")]


def test_who_held_them_can_be_said_below_the_file(business: ClinicBusiness, andes: House) -> None:
    text = b"date,code,minutes\n2026-03-02,N-07,45\n"
    plan = files.plan_sessions(clinic_id=business.clinic_id, content=text, advisor_id=andes.advisor.pk)
    assert [row.advisor.id for row in plan.rows] == [andes.advisor.pk]
    foreign = files.plan_sessions(clinic_id=business.clinic_id, content=text, advisor_id=andes.coordinator.pk)
    assert foreign.problems


def standing(enrolment: Enrolment, unit_id: int) -> str:
    line = courses.unit_line(enrolment.pk, unit_id)
    return line.state if line else ""


def test_what_comes_in_counts_for_the_advisors_course_once_it_is_confirmed(business: ClinicBusiness, andes: House) -> None:
    course = practice_course({"sessions_required": 1, "stages_required": 1, "referrals_required": 0})
    enrolment = enrolled(course, andes)
    text = f"{HEAD}2026-03-02;N-07;45;Marcas;;{andes.advisor.email}\n".encode()
    files.import_sessions(clinic_id=business.clinic_id, content=text, by=andes.coordinator.pk)
    session = ClinicSession.objects.get()
    assert session.enrolment == enrolment
    unit = practice_of(course).pk
    assert standing(enrolment, unit) == "waiting"  # declared by a file, confirmed by nobody
    settle_sessions(seen={session.pk: session.revision}, verdict="confirmed", by=andes.facilitator.pk)
    assert standing(enrolment, unit) == "passed"


def test_a_page_with_mistakes_names_line_and_column(carla: Client, business: ClinicBusiness) -> None:
    text = "fecha;código;minutos\nayer;N-07;45\n"
    answer = carla.post(f"/clinics/{business.clinic_id}/import/", {"file": SimpleUploadedFile("s.csv", text.encode())})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Línea 2" in page
    assert "columna «fecha»" in page
    assert "Cargar" not in page.split("Línea 2")[1].split("Subir otro archivo")[0]
