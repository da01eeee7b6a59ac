"""A quiz with every kind of question, in the browser: answered without JavaScript, saved one by one, scored by hand, shown."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.errors import AnswerScored, AnswerUnscored, AttemptWaits
from assessments.kinds.material import build_question
from assessments.models import Attempt, AttemptState, Question, QuestionEntry, SlotResult, Step
from assessments.question_kinds import question_kind
from assessments.selectors.todos import todo
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.services.scoring_essays import HandScore, score_answers
from courses import api as courses
from courses.models import UnitProgress
from lms.audit.models import AuditEvent
from lms.institutions.api import scope
from lms.institutions.models import Person
from lms.messages.models import Message
from tests.assessments.questions import BANK, ESSAY, KEYS, right_raw
from tests.conftest import House

SECRETS = (
    "Good one",
    "Bien uno",
    "Guía-de-quien",
    "Guide-of",
    "fraction",
    "key_version",
    "tolerance",
    "No, it is so",
    "A sign",
)


def as_form(attempt: Attempt) -> dict[str, Any]:
    """The whole page, answered right, as a form sends it."""
    sent: dict[str, Any] = {"go": "review"}
    for slot in attempt.sheet["slots"]:
        name, raw = f"q-{slot['slot']}", right_raw(slot)
        sent[f"was-{slot['slot']}"] = "0"
        sent |= {f"{name}-{part}": value for part, value in raw.get("parts", {}).items()}
        if "parts" not in raw:
            sent[name] = raw.get("chosen") or raw["text"]
    return sent


def page(name: str, attempt: Attempt) -> str:
    return reverse(f"lms:assessments:{name}", args=[attempt.pk])


def test_each_version_keeps_whether_it_changed_the_key(
    every_kind: Attempt, toolkit_root: Path, programme: dict[str, Person]
) -> None:
    for text in (
        BANK.replace("¿Cuál?", "¿Cual?"),
        BANK.replace("¿Cuál?", "¿Cual?").replace("fraction: -0.25", "fraction: -0.5"),
    ):
        (toolkit_root / "questions" / "kinds.yaml").write_text(text, encoding="utf-8")
        courses.import_toolkit(path=toolkit_root, by=programme["author"].pk)
    rows = Question.objects.filter(version__item__key="k-single").order_by("version__number")
    assert [row.edit for row in rows] == ["new", "editorial", "scoring"]
    assert Question.objects.filter(version__item__key="k-multiple").count() == 1


def test_a_refresher_asks_nothing_that_a_person_has_to_score(every_kind: Attempt) -> None:
    for question in Question.objects.filter(version__item__key__in=("k-essay", "k-text")).select_related("version__item"):
        entry = QuestionEntry.objects.get(item=question.version.item)
        found = build_question(question, entry, "PE", on=every_kind.law_as_of, before={})
        assert bool(found.problems) == (question.kind == "essay")


@pytest.fixture
def handed_in(elena: Client, every_kind: Attempt) -> Attempt:
    """The same every_kind, all answered right and handed in without JavaScript."""
    assert elena.post(page("attempt-save", every_kind), as_form(every_kind)).url == page("attempt-review", every_kind)
    elena.post(page("attempt-submit", every_kind))
    every_kind.refresh_from_db()
    return every_kind


def test_every_input_has_a_name_that_is_read_aloud_and_no_page_before_the_end_holds_a_key(
    elena: Client, every_kind: Attempt
) -> None:
    html = elena.get(page("attempt-form", every_kind)).content.decode()
    for slot in every_kind.sheet["slots"]:
        for part in right_raw(slot).get("parts", {}):
            name = f'id="q-{slot["slot"]}-{part}"'
            assert name in html
            assert f'for="q-{slot["slot"]}-{part}"' in html or "aria-label=" in html.split(name)[1].split(">")[0]
    for secret in SECRETS:
        assert secret not in html


def test_a_page_without_javascript_keeps_every_kind_of_answer_and_shows_it_again(elena: Client, every_kind: Attempt) -> None:
    elena.post(page("attempt-save", every_kind), as_form(every_kind))
    html = elena.get(page("attempt-form", every_kind)).content.decode()
    order = next(slot for slot in every_kind.sheet["slots"] if slot["kind"] == "ordering")
    assert html.count(" selected>") == 3 + len(order["order"]) + 1
    assert ESSAY in html
    assert 'value="oposición"' in html
    assert 'value="10"' in html
    again = elena.post(page("attempt-save", every_kind), as_form(every_kind) | {"go": "stay"}, follow=True)
    assert again.status_code == 200
    assert Step.objects.filter(attempt=every_kind).count() == len(KEYS)


def test_an_answer_with_parts_saved_by_script_is_the_one_that_a_form_sends(elena: Client, every_kind: Attempt) -> None:
    for slot in every_kind.sheet["slots"]:
        body = {"slot": slot["slot"], "client_id": f"c-{slot['slot']}", "response": right_raw(slot)}
        reply = elena.post(page("attempt-answer", every_kind), json.dumps(body), content_type="application/json")
        assert reply.status_code == 200, reply.content
    before = dict(Step.objects.filter(attempt=every_kind).values_list("slot", "response"))
    form = {
        f"was-{slot}" if name.startswith("was-") else name: value
        for name, value in as_form(every_kind).items()
        for slot in [name[4:]]
    }
    elena.post(page("attempt-save", every_kind), form | {f"was-{slot}": "1" for slot in before})
    assert dict(Step.objects.filter(attempt=every_kind).values_list("slot", "response")) == before


def test_a_gap_that_cant_be_read_stays_as_it_was_typed(elena: Client, every_kind: Attempt) -> None:
    slot = next(slot for slot in every_kind.sheet["slots"] if slot["kind"] == "gap_fill")
    sent = {f"was-{slot['slot']}": "0", f"q-{slot['slot']}-g1": "diez", f"q-{slot['slot']}-g3": "marca", "go": "stay"}
    reply = elena.post(page("attempt-save", every_kind), sent)
    assert reply.status_code == 422
    assert 'value="diez"' in reply.content.decode()
    assert 'value="marca"' in reply.content.decode()


def test_a_written_answer_keeps_the_attempt_waiting_and_no_key_is_shown(elena: Client, handed_in: Attempt) -> None:
    assert handed_in.state == AttemptState.WAITING
    assert handed_in.fraction is None
    assert SlotResult.objects.filter(attempt=handed_in).count() == len(KEYS) - 1
    progress = UnitProgress.objects.get(unit_id=handed_in.unit_id)
    assert (progress.state, progress.waits_on) == ("waiting", "assessor")
    html = elena.get(page("attempt-detail", handed_in)).content.decode()
    assert ESSAY in html
    for secret in SECRETS:
        assert secret not in html
    quiz = reverse("lms:assessments:quiz-detail", args=[handed_in.enrolment_id, handed_in.unit_id])
    assert "None" not in elena.get(quiz).content.decode()
    with pytest.raises(AttemptWaits):
        start_attempt(enrolment_id=handed_in.enrolment_id, unit_id=handed_in.unit_id)


def test_an_essay_left_empty_needs_nobody(elena: Client, every_kind: Attempt) -> None:
    submit_attempt(attempt_id=every_kind.pk)
    every_kind.refresh_from_db()
    assert (every_kind.state, every_kind.fraction) == (AttemptState.SUBMITTED, 0)


def test_who_teaches_scores_it_by_hand_and_the_attempt_is_final_only_then(
    as_person: Callable[[Person], Client], elena: Client, handed_in: Attempt, andes: House
) -> None:
    teacher = as_person(andes.facilitator)
    assert page("essay-form", handed_in) in teacher.get(reverse("lms:assessments:essay-list")).content.decode()
    assert any(one.url == reverse("lms:assessments:essay-list") for one in todo(scope(andes.facilitator.pk)))
    html = teacher.get(page("essay-form", handed_in)).content.decode()
    assert ESSAY in html
    assert "Guía-de-quien-puntúa" in html or "Guide-of-who-scores" in html
    assert andes.advisor.given_name not in html
    slot = next(slot["slot"] for slot in handed_in.sheet["slots"] if slot["kind"] == "essay")
    refused = teacher.post(page("essay-form", handed_in), {f"percent-{slot}": "101", f"comment-{slot}": "Un comentario"})
    assert refused.status_code == 422
    assert "Un comentario" in refused.content.decode()
    teacher.post(page("essay-form", handed_in), {f"percent-{slot}": "50", f"comment-{slot}": "Falta un plazo."})
    handed_in.refresh_from_db()
    assert handed_in.state == AttemptState.SUBMITTED
    assert handed_in.fraction == ((len(KEYS) - Decimal("0.5")) / len(KEYS)).quantize(Decimal("0.000001"))
    step = Step.objects.filter(attempt=handed_in, slot=slot).latest("number")
    assert (step.state, step.fraction, step.by_id) == ("scored", Decimal("0.5"), andes.facilitator.pk)
    assert UnitProgress.objects.get(unit_id=handed_in.unit_id).state == "passed"
    assert AuditEvent.objects.filter(act="attempt.scored", subject_id=str(handed_in.pk)).exists()
    assert Message.objects.filter(kind="quiz_result", person=andes.advisor).count() == 1
    result = elena.get(page("attempt-detail", handed_in)).content.decode()
    for said in ("Falta un plazo.", "Retro de la carta", "Un signo", "Bien uno", "Justo", "Eso es"):
        assert said in result, said
    assert teacher.get(page("essay-form", handed_in)).status_code == 404
    with pytest.raises(AnswerScored):
        score_answers(attempt_id=handed_in.pk, scores={slot: HandScore(Decimal(1))}, by=andes.facilitator.pk)


def test_only_what_waits_is_scored_and_only_between_nothing_and_everything(handed_in: Attempt, andes: House) -> None:
    slot = next(slot["slot"] for slot in handed_in.sheet["slots"] if slot["kind"] == "essay")
    for scores in ({}, {slot: HandScore(Decimal("1.1"))}, {slot: HandScore(Decimal(1)), slot % 13 + 1: HandScore(Decimal(1))}):
        with pytest.raises(AnswerUnscored):
            score_answers(attempt_id=handed_in.pk, scores=scores, by=andes.facilitator.pk)


def test_nobody_scores_their_own_answer_nor_one_of_a_house_that_is_not_theirs(
    as_person: Callable[[Person], Client], elena: Client, handed_in: Attempt, sur: House
) -> None:
    assert elena.get(page("essay-form", handed_in)).status_code == 404
    stranger = as_person(sur.facilitator)
    assert stranger.get(page("essay-form", handed_in)).status_code == 404
    assert page("essay-form", handed_in) not in stranger.get(reverse("lms:assessments:essay-list")).content.decode()


def test_the_result_shows_what_was_wrong_in_every_kind(elena: Client, every_kind: Attempt) -> None:
    for slot in every_kind.sheet["slots"]:
        kind = question_kind(slot["kind"])
        assert kind.shown(slot, {}, country="PE") is not None
    submit_attempt(attempt_id=every_kind.pk)
    html = elena.get(page("attempt-detail", every_kind)).content.decode()
    for said in ("oposición", "Signo", "Registrar", "renueva", "24"):
        assert said in html, said
    assert "{&#x27;" not in html  # words, not the data they come from
