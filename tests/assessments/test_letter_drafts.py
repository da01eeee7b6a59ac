"""Drafts of a letter: kept after a pause and when handed in; any two side by side; a part written again as it stood."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.errors import LetterHandedIn
from assessments.errors.letters import LetterVersionNotFound
from assessments.letter_words import whole_text
from assessments.models import LetterVersion, Submission
from assessments.services import letter_versions
from assessments.services.letters import open_letter, restore_part, save_letter, submit_letter, withdraw_letter
from lms.institutions.models import Person
from tests.assessments.conftest import LETTER
from tests.conftest import House


def url(name: str, *args: Any) -> str:
    return reverse(f"lms:assessments:{name}", args=args)


def write(letter: Submission, minute: int, **blocks: Any) -> None:
    """Save at a minute from now on."""
    with time_machine.travel(timezone.now() + timedelta(minutes=minute), tick=False):
        letter.refresh_from_db()
        save_letter(letter_id=letter.pk, blocks=blocks, revision=letter.revision)


def kept(letter: Submission) -> list[tuple[int, Any, bool]]:
    rows = LetterVersion.objects.filter(submission=letter).order_by("number")
    return [(row.number, row.letter.get("issues"), row.handed_in) for row in rows]


def test_a_draft_is_kept_when_its_writer_comes_back_after_ten_minutes(draft: Submission) -> None:
    write(draft, 0, issues="uno")
    write(draft, 9, issues="uno dos")
    assert kept(draft) == []
    write(draft, 20, issues="tres")
    write(draft, 21, issues="cuatro")
    assert kept(draft) == [(1, "uno dos", False)]


def test_handing_in_keeps_what_was_handed_in_and_the_next_letter_its_beginning(draft: Submission) -> None:
    write(draft, 0, **LETTER)
    submit_letter(letter_id=draft.pk)
    submit_letter(letter_id=draft.pk)
    assert kept(draft) == [(1, LETTER["issues"], True)]
    withdraw_letter(letter_id=draft.pk)
    again = Submission.objects.get(pk=open_letter(enrolment_id=draft.enrolment_id, unit_id=draft.unit_id))
    write(again, 0, issues="otro comienzo")
    assert kept(again) == [(1, LETTER["issues"], False)]


def test_a_text_is_kept_once_and_drafts_have_an_end(draft: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letter_versions, "MOST", 2)
    for hour in range(6):
        write(draft, 60 * hour, issues=f"texto {hour % 4}")
    assert [number for number, _text, _in in kept(draft)] == [1, 2]
    write(draft, 600, **LETTER)
    submit_letter(letter_id=draft.pk)
    assert kept(draft)[-1] == (3, LETTER["issues"], True)


def test_a_part_is_written_again_as_it_stood_and_that_can_be_undone_alike(draft: Submission) -> None:
    write(draft, 0, issues="el primero", advice="a")
    write(draft, 20, issues="el segundo", advice="b")
    restore_part(letter_id=draft.pk, number=1, part="issues")
    draft.refresh_from_db()
    assert (draft.letter["issues"], draft.letter["advice"]) == ("el primero", "b")
    assert kept(draft)[-1] == (2, "el segundo", False)
    restore_part(letter_id=draft.pk, number=2, part="issues")
    restore_part(letter_id=draft.pk, number=2, part="issues")
    draft.refresh_from_db()
    assert draft.letter["issues"] == "el segundo"
    assert len(kept(draft)) == 3


def test_a_page_that_was_open_meanwhile_overwrites_nothing_restored(draft: Submission) -> None:
    write(draft, 0, issues="uno")
    write(draft, 20, issues="dos")
    draft.refresh_from_db()
    restore_part(letter_id=draft.pk, number=1, part="issues")
    late = save_letter(letter_id=draft.pk, blocks={"issues": "tres"}, revision=draft.revision)
    assert late.conflicts == {"issues": "uno"}


def test_what_is_handed_in_is_not_restored_and_a_draft_that_is_not_there_is_not_found(draft: Submission) -> None:
    write(draft, 0, **LETTER)
    with pytest.raises(LetterVersionNotFound):
        restore_part(letter_id=draft.pk, number=7, part="issues")
    submit_letter(letter_id=draft.pk)
    with pytest.raises(LetterHandedIn):
        restore_part(letter_id=draft.pk, number=1, part="issues")


def test_two_drafts_stand_side_by_side_word_by_word(elena: Client, draft: Submission) -> None:
    write(draft, 0, issues="El nombre del valle", advice="Igual", steps=LETTER["steps"])
    write(draft, 20, issues="El nombre del cerro", steps=[])
    html = elena.get(url("letter-versions", draft.pk)).content.decode()
    assert "<del>" in html
    assert "valle<span" in html
    assert "cerro<span" in html
    assert "Se quitó" in html or "Quitado" in html  # the steps, all of them
    assert "Una parte" in html or "1 parte" in html  # what is the same is counted, not shown
    assert elena.get(url("letter-versions", draft.pk) + "?old=1&new=1").status_code == 200
    assert elena.get(url("letter-versions", draft.pk) + "?old=x&new=99999999").status_code == 200
    elena.post(url("letter-restore", draft.pk, 1), {"part": "issues"})
    draft.refresh_from_db()
    assert draft.letter["issues"] == "El nombre del valle"
    assert elena.post(url("letter-restore", draft.pk, 1), {"part": "score"}).status_code == 422


def test_a_letter_without_drafts_says_how_they_come_about(elena: Client, draft: Submission) -> None:
    assert "primero se guarda" in elena.get(url("letter-versions", draft.pk)).content.decode()


@pytest.mark.parametrize("name", ["letter-versions", "letter-print"])
def test_nobody_else_reads_drafts(
    as_person: Callable[[Person], Client], andes: House, sur: House, draft: Submission, name: str
) -> None:
    for person in (andes.advisor2, andes.facilitator, andes.assessor, andes.coordinator, sur.advisor):
        assert as_person(person).get(url(name, draft.pk)).status_code == 404


def test_the_letter_as_the_business_gets_it_has_no_marks_of_markup(elena: Client, draft: Submission) -> None:
    write(draft, 0, **{**LETTER, "issues": "El **nombre** del valle.\n\n- uno\n- dos"})
    draft.refresh_from_db()
    text = whole_text(draft.letter)
    assert "El nombre del valle.\n\n- uno\n- dos" in text
    assert "- Buscar: La asesora, Lunes. Costo: nada" in text
    html = elena.get(url("letter-print", draft.pk)).content.decode()
    assert "<strong>nombre</strong>" in html
    assert "El nombre del valle." in html
