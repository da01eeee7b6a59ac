"""docs/figures.md says what the definitions say; every figure of the list is defined, in both languages."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.management import call_command
from django.core.management.base import CommandError

from lms.reporting.figures import ALL, CERTIFICATION, PROGRESS
from lms.reporting.figures.document import PATH, document


def test_the_page_says_what_the_definitions_say() -> None:
    assert (Path(site.BASE_DIR) / PATH).read_text(encoding="utf-8") == document(), "run: manage.py write_figures"


def test_a_page_that_says_something_else_is_found(tmp_path: Path, settings: Any) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError):
        call_command("write_figures", check=True)
    call_command("write_figures", stdout=io.StringIO())
    call_command("write_figures", check=True)


@pytest.mark.parametrize("number", range(1, 21))
def test_every_figure_is_defined(number: int) -> None:
    assert any(one.startswith(f"F{number:02}") for one in ALL)


def test_every_figure_is_named_and_explained_in_both_languages() -> None:
    for one in ALL.values():
        for words in (one.titles, one.meaning, *([one.out_of] if one.out_of else [])):
            assert set(words) == {"es", "en"}
            assert all(words.values())
        assert one.share == (one.out_of is not None)
    assert {one.id for one in (*PROGRESS, *CERTIFICATION)} == set(ALL) - {"F16"}
