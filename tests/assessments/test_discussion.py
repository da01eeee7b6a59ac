"""Two assessors lie apart and look at the letter again: as A and B, with notes, each scoring once more."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Allocation, DiscussionNote, FinalScore, SavedComment, Score, Submission
from assessments.services.saved_comments import save_comment
from assessments.services.scoring_letters import record_score
from lms.institutions.models import Person
from lms.messages.models import Message
from tests.assessments.scoring import HIGH, LOW, SOLID, score
from tests.conftest import House


def url(name: str, *args: Any) -> str:
    return reverse(f"lms:assessments:{name}", args=args)


@pytest.fixture
def apart(ruled: Callable[..., Submission], andes: House, assessor2: Person) -> Submission:
    """Elena's letter: Pablo says 100, Sergio 33.33, each with a comment."""
    letter = ruled(stages="double", apart="discussion")
    score(letter, andes.assessor, HIGH)
    score(letter, assessor2, LOW)
    return letter


@pytest.fixture
def pablo(as_person: Callable[[Person], Client], andes: House) -> Client:
    return as_person(andes.assessor)


@pytest.fixture
def sergio(as_person: Callable[[Person], Client], assessor2: Person) -> Client:
    return as_person(assessor2)


def again(client: Client, letter: Submission, picks: dict[str, int]) -> int:
    sent = {"fence": "1", "flag-f1": "clear", **{f"level-{key}": str(n) for key, n in picks.items()}}
    return client.post(url("script-score", letter.ref), sent).status_code


def test_both_see_both_scores_and_no_name(apart: Submission, pablo: Client, sergio: Client, andes: House) -> None:
    for client, own in ((pablo, "A"), (sergio, "B")):
        html = client.get(url("script-discussion", apart.ref)).content.decode().split("<main")[1]
        assert f'<th scope="col" class="mine">{own} <small>usted</small></th>' in html
        for told in ("100 %", "33,33 %", "Tres", "Uno", "2 niveles de diferencia", "66,67 puntos", "Quedan 6 días"):
            assert told in html, told
        for name in ("Pablo", "Sergio", "Elena", "@", andes.institution.names["es"]):
            assert name not in html


def test_both_are_told_by_mail_once(apart: Submission, andes: House, assessor2: Person) -> None:
    sent = Message.objects.filter(kind="script_discussion")
    assert sorted(sent.values_list("person_id", flat=True)) == sorted([andes.assessor.pk, assessor2.pk])
    score(apart, andes.assessor, HIGH)
    assert sent.count() == 2


def test_the_queue_leads_there_and_the_first_score_is_filled_in(apart: Submission, pablo: Client) -> None:
    queue = pablo.get(url("submission-list")).content.decode()
    assert url("script-discussion", apart.ref) in queue
    assert "Para mirar de nuevo" in queue
    form = pablo.get(url("script-form", apart.ref)).content.decode()
    assert 'name="level-r1" value="3" data-key="3" checked' in form
    assert 'name="flag-f1" value="clear" data-key="0" checked' in form
    assert "Devolver a la cola" not in form


def test_notes_go_between_the_two(apart: Submission, pablo: Client, sergio: Client) -> None:
    pablo.post(url("script-note", apart.ref), {"text": "Mire el segundo párrafo."})
    html = sergio.get(url("script-discussion", apart.ref)).content.decode()
    assert "<b>A</b><div><p>Mire el segundo párrafo.</p></div>" in html
    assert "<b>A (usted)</b>" in pablo.get(url("script-discussion", apart.ref)).content.decode()
    reply = pablo.post(url("script-note", apart.ref), {"text": "  "})
    assert reply.status_code == 422
    long = "x" * 2001
    reply = pablo.post(url("script-note", apart.ref), {"text": long})
    assert (reply.status_code, long in reply.content.decode()) == (422, True)
    assert DiscussionNote.objects.count() == 1


def test_who_is_not_one_of_the_two_finds_nothing(
    apart: Submission, assessor3: Person, andes: House, sur: House, as_person: Callable[[Person], Client]
) -> None:
    for person in (assessor3, sur.assessor, andes.advisor, andes.coordinator):
        client = as_person(person)
        assert client.get(url("script-discussion", apart.ref)).status_code == 404
        assert client.post(url("script-note", apart.ref), {"text": "Hola."}).status_code == 404


def test_a_new_score_of_the_other_is_not_shown_while_one_has_not_scored_again(
    apart: Submission, pablo: Client, sergio: Client
) -> None:
    assert again(sergio, apart, SOLID) == 302
    html = pablo.get(url("script-discussion", apart.ref)).content.decode()
    assert "ya evaluó de nuevo" in html
    assert "80 %" not in html
    assert "33,33 %" in html
    waiting = sergio.get(url("script-discussion", apart.ref)).content.decode()
    assert "Es el turno de la otra persona" in waiting
    assert f'href="{url("script-form", apart.ref)}"' not in waiting
    assert again(sergio, apart, LOW) == 404


def test_without_agreement_a_third_person_is_asked(apart: Submission, pablo: Client, sergio: Client) -> None:
    again(pablo, apart, HIGH)
    again(sergio, apart, SOLID)
    apart.refresh_from_db()
    assert apart.state == "submitted"  # 20 points are more than 10
    assert Allocation.objects.filter(submission=apart, stage="third").exists()


def test_agreement_ends_it(apart: Submission, pablo: Client, sergio: Client) -> None:
    again(pablo, apart, SOLID)
    again(sergio, apart, SOLID)
    final = FinalScore.objects.get()
    assert (final.percent, final.basis) == (80, "discussion")
    assert pablo.get(url("script-discussion", apart.ref)).status_code == 404
    assert Score.objects.count() == 4


def test_when_the_time_is_over_nothing_more_is_written(
    apart: Submission, andes: House, as_person: Callable[[Person], Client]
) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=False):
        client = as_person(andes.assessor)
        assert client.get(url("script-discussion", apart.ref)).status_code == 404
        assert client.post(url("script-note", apart.ref), {"text": "Tarde."}).status_code == 404


def test_the_third_sees_a_page_like_any_other(
    apart: Submission, pablo: Client, sergio: Client, assessor3: Person, as_person: Callable[[Person], Client]
) -> None:
    pablo.post(url("script-note", apart.ref), {"text": "Nota-entre-dos."})
    again(pablo, apart, HIGH)
    again(sergio, apart, LOW)
    third = as_person(assessor3)
    assert third.post(url("script-next")).url == url("script-form", apart.ref)
    html = third.get(url("script-form", apart.ref)).content.decode()
    for told in ("Nota-entre-dos.", "100", "33,33", " checked>", "tercera evaluación", "difier"):
        assert told not in html.split("<fieldset", 1)[1].split("data-score-progress")[0].replace("data-keys-on checked", ""), (
            told
        )
    lease = Allocation.objects.get(submission=apart, stage="third")
    record_score(allocation_id=lease.pk, assessor_id=assessor3.pk, fence=lease.fence, picks=SOLID, comments={}, red_flags=[])
    assert FinalScore.objects.get().basis == "third"


def test_the_page_asks_as_much_for_many_notes_as_for_one(
    apart: Submission, pablo: Client, django_assert_max_num_queries: Any
) -> None:
    pablo.get(url("script-discussion", apart.ref))
    with django_assert_max_num_queries(15) as few:
        pablo.get(url("script-discussion", apart.ref))
    for one in Allocation.objects.filter(submission=apart):
        for n in range(20):
            DiscussionNote.objects.create(allocation=one, text=f"Nota {n}")
    with django_assert_max_num_queries(15) as many:
        pablo.get(url("script-discussion", apart.ref))
    assert len(few) == len(many)


def test_a_note_or_a_phrase_with_signs_that_no_database_keeps_is_kept_without_them(
    apart: Submission, pablo: Client, andes: House
) -> None:
    pablo.post(url("script-note", apart.ref), {"text": "Mi\x00re el paso dos."})
    assert DiscussionNote.objects.get().text == "Mire el paso dos."
    kept = save_comment(person_id=andes.assessor.pk, case_key="herbs", criterion="", text="Fal\x00ta \ud800el plazo.")
    assert SavedComment.objects.get(pk=kept).text == "Falta el plazo."
