"""The queue and the scoring screen through the door: taking the next letter, keeping what is typed, remarks, phrases."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Allocation, SavedComment, Score, ScriptShingles, Submission
from assessments.services.scoring_letters import claim_letter
from lms.institutions.models import Membership, Person
from tests.assessments.conftest import LETTER
from tests.assessments.scoring import HIGH, score
from tests.conftest import House, make_person

QUEUE = "lms:assessments:submission-list"


def url(name: str, *args: Any) -> str:
    return reverse(f"lms:assessments:{name}", args=args)


def another(letter: Submission, number: int, *, days: int = 0, stages: int = 1, **changed: Any) -> Submission:
    """One more letter like this one, handed in `days` ago."""
    made = Submission.objects.create(
        **{
            "enrolment_id": letter.enrolment_id, "unit_id": letter.unit_id, "unit_version_id": letter.unit_version_id,
            "number": 10 + number, "ref": f"AAAA-00{number:02}", "state": "submitted", "letter": LETTER,
            "submitted_at": timezone.now() - timedelta(days=days, minutes=number), "case_key": letter.case_key,
            "structure_hash": letter.structure_hash,
        }
        | changed
    )  # fmt: skip
    for stage in ("first", "second")[:stages]:
        Allocation.objects.create(submission=made, stage=stage)
    return made


@pytest.fixture
def pablo(as_person: Callable[[Person], Client], andes: House) -> Client:
    """The browser of the assessor of Andes."""
    return as_person(andes.assessor)


@pytest.fixture
def leased(handed_in: Submission, pablo: Client) -> Submission:
    """Elena's letter, with Pablo."""
    pablo.post(url("script-claim", handed_in.ref))
    return handed_in


def screen(client: Client, letter: Submission) -> str:
    return client.get(url("script-form", letter.ref)).content.decode()


def served(html: str) -> str:
    return html.partition('name="served" value="')[2].partition('"')[0]


# The queue


def test_the_queue_shows_cases_and_batches_and_never_whose(handed_in: Submission, pablo: Client, andes: House) -> None:
    another(handed_in, 1, days=3)
    html = pablo.get(reverse(QUEUE)).content.decode()
    assert html.index("AAAA-0001") < html.index(handed_in.ref)
    assert "espera hace 3 días" in html
    for told in ("Elena", "elena", andes.cohort.names["es"], andes.institution.names["es"], andes.advisor.email):
        assert told not in html.split("<main")[1].split("</main")[0]


def test_letters_are_shown_by_case_and_country_when_asked(handed_in: Submission, pablo: Client) -> None:
    assert handed_in.ref in pablo.get(reverse(QUEUE), {"case": "herbs", "country": "PE"}).content.decode()
    html = pablo.get(reverse(QUEUE), {"case": "herbs", "country": "CL"}).content.decode()
    assert handed_in.ref not in html
    assert "Mostrar todas" in html


def test_the_next_one_is_taken_and_then_the_one_after_it(handed_in: Submission, pablo: Client, andes: House) -> None:
    old = another(handed_in, 1, days=11)
    assert pablo.post(url("script-next")).url == url("script-form", old.ref)
    assert pablo.post(url("script-next")).url == url("script-form", handed_in.ref)
    reply = pablo.post(url("script-next"), follow=True)
    assert "No hay nada libre en la cola" in reply.content.decode()
    assert Allocation.objects.filter(assessor=andes.assessor).count() == 2


def test_nobody_has_more_than_three_at_once(handed_in: Submission, pablo: Client) -> None:
    for number in range(4):
        another(handed_in, number)
    for _n in range(3):
        assert pablo.post(url("script-next")).status_code == 302
    reply = pablo.post(url("script-next"))
    assert reply.status_code == 409
    assert pablo.post(url("script-claim", "AAAA-0000")).status_code == 409
    assert Allocation.objects.exclude(assessor=None).count() == 3
    held = Allocation.objects.exclude(assessor=None).earliest("pk").submission
    assert held is not None
    assert pablo.post(url("script-claim", held.ref)).status_code == 302  # one's own may be prolonged


def test_a_case_for_the_qualified_is_shown_as_closed_and_never_next(ruled: Callable[..., Submission], pablo: Client) -> None:
    letter = ruled(qualify=True)
    html = pablo.get(reverse(QUEUE)).content.decode()
    assert "Evalúe primero las cartas de referencia" in html
    assert letter.ref not in html
    assert pablo.post(url("script-next")).url == reverse(QUEUE)
    assert pablo.post(url("script-claim", letter.ref)).status_code == 409


def test_the_mean_of_colleagues_is_told_from_three_on(handed_in: Submission, pablo: Client, andes: House) -> None:
    score(handed_in, andes.assessor, HIGH)
    assert "No se muestra el promedio" in pablo.get(reverse(QUEUE)).content.decode()
    for number in range(3):
        person = make_person(f"c{number}@andes.test", "Colega", "De Andes", "PE")
        Membership.objects.create(person=person, institution=andes.institution, role="assessor")
        if number:
            score(another(handed_in, number), person, HIGH)
    html = pablo.get(reverse(QUEUE)).content.decode()
    assert "el promedio de 3 colegas es 0,7" in html


def test_what_was_put_back_waits_with_what_was_typed(leased: Submission, pablo: Client) -> None:
    sent = {"fence": "1", "served": served(screen(pablo, leased)), "level-r1": "2", "comment-r1": "A medio escribir."}
    pablo.post(url("script-return", leased.ref), sent)
    assert "Devueltas, con lo que había escrito" in pablo.get(reverse(QUEUE)).content.decode()
    pablo.post(url("script-claim", leased.ref))
    assert "A medio escribir.</textarea>" in screen(pablo, leased)


# What is typed


def test_what_is_typed_is_kept_and_is_there_on_return(leased: Submission, pablo: Client) -> None:
    sent = {"fence": "1", "level-r1": "2", "comment-r1": "Bien visto.", "flag-f1": "clear"}
    reply = pablo.post(url("script-draft", leased.ref), sent, headers={"accept": "application/json"})
    assert reply.json()["saved"].startswith("Guardado")
    assert reply.json()["progress"] == "Falta: 1 criterio."
    html = screen(pablo, leased)
    assert 'name="level-r1" value="2" data-key="2" checked' in html
    assert 'name="flag-f1" value="clear" data-key="0" checked' in html
    assert "Bien visto.</textarea>" in html


def test_the_percentage_comes_from_the_server(leased: Submission, pablo: Client) -> None:
    sent = {"fence": "1", "level-r1": "2", "level-business": "3"}
    reply = pablo.post(url("script-draft", leased.ref), sent, headers={"accept": "application/json"})
    assert reply.json()["progress"] == "Provisorio: 80 %. Falta: 1 señal de alerta por responder."


@pytest.mark.parametrize("taken", [False, True])
def test_when_the_lease_ran_out_nothing_typed_is_lost(
    leased: Submission, pablo: Client, andes: House, assessor2: Person, as_person: Callable[[Person], Client], taken: bool
) -> None:
    sent = {"fence": "1", "served": served(screen(pablo, leased)), "level-r1": "2", "level-business": "3", "flag-f1": "clear",
            "comment-r1": "Un comentario largo."}  # fmt: skip
    with time_machine.travel(timezone.now() + timedelta(hours=5), tick=False):
        pablo = as_person(andes.assessor)
        if taken:
            claim_letter(submission_id=leased.pk, assessor_id=assessor2.pk)
            answer = pablo.post(url("script-draft", leased.ref), sent, headers={"accept": "application/json"})
            assert answer.status_code == 409
            assert leased.ref in answer.json()["sentence"]
            for name in ("script-review", "script-score", "script-draft"):
                reply = pablo.post(url(name, leased.ref), sent)
                assert reply.status_code == 409
                assert "Un comentario largo.</textarea>" in reply.content.decode()
            assert not Score.objects.exists()
            assert pablo.post(url("script-score", leased.ref), sent | {"served": "x"}).status_code == 404
        else:  # nobody has taken it: the score counts
            assert pablo.post(url("script-score", leased.ref), sent).status_code == 302
            assert Score.objects.get().comments == {"r1": "Un comentario largo."}


def test_a_letter_scored_meanwhile_by_another_gives_back_what_was_typed(
    leased: Submission, pablo: Client, andes: House, assessor2: Person, as_person: Callable[[Person], Client]
) -> None:
    sent = {"fence": "1", "served": served(screen(pablo, leased)), "comment": "Lo mío."}
    with time_machine.travel(timezone.now() + timedelta(hours=5), tick=False):
        score(leased, assessor2, HIGH)
        reply = as_person(andes.assessor).post(url("script-draft", leased.ref), sent)
    assert reply.status_code == 409
    assert "Lo mío.</textarea>" in reply.content.decode()


# Before it stands


def test_a_summary_comes_before_the_score_and_says_that_it_stands(leased: Submission, pablo: Client) -> None:
    sent = {"fence": "1", "level-r1": "2", "level-business": "3", "flag-f1": "raised", "comment": "Promete."}
    html = pablo.post(url("script-review", leased.ref), sent).content.decode()
    assert "No se puede deshacer" in html
    assert "Aún no competente" in html
    assert "80 %" in html
    assert not Score.objects.exists()
    hidden = {
        part.split('"')[0]: part.split('value="')[1].split('"')[0] for part in html.split('<input type="hidden" name="')[1:]
    }
    done = pablo.post(url("script-score", leased.ref), hidden | {"then": "next"}, follow=True)
    assert "No hay nada libre en la cola" in done.content.decode()
    made = Score.objects.get()
    assert (made.red_flags, made.comments, made.passed) == (["f1"], {"_": "Promete."}, False)


# Remarks on passages


def test_a_remark_stands_on_words_that_are_in_the_letter(leased: Submission, pablo: Client) -> None:
    sent = {"fence": "1", "new-part": "issues", "new-quote": "difícil  de registrar", "new-text": "¿Por qué?", "do": "add",
            "new-criterion": "r1"}  # fmt: skip
    assert pablo.post(url("script-draft", leased.ref), sent).url == url("script-form", leased.ref) + "#remarks"
    html = screen(pablo, leased)
    assert 'id="passage-1"' in html
    assert 'data-anchor="1"' in html
    kept = Allocation.objects.get().draft["anchors"]
    start = LETTER["issues"].index("difícil")
    assert kept == [
        {"block": "issues", "start": start, "end": start + 21, "quote": "difícil de registrar"[:21], "text": "¿Por qué?",
         "criterion": "r1"} | {"end": start + len("difícil de registrar")}
    ]  # fmt: skip


def test_words_that_are_not_there_are_refused_with_what_was_typed(leased: Submission, pablo: Client) -> None:
    sent = {"fence": "1", "new-quote": "patente de invención", "new-text": "No.", "do": "add"}
    reply = pablo.post(url("script-draft", leased.ref), sent)
    html = reply.content.decode()
    assert reply.status_code == 422
    assert "Estas palabras no están" in html
    assert "patente de invención</textarea>" in html
    assert "No.</textarea>" in html


def test_remarks_are_changed_taken_off_and_kept_with_the_score(leased: Submission, pablo: Client) -> None:
    for quote in ("marca colectiva", "Buscar"):
        anchors = Allocation.objects.get().draft.get("anchors", [])
        sent = {
            "fence": "1",
            "anchor": [json.dumps(one) for one in anchors],
            "new-quote": quote,
            "new-text": "Bien.",
            "do": "add",
        }
        pablo.post(url("script-draft", leased.ref), sent)
    anchors = [json.dumps(one) for one in Allocation.objects.get().draft["anchors"]]
    assert len(anchors) == 2
    pablo.post(url("script-draft", leased.ref), {"fence": "1", "anchor": anchors, "do": "drop-1"})
    left = Allocation.objects.get().draft["anchors"]
    assert [one["quote"] for one in left] == ["Buscar"]
    sent = {"fence": "1", "level-r1": "2", "level-business": "3", "flag-f1": "clear", "anchor": json.dumps(left[0]),
            "remark-1": "Diga cómo."}  # fmt: skip
    pablo.post(url("script-score", leased.ref), sent)
    made = Score.objects.get()
    assert made.anchors == [left[0] | {"text": "Diga cómo."}]
    assert made.anchors[0]["block"] == "steps.0.what"


@pytest.mark.parametrize(
    "bad",
    ["", "[]", "no json", '{"block": "issues", "start": 0, "end": 9999, "text": "x"}',
     '{"block": "zz", "start": 0, "end": 2, "text": "x"}',
     '{"block": "issues", "start": "0", "end": true, "text": "x"}', '{"block": {}, "start": 0, "end": 2, "text": "x"}'],
)  # fmt: skip
def test_a_remark_that_makes_no_sense_is_left_out(leased: Submission, pablo: Client, bad: str) -> None:
    assert pablo.post(url("script-draft", leased.ref), {"fence": "1", "anchor": bad, "level-r1": "1"}).status_code == 302
    assert Allocation.objects.get().draft["anchors"] == []


# Words to use again


def test_words_of_the_bank_are_put_into_a_comment_without_a_script(leased: Submission, pablo: Client) -> None:
    assert "Frase-guardada-uno." in screen(pablo, leased)
    sent = {"fence": "1", "comment-r1": "Bien.", "phrase-r1": "bank-b1", "phrase-business": "bank-nothing"}
    pablo.post(url("script-draft", leased.ref), sent)
    pablo.post(url("script-draft", leased.ref), sent | {"comment-r1": "Bien.\nFrase-guardada-uno."})
    assert Allocation.objects.get().draft["comments"] == {"r1": "Bien.\nFrase-guardada-uno."}


def test_a_comment_is_kept_used_counted_and_forgotten(leased: Submission, pablo: Client, andes: House) -> None:
    sent = {"fence": "1", "comment-r1": "Nombre la oficina.", "do": "keep-r1"}
    pablo.post(url("script-draft", leased.ref), sent)
    pablo.post(url("script-draft", leased.ref), sent)
    kept = SavedComment.objects.get()
    assert (kept.person, kept.case_key, kept.criterion, kept.text) == (andes.assessor, "herbs", "r1", "Nombre la oficina.")
    assert f'value="own-{kept.pk}"' in screen(pablo, leased)
    pablo.post(url("script-score", leased.ref), {"fence": "1", "level-r1": "2", "level-business": "3", "flag-f1": "clear",
                                                "phrase-r1": f"own-{kept.pk}"})  # fmt: skip
    assert Score.objects.get().comments == {"r1": "Nombre la oficina."}
    kept.refresh_from_db()
    assert kept.used == 1
    assert "Nombre la oficina." in pablo.get(url("saved-comment-list")).content.decode()
    pablo.post(url("saved-comment-remove"), {"one": kept.pk})
    assert not SavedComment.objects.exists()


def test_nobody_uses_or_forgets_the_phrases_of_another(
    leased: Submission, pablo: Client, assessor2: Person, as_person: Callable[[Person], Client]
) -> None:
    theirs = SavedComment.objects.create(person=assessor2, case_key="herbs", criterion="r1", text="Ajena.")
    assert "Ajena." not in screen(pablo, leased) + pablo.get(url("saved-comment-list")).content.decode()
    pablo.post(url("saved-comment-remove"), {"one": theirs.pk})
    assert SavedComment.objects.exists()


def test_the_rules_are_told_and_not_the_stage(ruled: Callable[..., Submission], pablo: Client) -> None:
    letter = ruled(stages="double")
    pablo.post(url("script-claim", letter.ref))
    html = screen(pablo, letter)
    assert "Dos personas evaluadoras dan su puntaje" in html
    for told in ("first", "second", "sample", "seed", "primera evaluación"):
        assert told not in html.split("<main")[1]


# Figures


@pytest.mark.parametrize("many", [1, 40])
def test_the_queue_and_the_screen_ask_as_much_for_one_as_for_many(
    leased: Submission, pablo: Client, andes: House, django_assert_max_num_queries: Any, many: int
) -> None:
    for number in range(many):
        another(leased, number, days=number % 20)
        SavedComment.objects.create(person=andes.assessor, case_key="herbs", criterion="r1", text=f"Frase {number}")
    anchors = [{"block": "issues", "start": n, "end": n + 5, "quote": LETTER["issues"][n : n + 5], "text": "x", "criterion": ""}
               for n in range(min(many, 20))]  # fmt: skip
    Allocation.objects.filter(submission=leased).update(draft={"anchors": anchors})
    pablo.get(reverse(QUEUE))
    with django_assert_max_num_queries(15) as queue:
        assert pablo.get(reverse(QUEUE)).status_code == 200
    with django_assert_max_num_queries(15) as form:
        assert pablo.get(url("script-form", leased.ref)).status_code == 200
    assert (len(queue), len(form)) == (8, 8)


# What an assessor is told beside the letter


def test_likeness_is_told_from_a_fifth_on_with_ones_own_words_only(leased: Submission, pablo: Client) -> None:
    row = ScriptShingles.objects.update_or_create(
        submission=leased,
        defaults={
            "case_key": "herbs", "language": "es", "nearest_percent": 19, "looked_at": timezone.now(),
            "passages": [{"block": "issues", "start": 0, "end": 19}],
        },
    )[0]  # fmt: skip
    few = screen(pablo, leased)
    assert "nada que mirar" in few
    assert "Estos pasajes" not in few
    ScriptShingles.objects.filter(pk=row.pk).update(nearest_percent=35)
    html = screen(pablo, leased)
    assert "35\u00a0%" in html
    assert f"<li>“{LETTER['issues'][:19]}”</li>" in html
    assert "no un veredicto" in html


def test_an_appeal_is_told_in_neutral_words_and_without_the_first_score(
    handed_in: Submission, andes: House, assessor2: Person, as_person: Callable[[Person], Client]
) -> None:
    score(handed_in, andes.assessor, {"r1": 0, "business": 1})
    handed_in.refresh_from_db()
    assert handed_in.state == "released"
    Allocation.objects.create(submission=handed_in, stage="appeal")
    client = as_person(assessor2)
    queue = client.get(reverse(QUEUE)).content.decode()
    assert "se evalúa otra vez" in queue
    assert client.post(url("script-next")).url == url("script-form", handed_in.ref)
    html = screen(client, handed_in)
    for told in ("13,33", "13.33", "apel", "revisión", 'data-key="0" checked', 'data-key="1" checked'):
        assert told not in html.split("<main")[1], told
    assert reverse(QUEUE) == url("submission-list")
    assert handed_in.ref not in as_person(andes.assessor).get(reverse(QUEUE)).content.decode()


def test_a_draft_that_is_too_long_is_not_kept_and_stays_on_the_page(leased: Submission, pablo: Client) -> None:
    long = {f"comment-{key}": key[0] * 70_000 for key in ("r1", "business")}
    sent = {"fence": "1", "comment": "Corto.", **long}
    reply = pablo.post(url("script-draft", leased.ref), sent, headers={"accept": "application/json"})
    assert (reply.status_code, reply.json()["saved"]) == (413, "Es demasiado para guardarlo: acorte un comentario.")
    page = pablo.post(url("script-draft", leased.ref), sent)
    assert page.status_code == 413
    assert "Corto.</textarea>" in page.content.decode()
    assert Allocation.objects.get().draft == {}
    review = pablo.post(url("script-review", leased.ref), sent | {"level-r1": "2", "level-business": "3", "flag-f1": "clear"})
    assert review.status_code == 422
    assert "4000" in review.content.decode()


def test_the_pages_speak_english_too(leased: Submission, pablo: Client, andes: House) -> None:
    Person.objects.filter(pk=andes.assessor.pk).update(language="en")
    html = pablo.get(reverse(QUEUE)).content.decode() + screen(pablo, leased)
    for said in ("How the next one is chosen", "Your remarks on passages", "Keyboard shortcuts", "Review and finish"):
        assert said in html
