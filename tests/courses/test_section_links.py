"""Links between sections: checked when files are read, stopped at the gate, resolved where the reader is."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from courses import api
from courses.errors import ImportRefused
from courses.kinds import STOP
from courses.models import Citation, Course, Item, UnitVersion
from courses.search_entries import entry_of
from courses.selectors.preview import preview_of
from courses.selectors.printing import BOOKLET, PaperName, paper_content
from courses.services.gate import gate_of
from courses.services.publishing_items import items_behind
from courses.short_links import code_of
from lms.institutions.models import Person
from lms.kernel.places import COUNTRIES
from tests.conftest import House
from tests.courses import building, toolkit_files
from tests.courses.toolkit_files import SHORT
from tests.courses.toolkit_fixtures import author, imported, published, root, second

__all__ = ["author", "imported", "published", "root", "second"]
pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
WORDS = "Mire [cuánto dura](section:brands/how-long) y [lo demás](section:brands/apart)."
FILES = {
    "sections/brands/what-for.es.md": SHORT.format(title="Para qué", text=WORDS),
    "sections/brands/what-for.en.md": SHORT.format(
        title="What for", text="See [how long](section:brands/how-long) and [the rest](section:brands/apart)."
    ),
    "sections/brands/apart.es.md": SHORT.format(title="Aparte", text="En ninguna lección."),
    "sections/brands/apart.en.md": SHORT.format(title="Apart", text="In no lesson."),
}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    cache.clear()
    with override("en"):
        yield


@pytest.fixture
def linked(root: Path, author: Person) -> Course:
    """The small toolkit as drafts; one section links to a lesson's and to one that stands in no lesson."""
    api.import_toolkit(path=toolkit_files.write(root, FILES), by=author.pk)
    return Course.objects.get(key="brands")


@pytest.fixture
def out(linked: Course, author: Person, second: Person) -> Course:
    """It, published: the section apart first."""
    apart = Item.objects.filter(kind="section", key="brands/apart").values_list("pk", flat=True)
    api.publish_items(item_ids=list(apart), by=author.pk, approved_by=second.pk)
    api.publish_course(course_id=linked.pk, by=author.pk, approved_by=second.pk, countries=COUNTRIES)
    return linked


def lesson_with(key: str) -> UnitVersion:
    versions: list[UnitVersion] = list(UnitVersion.objects.all())
    return next(v for v in versions if any(s["key"] == key for s in v.config.get("sections", ())))


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("brands/how-lnog", "There is no section 'brands/how-lnog'. Did you mean 'brands/how-long'?"),
        ("Brands", "'Brands' is not a section's key. Write [words](section:module/section)."),
        ("brands/how-long#b3", "is not a section's key"),
    ],
)
def test_a_link_to_a_section_that_is_not_there_is_a_mistake_with_its_line(root: Path, target: str, said: str) -> None:
    text = SHORT.format(title="Para qué", text=f"Uno.\n\n[Dos][d].\n\n[d]: <section:{target}>")
    toolkit_files.write(root, {"sections/brands/what-for.es.md": text})
    with pytest.raises(ImportRefused) as refused:
        api.import_toolkit(path=root)
    found = [str(one) for one in refused.value.facts["problems"]]
    assert any(said in one and one.startswith("sections/brands/what-for.es.md:") for one in found), found


def test_the_ledger_sees_a_link_and_publishing_does_not_follow_it(linked: Course) -> None:
    cited = Citation.objects.filter(kind="section", version__item__kind="section")
    assert set(cited.values_list("key", "shown_only")) == {("brands/how-long", True), ("brands/apart", True)}
    here = Item.objects.filter(kind="section", key="brands/what-for").values_list("pk", flat=True)
    behind = Item.objects.filter(pk__in=items_behind(here), kind="section").values_list("key", flat=True)
    assert set(behind) == {"brands/what-for"}


def test_a_link_to_what_readers_do_not_have_stops_a_release(linked: Course) -> None:
    found = {one.sentence for one in gate_of(linked.pk, ["PE"]).of(STOP)}
    assert found == {"Section 'brands/what-for' (block b1) links to 'brands/apart', which readers do not have."}


def test_in_a_lesson_a_link_leads_to_the_lesson_that_has_it_else_to_the_reference(
    out: Course, andes: House, as_person: SignIn
) -> None:
    enrolment = building.enrol(andes.advisor, andes.institution, out)
    client = as_person(andes.advisor)
    here, there = lesson_with("brands/what-for"), lesson_with("brands/how-long")
    page = client.get(reverse("lms:courses:lesson", args=[enrolment.pk, here.unit_id])).content.decode()
    assert 'href="../../sections/brands/how-long/"' in page
    moved = client.get(reverse("lms:courses:lesson-section", args=[enrolment.pk, "brands/how-long"]))
    assert moved["Location"] == reverse("lms:courses:lesson", args=[enrolment.pk, there.unit_id]) + "#brands-how-long"
    apart = client.get(reverse("lms:courses:lesson-section", args=[enrolment.pk, "brands/apart"]))
    assert apart["Location"] == reverse("lms:courses:reference-section", args=["brands/apart"])
    stranger = as_person(andes.advisor2).get(reverse("lms:courses:lesson-section", args=[enrolment.pk, "brands/how-long"]))
    assert stranger.status_code == 404


def test_the_address_beside_a_lesson_is_the_one_that_knows(out: Course) -> None:
    lesson = reverse("lms:courses:lesson", args=[5, 7])
    assert urljoin(lesson, "../../sections/brands/how-long/") == reverse(
        "lms:courses:lesson-section", args=[5, "brands/how-long"]
    )


def test_the_reference_and_the_public_toolkit_link_to_their_own_pages(
    out: Course, settings: Any, andes: House, as_person: SignIn
) -> None:
    settings.LMS = {**settings.LMS, "PUBLIC_TOOLKIT": True}
    public = reverse("lms:courses:toolkit-section", args=["pe", "es", "brands/what-for"])
    target = reverse("lms:courses:toolkit-section", args=["pe", "es", "brands/how-long"])
    assert f'href="{target}"' in Client().get(public).content.decode()
    inside = as_person(andes.advisor).get(reverse("lms:courses:reference-section", args=["brands/what-for"]))
    assert f'href="{reverse("lms:courses:reference-section", args=["brands/how-long"])}"' in inside.content.decode()


def test_a_link_to_what_is_not_published_is_its_words_alone(out: Course, settings: Any) -> None:
    settings.LMS = {**settings.LMS, "PUBLIC_TOOLKIT": True}
    Item.objects.filter(kind="section", key="brands/apart").update(archived_at=timezone.now())
    html = Client().get(reverse("lms:courses:toolkit-section", args=["pe", "es", "brands/what-for"])).content.decode()
    assert "lo demás." in html
    assert "section:" not in html
    assert "brands/apart" not in html


def test_on_paper_a_link_is_a_title_and_a_short_address(out: Course, settings: Any) -> None:
    settings.LMS = {**settings.LMS, "PUBLIC_TOOLKIT": True}
    booklet = paper_content(PaperName("booklet", BOOKLET, "PE", "es"), timezone.localdate())
    html = "".join(text for chapter in booklet.chapters for _title, _lead, text in chapter.sections)
    code = code_of("section", "brands/how-long", country="PE", language="es")
    assert 'Mire cuánto dura <span class="soft">(«Cuánto dura», ' in html
    assert f"{reverse('lms:courses:toolkit-short', args=[code])})</span>" in html


def test_the_preview_leads_to_the_library(linked: Course) -> None:
    draft = Item.objects.get(kind="section", key="brands/what-for", language="es").draft
    assert draft is not None
    target = Item.objects.get(kind="section", key="brands/how-long", language="es").pk
    html = preview_of(draft.body, country="PE", language="es").html
    assert f'href="{reverse("lms:courses:section-detail", args=[target])}"' in html


def test_search_does_not_know_where_links_lead(out: Course) -> None:
    body = Item.objects.get(kind="section", key="brands/what-for", language="es").published
    assert body is not None
    words = entry_of("section", body.body, country="PE", language="es", facts={}).words
    assert "section" not in words
    assert "apart" not in words
