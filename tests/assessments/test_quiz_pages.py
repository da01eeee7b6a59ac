"""A quiz in the browser, with and without JavaScript; the key stays on the server until the end."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Attempt, AttemptState, Quiz
from assessments.selectors.attempts import last_steps
from assessments.services.attempts import submit_attempt
from courses.models import Enrolment
from lms.institutions.models import Person
from tests.assessments.conftest import right_answer, slot_by_key, wrong_answer
from tests.assessments.test_attempts import answer, answer_all
from tests.conftest import House

PAGES = ("attempt-form", "attempt-review")
SECRETS = ("Retro-", "feedback", "fraction", "key_version", "tolerance", '"right"', "D1-feedback", "law:", "source", "Ley PE")


def page(name: str, attempt: Attempt) -> str:
    return reverse(f"lms:assessments:{name}", args=[attempt.pk])


def post_json(client: Client, attempt: Attempt, **body: Any) -> Any:
    return client.post(
        page("attempt-answer", attempt),
        json.dumps(body),
        content_type="application/json",
        headers={"accept": "application/json"},
    )


def test_the_first_page_says_what_is_at_stake(elena: Client, enrolment: Enrolment, quiz: Quiz) -> None:
    html = elena.get(reverse("lms:assessments:quiz-detail", args=[enrolment.pk, quiz.pk])).content.decode()
    assert "Diez minutos." in html
    assert html.count("<h1") == 1
    assert "70" in html


def test_from_start_to_result_without_javascript(elena: Client, enrolment: Enrolment, quiz: Quiz) -> None:
    started = elena.post(reverse("lms:assessments:attempt-start", args=[enrolment.pk, quiz.pk]))
    attempt = Attempt.objects.get()
    assert started.url == page("attempt-form", attempt)
    sent: dict[str, Any] = {"go": "stay"}
    for slot in attempt.sheet["slots"]:
        sent[f"was-{slot['slot']}"] = "0"
        raw = right_answer(slot)
        sent[f"q-{slot['slot']}"] = raw.get("chosen") or raw["text"]
    stayed = elena.post(page("attempt-save", attempt), sent, follow=True)
    assert stayed.redirect_chain[0][0] == page("attempt-form", attempt)
    assert stayed.content.decode().count('" checked') == 4
    assert elena.post(page("attempt-save", attempt), sent | {"go": "review"}).url == page("attempt-review", attempt)
    result = elena.post(page("attempt-submit", attempt), follow=True).content.decode()
    assert "100" in result
    assert "Retro-ley" in result
    assert "Ley PE" in result
    assert elena.post(page("attempt-submit", attempt), follow=True).status_code == 200


def test_each_answer_is_saved_at_once_and_shows_when_coming_back(elena: Client, attempt: Attempt) -> None:
    slot = slot_by_key(attempt, "q-single")
    sent = {"slot": slot["slot"], "client_id": "c1", "response": right_answer(slot)}
    first, again = post_json(elena, attempt, **sent), post_json(elena, attempt, **sent)
    assert first.json() == again.json()
    assert re.search(r"\d\d:\d\d", first.json()["saved"])
    html = elena.get(page("attempt-form", attempt)).content.decode()
    assert f'value="{right_answer(slot)["chosen"][0]}" checked' in html


def test_an_answer_may_also_come_as_a_form(elena: Client, attempt: Attempt) -> None:
    slot = slot_by_key(attempt, "q-number")
    reply = elena.post(page("attempt-answer", attempt), {"slot": slot["slot"], "client_id": "f1", "text": "1,500"})
    assert reply.status_code == 200
    assert "1500" in reply.json()["echo"]  # Peru: the comma groups thousands
    assert last_steps(attempt.pk)[slot["slot"]].response["number"] == "1500"


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{", '{"slot": "1"}', '{"slot": true, "client_id": "a", "response": {}}',
     '{"slot": 1, "client_id": 5, "response": {}}',
     '{"slot": 1, "client_id": "a", "response": []}', '{"slot": 99, "client_id": "a", "response": {}}',
     '{"slot": 1, "client_id": "a", "response": {"chosen": {"a": 1}, "text": {}}}', "[" * 5000],
)  # fmt: skip
def test_a_broken_save_gets_a_sentence_and_no_traceback(elena: Client, attempt: Attempt, body: str) -> None:
    reply = elena.post(
        page("attempt-answer", attempt), body, content_type="application/json", headers={"accept": "application/json"}
    )
    assert reply.status_code == 422
    assert len(reply.json()["sentence"]) > 10


def test_an_answer_that_cannot_be_read_is_said_on_the_page_and_the_others_are_kept(elena: Client, attempt: Attempt) -> None:
    number, single = slot_by_key(attempt, "q-number"), slot_by_key(attempt, "q-single")
    sent = {
        f"was-{number['slot']}": "0", f"q-{number['slot']}": "seis", f"was-{single['slot']}": "0",
        f"q-{single['slot']}": right_answer(single)["chosen"], "go": "review",
    }  # fmt: skip
    reply = elena.post(page("attempt-save", attempt), sent)
    html = reply.content.decode()
    assert reply.status_code == 422
    assert 'class="problem"' in html
    assert f'value="{right_answer(single)["chosen"][0]}" checked' in html  # what was sent is not lost
    assert 'value="seis"' in html


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_page_or_reply_of_an_open_attempt_holds_the_key(elena: Client, attempt: Attempt, language: str) -> None:
    elena.cookies["django_language"] = language
    seen = []
    for slot in attempt.sheet["slots"]:
        for n, raw in enumerate((wrong_answer(slot), right_answer(slot))):
            seen.append(
                post_json(elena, attempt, slot=slot["slot"], client_id=f"{slot['slot']}-{n}", response=raw).content.decode()
            )
    quiz_page = reverse("lms:assessments:quiz-detail", args=[attempt.enrolment_id, attempt.unit_id])
    seen += [elena.get(address).content.decode() for address in (*(page(name, attempt) for name in PAGES), quiz_page)]
    seen.append(elena.get(page("attempt-detail", attempt), follow=True).content.decode())
    for text in seen:
        for secret in SECRETS:
            assert secret not in text, secret


def test_right_and_wrong_replies_look_the_same(elena: Client, attempt: Attempt) -> None:
    slot = slot_by_key(attempt, "q-single")
    replies = [
        post_json(elena, attempt, slot=slot["slot"], client_id=f"c{n}", response=raw).json()
        for n, raw in enumerate((wrong_answer(slot), right_answer(slot)))
    ]
    assert set(replies[0]) == set(replies[1]) == {"slot", "step", "saved", "echo"}


def test_a_result_names_another_countrys_law_and_where_to_read_again(elena: Client, attempt: Attempt) -> None:
    bound = slot_by_key(attempt, "q-bound")
    chile = next(option for option in bound["options"] if option["country"] == "CL")
    answer_all(attempt)
    answer(attempt, bound["slot"], {"chosen": [chile["id"]]}, "chilean")
    submit_attempt(attempt_id=attempt.pk)
    html = elena.get(page("attempt-detail", attempt)).content.decode()
    assert "Chile" in html
    assert "Los plazos" in html
    assert html.count("<h1") == 1


def test_a_page_after_the_end_leads_to_the_result(elena: Client, attempt: Attempt) -> None:
    submit_attempt(attempt_id=attempt.pk)
    for name in PAGES:
        assert elena.get(page(name, attempt)).url == page("attempt-detail", attempt)
    slot = slot_by_key(attempt, "q-single")
    late = post_json(elena, attempt, slot=slot["slot"], client_id="late", response=right_answer(slot))
    assert late.status_code == 409
    assert late.json()["error"] == "AttemptClosed"


@pytest.mark.parametrize("name", ["attempt-form", "attempt-review", "attempt-detail"])
@pytest.mark.parametrize("who", ["advisor2", "facilitator", "coordinator", "assessor"])
def test_nobody_else_opens_an_attempt(
    as_person: Callable[[Person], Client], andes: House, sur: House, attempt: Attempt, name: str, who: str
) -> None:
    for house in (andes, sur):
        assert as_person(house.people[who]).get(page(name, attempt)).status_code == 404
    assert as_person(sur.advisor).get(page(name, attempt)).status_code == 404


@pytest.mark.parametrize("name", ["attempt-save", "attempt-answer", "attempt-submit"])
def test_nobody_else_writes_into_an_attempt(
    as_person: Callable[[Person], Client], andes: House, sur: House, attempt: Attempt, name: str
) -> None:
    for person in (andes.advisor2, sur.advisor, andes.facilitator):
        assert as_person(person).post(page(name, attempt)).status_code == 404
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.OPEN


def test_an_enrolment_of_another_institution_starts_nothing(
    as_person: Callable[[Person], Client], sur: House, enrolment: Enrolment, quiz: Quiz
) -> None:
    for name, method in (("quiz-detail", "get"), ("attempt-start", "post")):
        address = reverse(f"lms:assessments:{name}", args=[enrolment.pk, quiz.pk])
        assert getattr(as_person(sur.advisor), method)(address).status_code == 404
    assert not Attempt.objects.exists()


def test_a_missing_attempt_and_a_foreign_one_look_the_same(
    as_person: Callable[[Person], Client], sur: House, attempt: Attempt
) -> None:
    stranger = as_person(sur.advisor)
    foreign = stranger.get(page("attempt-form", attempt))
    missing = stranger.get(reverse("lms:assessments:attempt-form", args=[999_999]))
    assert foreign.status_code == missing.status_code == 404
    clean = [re.sub(r'value="[^"]*"', "", reply.content.decode()) for reply in (foreign, missing)]
    assert clean[0] == clean[1]


@pytest.mark.parametrize("name", ["attempt-save", "attempt-answer", "attempt-submit"])
def test_what_writes_is_not_reached_by_a_link(elena: Client, attempt: Attempt, name: str) -> None:
    assert elena.get(page(name, attempt)).status_code == 405


def test_a_forged_post_is_refused(andes: House, attempt: Attempt) -> None:
    client = Client(enforce_csrf_checks=True)
    assert andes.advisor.user is not None
    client.force_login(andes.advisor.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(page("attempt-submit", attempt)).status_code == 403


def test_queries_of_the_pages_do_not_grow(elena: Client, attempt: Attempt, django_assert_max_num_queries: Any) -> None:
    answer_all(attempt)
    quiz_page = reverse("lms:assessments:quiz-detail", args=[attempt.enrolment_id, attempt.unit_id])
    for address in (page("attempt-form", attempt), page("attempt-review", attempt), quiz_page):
        with django_assert_max_num_queries(10):
            assert elena.get(address).status_code == 200
    submit_attempt(attempt_id=attempt.pk)
    with django_assert_max_num_queries(10):
        assert elena.get(page("attempt-detail", attempt)).status_code == 200
