"""Figures: out and in to the byte, a gate for words and rights, shown in lessons, pages and papers, served to the right."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from courses import api
from courses.differences import item_differences
from courses.errors import ImportRefused, PublishingRefused
from courses.kinds import STOP
from courses.models import Citation, Course, Item, UnitVersion
from courses.origins import proposal
from courses.selectors.preview import preview_of
from courses.selectors.printing import BOOKLET, PaperName, paper_content
from courses.services.exporting import export_toolkit
from courses.services.figure_problems import problems_of_figure
from courses.services.formatting import format_toolkit
from courses.services.gate import gate_of
from lms.institutions.models import Person
from lms.kernel.places import COUNTRIES
from tests.conftest import House
from tests.courses import toolkit_files
from tests.courses.test_pictures import picture
from tests.courses.toolkit_files import SHORT
from tests.courses.toolkit_fixtures import author, imported, published, root, second

__all__ = ["author", "imported", "published", "root", "second"]
pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
HEAD_OF = {"title": "", "summary": "", "stages": [], "resources": []}
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 240"><!-- mine --><rect width="9" height="9"/></svg>'
LIST = """\
figures:
- key: path
  titles: {es: "El camino", en: "The path"}
  alt: {es: "Tres pasos", en: "Three steps"}
  description: {es: "Primero uno, luego dos.", en: "First one, then two."}
  caption: {es: "De la busca al registro.", en: "From search to registration."}
  credit: Taller
  owner: Taller
  licence: permission
  file: {es: path.es.svg, en: path.en.svg}
- key: shop
  titles: {es: "La tienda", en: "The shop"}
  alt: {es: "Una tienda", en: "A shop"}
  owner: Taller
  licence: cc-by
  file: shop.png
"""
ES = SHORT.format(
    title="Para qué",
    text="Una marca distingue.\n\n::: figure path\n:::\n\n::: figure shop\nDice **{fact:trademarks.fee}**\n:::",
)
EN = SHORT.format(
    title="What for",
    text="A mark tells apart.\n\n::: figure path\n:::\n\n::: figure shop\nIt says **{fact:trademarks.fee}**\n:::",
)
FILES = {
    "figures/all.yaml": LIST, "figures/path.es.svg": DRAWING, "figures/path.en.svg": DRAWING.replace("9", "8"),
    "sections/brands/what-for.es.md": ES, "sections/brands/what-for.en.md": EN,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    cache.clear()
    with override("en"):
        yield


@pytest.fixture
def drawn(root: Path) -> Path:
    """The small toolkit with two figures in one of its sections."""
    toolkit_files.write(root, FILES)
    (root / "figures/shop.png").write_bytes(picture("PNG"))
    return root


@pytest.fixture
def shown(drawn: Path, author: Person, second: Person) -> Course:
    """It, published."""
    api.import_toolkit(path=drawn, by=author.pk)
    course = Course.objects.get(key="brands")
    api.publish_course(course_id=course.pk, by=author.pk, approved_by=second.pk, countries=COUNTRIES)
    return course


def mistakes(root: Path) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        api.import_toolkit(path=root)
    return [str(one) for one in refused.value.facts["problems"]]


def stops(course: Course) -> list[str]:
    return [one.sentence for one in gate_of(course.pk, ["PE"]).of(STOP)]


def sources(html: str) -> list[str]:
    return re.findall(r'<img src="([^"]+)"', html)


def test_a_figure_goes_out_as_it_came_in_once_it_is_canonical(drawn: Path, tmp_path: Path) -> None:
    assert format_toolkit(path=drawn).problems == []
    assert "mine" not in (drawn / "figures/path.es.svg").read_text()
    assert format_toolkit(path=drawn, check=True).changed == []
    api.import_toolkit(path=drawn)
    export_toolkit(path=tmp_path / "out")
    for name in ("all.yaml", "path.es.svg", "path.en.svg", "shop.png"):
        assert (tmp_path / "out/figures" / name).read_bytes() == (drawn / "figures" / name).read_bytes()
    again = api.import_toolkit(path=tmp_path / "out")
    assert (again.new, again.changed, again.files) == ([], [], [])


def test_another_file_is_a_new_version_of_the_figure(drawn: Path) -> None:
    api.import_toolkit(path=drawn)
    (drawn / "figures/path.es.svg").write_text(DRAWING.replace("9", "7"))
    assert api.import_toolkit(path=drawn).changed == ["figure:path::"]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "figures/all.yaml",
            '  alt: {es: "Tres pasos", en: "Three steps"}\n',
            "",
            "figures/all.yaml:2: 'alt' must be in two languages",
        ),
        ("figures/all.yaml", "shop.png", "gone.png", "There is no file 'gone.png' beside this one."),
        ("figures/all.yaml", "shop.png", "../x.png", "'../x.png' is not a figure's file"),
        ("figures/path.es.svg", "<rect", "\n<script/><rect", "figures/path.es.svg:2: '<script>' may not stand"),
        ("sections/brands/what-for.es.md", "figure path", "figure paht", "There is no figure 'paht'. Did you mean 'path'?"),
        ("sections/brands/what-for.es.md", "figure path", "figure", "Name the figure after '::: figure'"),
        ("sections/brands/what-for.en.md", "figure path", "figure shop", "shows another figure than the Spanish one"),
        ("sections/brands/what-for.es.md", "Dice **", "## Dice\n\n**", "A figure's caption is one paragraph."),
    ],
)
def test_a_mistake_in_a_figure_or_its_place_is_told_with_its_line(
    drawn: Path, name: str, old: str, new: str, said: str
) -> None:
    file = drawn / name
    file.write_text(file.read_text().replace(old, new))
    found = mistakes(drawn)
    assert any(said in one for one in found), found


def test_a_picture_that_no_figure_names_is_a_mistake(drawn: Path) -> None:
    (drawn / "figures/extra.png").write_bytes(picture("PNG"))
    assert mistakes(drawn) == ["figures/extra.png:1: No figure names this file."]


def test_a_mistake_in_a_drawing_leaves_its_list_as_it_is(drawn: Path) -> None:
    (drawn / "figures/path.es.svg").write_text("<html/>")
    format_toolkit(path=drawn)
    assert (drawn / "figures/all.yaml").read_text() == LIST


def test_the_figures_of_a_section_are_published_with_its_course_and_held_by_its_release(shown: Course) -> None:
    assert set(Item.objects.filter(kind="figure").exclude(published=None).values_list("key", flat=True)) == {"path", "shop"}
    held = UnitVersion.objects.filter(lms_items__item_version__item__kind="figure").distinct()
    assert [one.unit.key for one in held]
    assert Citation.objects.filter(kind="figure", version__item__key="brands/what-for").count() == 4


def test_words_and_rights_stop_a_release(drawn: Path, author: Person, second: Person) -> None:
    (drawn / "figures/all.yaml").write_text(
        LIST.replace("  licence: permission\n", "").replace("licence: cc-by", "licence: none")
    )
    api.import_toolkit(path=drawn)
    course = Course.objects.get(key="brands")
    wanted = "names no owner, or no licence that lets us use it."
    assert sorted(set(stops(course))) == [f"The figure '{key}' {wanted}" for key in ("path", "shop")]
    with pytest.raises(PublishingRefused):
        api.publish_course(course_id=course.pk, by=author.pk, approved_by=second.pk, countries=COUNTRIES)
    version = Item.objects.get(kind="figure", key="path").draft
    assert version is not None
    body: dict[str, Any] = {
        **version.body,
        "alt": {"es": "Tres"},
        "files": {"es": version.body["files"]["es"]},
        "licence": "facts",
    }
    assert problems_of_figure("path", body) == [
        "The figure 'path' has no alternative text in English.", "The figure 'path' has no file in English.",
    ]  # fmt: skip
    assert problems_of_figure("path", None) == ["There is no figure 'path'."]


def test_a_figure_that_was_retired_stops_a_release(shown: Course) -> None:
    Item.objects.filter(kind="figure", key="path").update(archived_at=timezone.now())
    assert set(stops(shown)) == {"There is no figure 'path'."}


def test_a_lesson_shows_the_figure_of_its_language_with_its_words(shown: Course) -> None:
    version = next(iter(UnitVersion.objects.filter(lms_items__item_version__item__kind="figure").distinct()))
    page = api.lesson_page(version.pk, "PE", "es")
    html = next(text.html for text in page.sections if "<figure" in text.html)
    assert 'alt="Tres pasos" width="360" height="240" loading="lazy"' in html
    assert "De la busca al registro." in html
    assert "Primero uno, luego dos." in html
    assert "<strong>En PE dura 24 años.</strong>" in html
    spanish = sources(html)
    english = sources("".join(text.html for text in api.lesson_page(version.pk, "PE", "en").sections))
    assert spanish[0] != english[0], "each language has its own drawing"
    assert spanish[1] == english[1], "the photograph is for all"


def test_the_preview_shows_the_drafts_figure_and_names_a_missing_one(drawn: Path) -> None:
    api.import_toolkit(path=drawn)
    draft = Item.objects.get(kind="section", key="brands/what-for", language="es").draft
    assert draft is not None
    assert len(sources(preview_of(draft.body, country="PE", language="es").html)) == 2
    Item.objects.filter(kind="figure", key="shop").update(archived_at=timezone.now())
    assert "Falta la figura: shop" in preview_of(draft.body, country="PE", language="es").html


def test_a_file_is_kept_for_ever_by_browsers_and_can_do_nothing(
    shown: Course, settings: Any, andes: House, as_person: SignIn
) -> None:
    settings.LMS = {**settings.LMS, "PUBLIC_TOOLKIT": True}
    page = Client().get(reverse("lms:courses:toolkit-section", args=["pe", "es", "brands/what-for"])).content.decode()
    url = sources(page)[0]
    response = Client().get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert Client().get(url, headers={"if-none-match": response["ETag"]}).status_code == 304
    assert Client().get(url.replace(".svg", ".png")).status_code == 404
    assert Client().get(re.sub(r"[0-9a-f]{12}", "0" * 12, url)).status_code == 404
    settings.LMS = {**settings.LMS, "PUBLIC_TOOLKIT": False}
    assert Client().get(url).status_code == 404, "a toolkit that is not public shows strangers nothing"
    private = as_person(andes.advisor).get(url)
    assert (private.status_code, private["Cache-Control"]) == (200, "private, max-age=31536000, immutable")


def test_a_draft_is_for_nobody_who_is_not_signed_in(
    shown: Course, drawn: Path, settings: Any, andes: House, as_person: SignIn
) -> None:
    settings.LMS = {**settings.LMS, "PUBLIC_TOOLKIT": True}
    (drawn / "figures/path.es.svg").write_text(DRAWING.replace("9", "7"))
    api.import_toolkit(path=drawn)
    draft = Item.objects.get(kind="figure", key="path").draft
    assert draft is not None
    url = reverse("lms:courses:figure", args=["path", f"{draft.body['files']['es']['digest'][:12]}.svg"])
    assert Client().get(url).status_code == 404
    assert as_person(andes.advisor).get(url).status_code == 200


def test_a_booklet_has_the_figure_itself_in_its_page(shown: Course) -> None:
    booklet = paper_content(PaperName("booklet", BOOKLET, "PE", "es"), timezone.localdate())
    html = "".join(text for chapter in booklet.chapters for _title, _lead, text in chapter.sections)
    assert 'src="data:image/svg+xml;base64,' in html
    assert 'src="data:image/png;base64,' in html
    assert 'width="360" height="240"' in html


def test_a_text_that_follows_another_figure_keeps_its_own_caption() -> None:
    own = {"blocks": [{"id": "b1", "type": "figure", "figure": "old", "markdown": "My words."}]}
    origin = {"blocks": [{"id": "b1", "type": "figure", "figure": "new", "markdown": "Sus palabras."}]}
    assert proposal("b1", {**HEAD_OF, **own}, {**HEAD_OF, **origin}) == "::: figure new {#b1}\nMy words.\n:::"


def test_an_author_sees_a_figure_in_both_languages_what_is_wrong_with_it_and_who_shows_it(
    drawn: Path, author: Person, as_person: SignIn, andes: House
) -> None:
    (drawn / "figures/all.yaml").write_text(LIST.replace("licence: cc-by", "licence: none"))
    api.import_toolkit(path=drawn)
    shop, path = (Item.objects.get(kind="figure", key=key) for key in ("shop", "path"))
    client = as_person(author)
    page = client.get(reverse("lms:courses:figure-detail", args=[path.pk])).content.decode()
    assert len(set(sources(page))) == 2
    assert "brands/what-for" in page
    assert "banner-warn" not in page
    assert "banner-warn" in client.get(reverse("lms:courses:figure-detail", args=[shop.pk])).content.decode()
    assert reverse("lms:courses:figure-detail", args=[path.pk]) in client.get(reverse("lms:courses:item-all")).content.decode()
    assert as_person(andes.advisor).get(reverse("lms:courses:figure-detail", args=[path.pk])).status_code == 404


def test_a_difference_says_that_the_file_moved_and_not_its_bytes() -> None:
    old, new = ({"files": {"any": {"digest": one}}, "data": {"any": one * 99}} for one in "ab")
    assert [one.id for one in item_differences("figure", old, new)] == ["files.any.digest"]
