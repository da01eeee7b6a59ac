"""Papers are drawn by a job, known by what they say, drawn again only when that changed, and stand on their pages."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from courses.models import PrintedPaper
from courses.selectors.printing import BOOKLET, PaperName, paper_content
from courses.services.printing import request_paper
from courses.services.search_index import index_everything
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from lms.jobs.models import Job, JobState
from tests.conftest import House
from tests.courses.reference_toolkit import FILES, SECTION, publish_everything, toolkit
from tests.courses.toolkit_fixtures import author, second

__all__ = ["author", "second", "toolkit"]
SignIn = Callable[..., Client]
pytestmark = pytest.mark.usefixtures("toolkit")


def drawn(kind: str, key: str, country: str = "PE", language: str = "es") -> PrintedPaper:
    request_paper(name=PaperName(kind, key, country, language), by=None)
    run_due_jobs()
    return PrintedPaper.objects.get(kind=kind, key=key, country=country, language=language)


def words(paper: PrintedPaper) -> list[str]:
    """The words of each page, on one line."""
    pages = PdfReader(io.BytesIO(bytes(paper.content or b""))).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_a_checklist_stands_on_one_page_with_facts_flags_help_and_sources() -> None:
    pages = words(drawn("checklist", SECTION))
    assert len(pages) == 1
    assert "La fecha está anotada: 12 años." in pages[0]
    assert "Si ya hubo oposición, derive." in pages[0]
    assert "Ayuda PE" in pages[0]
    assert "Norma andina" in pages[0]
    assert "/t/pe" in pages[0]


def test_a_long_checklist_is_set_smaller_until_it_stands_on_one_page(toolkit: Path, author: Person, second: Person) -> None:
    lines = "\n".join(
        f"- Paso {n}: una línea que dice bastante más que dos palabras, para que ocupe lo suyo." for n in range(30)
    )
    text = FILES["sections/brands/how-long.es.md"].replace("- El **nombre** se buscó.", lines)
    english = FILES["sections/brands/how-long.en.md"]
    changes = {"sections/brands/how-long.es.md": text, "sections/brands/how-long.en.md": english}
    publish_everything(toolkit, author, second, changes)
    pages = words(drawn("checklist", SECTION))
    assert len(pages) == 1
    assert "Paso 29" in pages[0]


def test_a_comparison_has_the_own_country_first_and_says_what_is_unsure() -> None:
    page = words(drawn("comparison", "marks"))[0]
    assert page.index("Perú") < page.index("Chile") < page.index("México")
    assert "por confirmar con Indecopi" in page


def test_the_booklet_has_a_cover_contents_with_true_page_numbers_and_sources() -> None:
    pages = words(drawn("booklet", BOOKLET))
    assert "Perú" in pages[0]
    where = next(n for n, page in enumerate(pages, 1) if "Aún no se traduce." in page)
    contents = pages[1]
    assert f"Solo en español {where}" in contents
    assert "vicuña" in "".join(pages)
    assert "zorzal" not in "".join(pages)
    assert "Solo se tomaron" in pages[-1] or "Norma andina" in pages[-1]


def test_asking_again_draws_nothing_and_a_publication_that_changes_nothing_here_neither(
    toolkit: Path, author: Person, second: Person
) -> None:
    first = drawn("comparison", "marks")
    assert drawn("comparison", "marks").sha256 == first.sha256
    assert Job.objects.filter(kind="courses.draw_paper").count() == 1
    text = FILES["sections/brands/only-spanish.es.md"].replace("reclamo", "reclamo formal")
    publish_everything(toolkit, author, second, {"sections/brands/only-spanish.es.md": text})
    again = drawn("comparison", "marks")
    assert again.pk == first.pk
    assert again.sha256 == first.sha256
    assert Job.objects.filter(kind="courses.draw_paper", state=JobState.DONE).count() == 2


def test_a_changed_fact_makes_a_new_paper_and_lets_the_old_one_go(toolkit: Path, author: Person, second: Person) -> None:
    first = drawn("comparison", "marks")
    facts = (toolkit / "facts" / "trademarks.yaml").read_text("utf-8").replace("13 años en MX", "14 años en MX")
    publish_everything(toolkit, author, second, {"facts/trademarks.yaml": facts})
    new = drawn("comparison", "marks")
    assert new.digest != first.digest
    assert "14 años" in words(new)[0]
    assert not PrintedPaper.objects.filter(pk=first.pk).exists()


def test_a_job_delivered_twice_keeps_one_paper() -> None:
    drawn("checklist", SECTION)
    Job.objects.filter(kind="courses.draw_paper").update(state=JobState.DUE)
    run_due_jobs()
    assert PrintedPaper.objects.filter(kind="checklist").count() == 1


def test_asking_leads_to_a_page_that_shows_how_far_it_is_and_then_the_file(as_person: SignIn, andes: House) -> None:
    client = as_person(andes.advisor)
    body = {"kind": "checklist", "key": SECTION, "country": "PE"}
    answer = client.post(reverse("lms:courses:reference-paper-request"), body)
    assert answer.status_code == 302
    waiting = client.get(answer["Location"]).content.decode()
    assert "hx-get" in waiting
    run_due_jobs()
    ready = client.get(answer["Location"]).content.decode()
    file = reverse("lms:courses:reference-paper-file", args=["checklist", SECTION])
    assert file in ready
    got = client.get(file)
    assert got["Content-Type"] == "application/pdf"
    assert got.content.startswith(b"%PDF")
    assert client.get(file, headers={"If-None-Match": got["ETag"]}).status_code == 304


def test_a_second_person_who_asks_sees_the_same_work(as_person: SignIn, andes: House) -> None:
    for person in (andes.advisor, andes.advisor2):
        answer = as_person(person).post(
            reverse("lms:courses:reference-paper-request"), {"kind": "comparison", "key": "marks", "country": "PE"}
        )
        assert as_person(person).get(answer["Location"]).status_code == 200
    assert Job.objects.filter(kind="courses.draw_paper").count() == 1


@pytest.mark.parametrize(
    ("kind", "key"), [("checklist", "brands/what-for"), ("comparison", "none"), ("booklet", "x"), ("rm", "x")]
)
def test_a_paper_that_there_is_not_cant_be_asked_for(as_person: SignIn, andes: House, kind: str, key: str) -> None:
    body = {"kind": kind, "key": key, "country": "PE"}
    assert as_person(andes.advisor).post(reverse("lms:courses:reference-paper-request"), body).status_code == 404
    assert not Job.objects.filter(kind="courses.draw_paper").exists()


def test_a_publication_of_a_public_toolkit_draws_what_changed_after_a_while() -> None:
    waiting = Job.objects.filter(kind="courses.refresh_papers")
    assert waiting.filter(due_at__gt=timezone.now() + timedelta(minutes=3)).count() == waiting.count() == 8
    waiting.filter(args__country="CL", args__language="es").update(due_at=timezone.now())
    run_due_jobs()
    kinds = PrintedPaper.objects.filter(country="CL", language="es").values_list("kind", flat=True)
    assert sorted(kinds) == ["booklet", "checklist", "comparison"]
    assert PrintedPaper.objects.exclude(country="CL").count() == 0


def test_what_a_paper_says_is_the_same_each_time_it_is_gathered() -> None:
    index_everything()
    name = PaperName("booklet", BOOKLET, "MX", "en")
    today = timezone.localdate()
    assert paper_content(name, today).digest() == paper_content(name, today).digest()
