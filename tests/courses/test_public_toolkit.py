"""The toolkit for the business itself: public, light, the same for everybody, kept by caches, without cookies."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import Item
from courses.selectors.printing import PaperName
from courses.services.printing import request_paper
from courses.short_links import code_of, hook_of, read_code
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from lms.jobs.models import Job, JobState
from tests.conftest import House
from tests.courses.reference_toolkit import FILES, SECTION, publish_everything, toolkit
from tests.courses.toolkit_fixtures import author, second

__all__ = ["author", "second", "toolkit"]
SignIn = Callable[..., Client]
pytestmark = pytest.mark.usefixtures("toolkit")

PAGES = [
    ("home", ()), ("search", ()), ("section", (SECTION,)), ("stage", ("growth",)), ("topic", ("trademarks",)), ("glossary", ()),
    ("comparisons", ()), ("comparison", ("marks",)), ("fact", ("trademarks.term",)), ("help", ()), ("papers", ()),
]  # fmt: skip


def address(name: str, *args: str, country: str = "pe", language: str = "es") -> str:
    return reverse(f"lms:courses:toolkit-{name}", args=[country, language, *args])


def page(url: str, client: Client | None = None) -> str:
    response = (client or Client()).get(url)
    assert response.status_code == 200, (url, response.status_code)
    return response.content.decode()


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_a_page_sets_no_cookie_and_may_be_kept_by_any_cache(name: str, args: tuple[str, ...]) -> None:
    response = Client().get(address(name, *args))
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "public" in response["Cache-Control"]
    assert response["ETag"]
    assert response["Last-Modified"]
    assert response["Content-Language"] == "es"


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_a_page_is_the_same_for_whoever_is_signed_in(name: str, args: tuple[str, ...], as_person: SignIn, andes: House) -> None:
    signed_in = as_person(andes.advisor).get(address(name, *args))
    stranger = Client().get(address(name, *args), headers={"accept-language": "en"})
    assert signed_in.content == stranger.content
    assert "Cookie" not in signed_in.get("Vary", "")
    assert "Elena" not in signed_in.content.decode()


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_a_page_needs_no_script_and_nothing_from_elsewhere(name: str, args: tuple[str, ...]) -> None:
    text = page(address(name, *args))
    assert "<script" not in text
    assert "csrf" not in text
    assert not re.search(r'(?:src|<link[^>]*rel="stylesheet"[^>]*href)="https?://', text)
    assert not re.search(r'\sstyle="', text)


def test_a_first_visit_is_light() -> None:
    root = Path(django_settings.BASE_DIR) / "lms" / "static" / "lms"
    still = sum(len(gzip.compress((root / name).read_bytes())) for name in ("lms.css", "icons.svg", "logo.svg"))
    for name, args in PAGES:
        assert still + len(gzip.compress(page(address(name, *args)).encode())) < 60_000


def test_a_cache_that_asks_again_hears_unchanged_until_something_is_published(
    toolkit: Path, author: Person, second: Person
) -> None:
    url = address("section", SECTION)
    first = Client().get(url)
    asked: dict[str, Any] = {"If-None-Match": first["ETag"]}
    assert Client().get(url, headers=asked).status_code == 304
    text = FILES["sections/brands/only-spanish.es.md"].replace("reclamo", "reclamo formal")
    publish_everything(toolkit, author, second, {"sections/brands/only-spanish.es.md": text})
    again = Client().get(url, headers=asked)
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


def test_while_lists_are_still_being_made_no_cache_keeps_a_page() -> None:
    Job.objects.filter(kind="courses.index_toolkit").update(state=JobState.DUE)
    response = Client().get(address("home"))
    assert "ETag" not in response
    assert "max-age=0" in response["Cache-Control"]


def test_each_country_reads_its_own_law_in_each_language() -> None:
    assert "vicuña" in page(address("section", SECTION))
    chile = page(address("section", SECTION, country="cl", language="en"))
    assert "thrush" in chile
    assert 'lang="en"' in chile
    assert "vicuña" not in chile


def test_languages_and_countries_are_other_addresses() -> None:
    text = page(address("section", SECTION))
    assert 'hreflang="en-PE"' in text
    assert address("section", SECTION, language="en") in text
    assert address("section", SECTION, country="mx") in text


def test_a_text_carries_its_sources_and_the_day_of_publication() -> None:
    text = page(address("section", SECTION))
    assert "Norma andina" in text
    assert "Comunidad, 2000" in text
    assert "Según lo publicado el" in text


def test_the_printed_address_leads_to_the_page_and_has_a_qr_code() -> None:
    text = page(address("section", SECTION))
    code = code_of("section", SECTION, country="PE", language="es")
    assert f"/t/{code}" in text
    assert "<svg" in text[text.index("public-foot") :]
    answer = Client().get(f"/t/{code}")
    assert answer.status_code == 302
    assert answer["Location"] == address("section", SECTION)
    assert Client().get(f"/t/{code.upper()}")["Location"] == address("section", SECTION)
    assert Client().get("/t/cl-en")["Location"] == address("home", country="cl", language="en")
    assert Client().get("/t/pezzzzzz").status_code == 404
    assert Client().get("/t/nonsense-of-any-kind").status_code == 404


def test_a_short_code_says_country_language_and_page_and_nothing_else() -> None:
    code = code_of("stage", "growth", country="CO", language="en")
    target = read_code(code)
    assert target is not None
    assert (target.country, target.language, target.hook) == ("CO", "en", hook_of("stage", "growth"))
    assert not re.search("[aeioul01]", hook_of("stage", "growth"))


def test_a_file_is_there_when_it_was_drawn_and_never_made_by_a_visit() -> None:
    file = address("paper-file", "checklist", SECTION)
    assert Client().get(file).status_code == 404
    assert "se está preparando" in page(address("section", SECTION))
    request_paper(name=PaperName("checklist", SECTION, "PE", "es"), by=None)
    run_due_jobs()
    got = Client().get(file)
    assert got.content.startswith(b"%PDF")
    assert "public" in got["Cache-Control"]
    assert not got.cookies
    assert file in page(address("section", SECTION))


def test_a_country_without_a_language_and_the_choice_of_a_country() -> None:
    assert Client().get("/toolkit/pe/")["Location"] == address("home")
    text = page(reverse("lms:courses:toolkit-countries"))
    for code in ("cl", "co", "mx", "pe"):
        assert f"/toolkit/{code}/" in text


@pytest.mark.parametrize(
    "path", ["/toolkit/br/", "/toolkit/br/es/", "/toolkit/pe/pt/", "/toolkit/PE/es/", "/toolkit/pe/es/texts/no/no/"]
)
def test_what_is_not_there_is_not_found(path: str) -> None:
    assert Client().get(path).status_code == 404


def test_what_was_withdrawn_is_gone() -> None:
    Item.objects.filter(kind="section", key=SECTION).update(published=None, archived_at=timezone.now())
    assert Client().get(address("section", SECTION)).status_code == 404


def test_where_the_toolkit_is_not_public_there_is_no_such_page(settings: Any) -> None:
    settings.LMS = {**settings.LMS, "PUBLIC_TOOLKIT": False}
    for name, args in PAGES:
        assert Client().get(address(name, *args)).status_code == 404
    assert Client().get("/toolkit/").status_code == 404
    assert Client().get("/t/pe").status_code == 404


def test_the_toolkit_is_searched_without_a_cookie_and_any_cache_may_keep_the_answer() -> None:
    url = f"{address('search')}?q=vicuña"
    response = Client().get(url)
    text = response.content.decode()
    assert address("section", SECTION) in text
    assert not response.cookies
    assert "public" in response["Cache-Control"]
    assert Client().get(url, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert Client().get(f"{address('search')}?q=nada", headers={"If-None-Match": response["ETag"]}).status_code == 200
    assert "<script" not in text
    assert f'action="{address("search")}"' in page(address("home"))


def test_a_search_finds_its_own_countrys_texts_in_its_language_only() -> None:
    assert address("section", SECTION) not in page(f"{address('search')}?q=thrush")
    assert f'{address("search", language="en")}?q=marca"' in page(f"{address('search')}?q=marca")
    there = address("search", country="cl", language="en")
    assert address("section", SECTION, country="cl", language="en") in page(f"{there}?q=thrush")


def test_robots_are_kept_from_lists_of_results_and_from_nothing_else() -> None:
    for name, args in PAGES:
        assert ('content="noindex"' in page(address(name, *args))) == (name == "search")


def test_a_search_costs_no_more_than_another_page(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        page(f"{address('search')}?q=marca")


def test_a_query_of_any_kind_is_harmless() -> None:
    for query in ("%3Cscript%3E", "a" * 500, "%00", "&kind=nonsense", "'%20OR%201%3D1"):
        assert "<script" not in page(f"{address('search')}?q={query}")
