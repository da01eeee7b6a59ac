"""A translation that waits for its author goes out to files and in again, and stays behind; a wrong one is still a mistake."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

import courses
from courses import api
from courses.errors import ImportRefused
from courses.models import Item, ItemVersion
from courses.selectors.stale_list import stale_texts
from courses.services.editing import save_section
from courses.services.exporting import export_toolkit
from courses.services.stale import Answer, decide_translation
from courses.writing import section_text
from lms.institutions.models import Person
from tests.courses.toolkit_fixtures import author, imported, root, section_item_id

__all__ = ["author", "imported", "root", "section_item_id"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
NEW = "\n{#nuevo}\nUn párrafo más.\n"


def english() -> Item:
    return Item.objects.select_related("draft").get(kind="section", key="brands/how-long", language="en")


@pytest.fixture
def moved(section_item_id: int, author: Person, tmp_path: Path) -> Path:
    """The Spanish text has a block more than the English one, and all of it was exported."""
    draft = Item.objects.select_related("draft").get(pk=section_item_id).draft
    assert draft is not None
    save_section(item_id=section_item_id, expected=draft.number, text=section_text(draft.body) + NEW, by=author.pk)
    export_toolkit(path=tmp_path / "out")
    return tmp_path / "out"


def behind() -> bool:
    return ("translation", "en") in {(one.kind, one.of) for one in stale_texts() if one.key == "brands/how-long"}


def test_what_was_exported_in_the_middle_of_somebodys_work_goes_in_again(moved: Path, author: Person) -> None:
    before = ItemVersion.objects.count()
    report = api.import_toolkit(path=moved, by=author.pk)
    assert (report.new, report.changed, report.behind) == ([], [], ["section:brands/how-long::en"])
    assert ItemVersion.objects.count() == before
    assert behind()


def test_a_declined_block_goes_out_and_in_and_nobody_is_asked_again(moved: Path, section_item_id: int, author: Person) -> None:
    item, spanish = english(), Item.objects.get(pk=section_item_id)
    assert item.draft is not None
    declined = Answer("declined", because="Solo vale en español.")
    assert spanish.draft_id is not None
    decide_translation(
        item_id=item.pk, expected=item.draft.number, origin_id=spanish.draft_id, answers={"nuevo": declined}, by=author.pk
    )
    assert not behind()
    api.import_toolkit(path=moved, by=author.pk)
    assert not behind()


def test_a_translation_changed_in_files_while_it_lags_stays_behind_what_it_was_made_from(moved: Path, author: Person) -> None:
    file = moved / "sections/brands/how-long.en.md"
    made_from = english().draft.made_from_id  # type: ignore[union-attr]
    file.write_text(file.read_text().replace("Text for all.", "A text for all."))
    assert api.import_toolkit(path=moved, by=author.pk).changed == ["section:brands/how-long::en"]
    assert english().draft.made_from_id == made_from  # type: ignore[union-attr]
    assert behind()


def test_a_translation_that_is_new_here_and_lags_is_behind_also_after_it_was_written_on(
    moved: Path, author: Person, as_person: SignIn
) -> None:
    file = moved / "sections/brands/how-long.en.md"
    for name in ("es", "en"):
        old = moved / f"sections/brands/how-long.{name}.md"
        old.rename(moved / f"sections/brands/other.{name}.md")
    report = api.import_toolkit(path=moved, by=author.pk)
    assert "section:brands/other::en" in report.behind
    assert not file.exists()
    item = Item.objects.select_related("draft").get(kind="section", key="brands/other", language="en")
    assert item.draft is not None
    page = as_person(author).get(reverse("lms:courses:stale-translation", args=[item.pk]))
    assert "Un párrafo más." in page.content.decode()
    text = section_text(item.draft.body).replace("Text for all.", "A text for all.")
    save_section(item_id=item.pk, expected=1, text=text, by=author.pk)
    assert "brands/other" in {one.key for one in stale_texts() if one.kind == "translation"}


def test_a_translation_without_ids_or_of_another_text_is_still_a_mistake(moved: Path, author: Person) -> None:
    file = moved / "sections/brands/how-long.en.md"
    whole = file.read_text()
    lines = [line for line in whole.split("\n") if not line.startswith("{#b1}")]
    for wrong in ("\n".join(lines), "---\ntitle: Other\nsummary: Other.\n---\n{#x1}\nOther.\n\n{#x2}\nMore.\n"):
        file.write_text(wrong)
        with pytest.raises(ImportRefused) as refused:
            api.import_toolkit(path=moved, by=author.pk)
        assert {one.path for one in refused.value.facts["problems"]} == {"sections/brands/how-long.en.md"}


def test_no_text_that_ships_lags_behind_its_spanish_one() -> None:
    assert api.import_toolkit(path=Path(courses.__file__).parent / "curriculum", dry_run=True).behind == []
