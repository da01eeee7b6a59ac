"""The checklist of a module: one click on the course's page, drawn by a job, in the institution's name, for its people only."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from courses import api
from courses.models import Course, Enrolment, PrintedPaper
from courses.selectors.printing import drawn_papers
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from lms.jobs.models import Job
from lms.kernel.places import COUNTRIES
from tests.conftest import House
from tests.courses import building, toolkit_files
from tests.courses.reference_toolkit import FILES, SECTION
from tests.courses.toolkit_fixtures import author, second

__all__ = ["author", "second"]
SignIn = Callable[..., Client]
CHECKED = {name: text for name, text in FILES.items() if name.startswith("sections/brands/how-long")}


@pytest.fixture
def course(tmp_path: Path, author: Person, second: Person) -> Course:
    """The small course, published; its first lesson has a checklist."""
    api.import_toolkit(path=toolkit_files.write(tmp_path / "toolkit", CHECKED), by=author.pk)
    found = Course.objects.get(key="brands")
    api.publish_course(course_id=found.pk, by=author.pk, approved_by=second.pk, countries=COUNTRIES)
    run_due_jobs()
    return found


@pytest.fixture
def taken(course: Course, andes: House) -> Enrolment:
    return building.enrol(andes.advisor, andes.institution, course)


def address(enrolment: Enrolment, name: str = "module-checklist", module: str = "one") -> str:
    return reverse(f"lms:courses:{name}", args=[enrolment.pk, module])


def words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


def ask(client: Client, enrolment: Enrolment) -> None:
    """As the button on the course's page does."""
    page = client.get(reverse("lms:courses:enrolment-detail", args=[enrolment.pk])).content.decode()
    found = re.search(rf'action="({address(enrolment)})"', page)
    assert found is not None
    assert client.post(found[1])["Location"] == address(enrolment)


def test_one_click_asks_for_it_the_page_shows_how_far_it_is_and_then_the_file(
    as_person: SignIn, andes: House, taken: Enrolment
) -> None:
    elena = as_person(andes.advisor)
    ask(elena, taken)
    assert "hx-get" in elena.get(address(taken)).content.decode()
    assert not PrintedPaper.objects.exists(), "nothing is drawn in a request"
    run_due_jobs()
    assert address(taken, "module-checklist-file") in elena.get(address(taken)).content.decode()
    got = elena.get(address(taken, "module-checklist-file"))
    assert got["Content-Type"] == "application/pdf"
    said = words(got.content)
    for part in ("Centro andes", "Uno", "La fecha está anotada: 12 años.", "La ley del Perú. Fecha de la ley:", "Norma andina"):
        assert part in said
    assert "no es asesoría legal" in said


def test_it_is_written_in_the_language_of_who_asks(as_person: SignIn, andes: House, taken: Enrolment) -> None:
    andes.advisor.language = "en"
    andes.advisor.save()
    elena = as_person(andes.advisor)
    ask(elena, taken)
    run_due_jobs()
    said = words(elena.get(address(taken, "module-checklist-file")).content)
    assert "andes centre" in said
    assert "not legal advice" in said
    assert "The date is noted: 12 years." in said


def test_all_of_one_institution_share_one_and_another_institution_has_its_own(
    as_person: SignIn, andes: House, sur: House, taken: Enrolment, course: Course
) -> None:
    other = building.enrol(andes.advisor2, andes.institution, course)
    far = building.enrol(sur.advisor, sur.institution, course, country="PE")
    for person, enrolment in ((andes.advisor, taken), (andes.advisor2, other)):
        ask(as_person(person), enrolment)
    run_due_jobs()
    assert Job.objects.filter(kind="courses.draw_paper").count() == 1
    assert as_person(sur.advisor).get(address(far, "module-checklist-file")).status_code == 404, "not that of another house"
    ask(as_person(sur.advisor), far)
    run_due_jobs()
    said = words(as_person(sur.advisor).get(address(far, "module-checklist-file")).content)
    assert "Centro sur" in said
    assert "andes" not in said
    assert PrintedPaper.objects.count() == 2


def test_it_never_stands_among_everybodys_papers(as_person: SignIn, andes: House, taken: Enrolment) -> None:
    ask(as_person(andes.advisor), taken)
    run_due_jobs()
    assert drawn_papers("PE", "es") == {}
    public = reverse("lms:courses:toolkit-paper-file", args=["pe", "es", "module", "brands/one"])
    assert Client().get(public).status_code == 404


def test_a_strangers_course_and_a_module_that_is_not_there_look_alike(
    as_person: SignIn, andes: House, sur: House, taken: Enrolment
) -> None:
    assert as_person(sur.advisor).post(address(taken)).status_code == 404
    assert as_person(andes.advisor).post(address(taken, module="none")).status_code == 404
    assert as_person(andes.advisor).get(address(taken, module="none")).status_code == 404
    assert not Job.objects.filter(kind="courses.draw_paper").exists()


def test_a_renamed_institution_gets_a_new_one(as_person: SignIn, andes: House, taken: Enrolment) -> None:
    elena = as_person(andes.advisor)
    ask(elena, taken)
    run_due_jobs()
    andes.institution.names = {"es": "Casa nueva", "en": "New house"}
    andes.institution.save()
    ask(elena, taken)
    run_due_jobs()
    assert "Casa nueva" in words(elena.get(address(taken, "module-checklist-file")).content)
    assert PrintedPaper.objects.count() == 1, "the old one is let go"


def test_its_page_costs_at_most_ten_queries_at_any_size(
    as_person: SignIn, andes: House, taken: Enrolment, tmp_path: Path, author: Person, second: Person, course: Course
) -> None:
    elena = as_person(andes.advisor)
    ask(elena, taken)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert elena.get(address(taken)).status_code == 200
        return len(seen)

    queries()
    few = queries()
    more: dict[str, Any] = dict(CHECKED)
    units = ""
    for n in range(12):
        for language in ("es", "en"):
            more[f"sections/brands/n{n}.{language}.md"] = FILES[f"sections/{SECTION}.{language}.md"]
        units += f"  - {{key: n{n}, kind: lesson, minutes: 5, titles: {{es: N, en: N}}, sections: [brands/n{n}]}}\n"
    more["courses/brands.yaml"] = toolkit_files.COURSE + units
    api.import_toolkit(path=toolkit_files.write(tmp_path / "toolkit", more), by=author.pk)
    api.publish_course(course_id=course.pk, by=author.pk, approved_by=second.pk, countries=COUNTRIES)
    run_due_jobs()
    ask(elena, taken)
    assert queries() == few <= 10
