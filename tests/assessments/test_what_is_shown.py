"""Keys, feedback and the order of right options reach the browser when they may, and not before: kind by kind, behaviour by
behaviour, moment by moment. Every word that an author wrote about an answer is a token here that can be searched for.
"""

import random
from copy import deepcopy
from datetime import timedelta
from itertools import count, product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import sheets
from assessments.behaviours import behaviours
from assessments.models import Attempt, AttemptState, SlotResult
from assessments.question_kinds import question_kind
from assessments.rehearsal import answer_to, sit_quiz
from assessments.services.attempts import submit_attempt
from tests.assessments.test_quiz_pages import page, post_json

SPOKEN = ("feedback", "said", "otherwise", "guide")  # what an author says of an answer
HELD = {"score": False, "right": False, "feedback": False}


class Tokens:
    """A sheet whose secrets are words that stand nowhere else."""

    def __init__(self, sheet: dict[str, Any]) -> None:
        self.numbers = count(1)
        self.feedback: set[str] = set()
        self.keys: set[str] = set()
        self.sheet = self._walk(deepcopy(sheet))

    def _token(self, kind: str) -> str:
        return f"{kind}{next(self.numbers):03d}zq"

    def _said(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._said(one) for name, one in value.items()}
        if not isinstance(value, str) or not value:
            return value
        token = self._token("said")
        self.feedback.add(token)
        return token

    def _walk(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._walk(one) for one in value]
        if not isinstance(value, dict):
            return value
        found = {name: self._said(one) if name in SPOKEN else self._walk(one) for name, one in value.items()}
        if "forms" in found:
            token = self._token("form")
            self.keys.add(token)
            found["forms"] = {language: [token] for language in found["forms"]}
        if isinstance(found.get("value"), str) and found.get("kind") != "true_false":
            number = str(735_000 + next(self.numbers))
            self.keys.add(number)
            found["value"] = number
        if float(found.get("fraction") or 0) > 0 and isinstance(found.get("text"), dict):
            token = self._token("right")
            self.keys.add(token)
            found["text"] = dict.fromkeys(found["text"], token)
        return found


@pytest.fixture
def tokens(every_kind: Attempt) -> Tokens:
    """The open attempt's sheet with tokens, stored."""
    made = Tokens(every_kind.sheet)
    every_kind.sheet = made.sheet | {"tries": 3, "penalty": "0.25"}
    every_kind.save(update_fields=["sheet"])
    return made


def ruled(attempt: Attempt, behaviour: str, review: dict[str, Any]) -> None:
    attempt.sheet |= {"behaviour": behaviour, "review": review}
    attempt.save(update_fields=["sheet"])


def found_in(texts: list[str], words: set[str]) -> set[str]:
    return {word for word in words if any(word in text for text in texts)}


def open_pages(client: Client, attempt: Attempt) -> list[str]:
    form = page("attempt-form", attempt)
    quiz = reverse("lms:assessments:quiz-detail", args=[attempt.enrolment_id, attempt.unit_id])
    addresses = [form, f"{form}?q=2", page("attempt-review", attempt), quiz, page("attempt-detail", attempt) + "?history"]
    return [client.get(address, follow=True).content.decode() for address in addresses]


def offered(tokens: Tokens) -> set[str]:
    """Keys that are no secret by themselves: the right option stands among the others of an open question."""
    return {token for token in tokens.keys if token.startswith("right")}


def test_no_open_page_and_no_reply_says_anything_of_an_answer_that_was_only_kept(
    elena: Client, every_kind: Attempt, tokens: Tokens
) -> None:
    secrets = tokens.feedback | (tokens.keys - offered(tokens))
    for n, behaviour in enumerate(behaviours()):
        ruled(every_kind, behaviour, {})
        seen = []
        for slot in every_kind.sheet["slots"]:
            raw = answer_to(slot, right=False, country="PE")
            sent = {"slot": slot["slot"], "client_id": f"{n}-{slot['slot']}", "response": raw, "certainty": 2, "show": True}
            reply = post_json(elena, every_kind, **sent)
            assert reply.status_code == 200
            seen.append(reply.content.decode())
        assert found_in(seen + open_pages(elena, every_kind), secrets) == set(), behaviour


@pytest.mark.parametrize("behaviour", ["immediate", "retry"])
def test_a_checked_answer_says_what_its_quiz_lets_it_and_only_of_itself(
    elena: Client, every_kind: Attempt, tokens: Tokens, behaviour: str
) -> None:
    hidden = tokens.keys - offered(tokens)
    for score, right, feedback in product((False, True), repeat=3):
        ruled(every_kind, behaviour, {"during": {"score": score, "right": right, "feedback": feedback}})
        for slot in every_kind.sheet["slots"]:
            kind = question_kind(slot["kind"])
            raw = answer_to(slot, right=False, country="PE")
            sent = {"slot": slot["slot"], "client_id": f"{slot['slot']}", "response": raw, "check": True}
            reply = post_json(elena, every_kind, **sent)  # the first time it is checked, then it is shown by other rules
            assert reply.status_code == (422 if kind.by_hand else 200)
            text = reply.content.decode()
            own = str(slot)
            said, keys = found_in([text], tokens.feedback), found_in([text], hidden)
            assert all(token in own for token in said | keys)
            assert feedback or not said, slot["kind"]
            assert (right and behaviour == "immediate") or not keys, slot["kind"]  # a wrong try does not stand: its key waits
        pages = open_pages(elena, every_kind)
        if not feedback:
            assert found_in(pages, tokens.feedback) == set()
        if not right or behaviour == "retry":
            assert found_in(pages, hidden) == set()


def test_a_result_shows_each_part_at_its_moment_and_no_sooner(elena: Client, every_kind: Attempt, tokens: Tokens) -> None:
    ruled(every_kind, "deferred", {})
    for slot in every_kind.sheet["slots"]:
        raw = answer_to(slot, right=False, country="PE")
        post_json(elena, every_kind, slot=slot["slot"], client_id=str(slot["slot"]), response=raw)
    submit_attempt(attempt_id=every_kind.pk)
    every_kind.refresh_from_db()
    waiting = elena.get(page("attempt-detail", every_kind)).content.decode()
    assert every_kind.state == AttemptState.WAITING
    assert found_in([waiting], tokens.feedback | tokens.keys) == set()
    Attempt.objects.filter(pk=every_kind.pk).update(state=AttemptState.SUBMITTED, fraction="0.1")
    essay = next(slot for slot in every_kind.sheet["slots"] if slot["kind"] == "essay")
    SlotResult.objects.create(attempt=every_kind, slot=essay["slot"], question_id=essay["question_id"], fraction="0.5")
    now = timezone.now()
    for moment, submitted_at in (("after", now), ("later", now - timedelta(hours=1))):
        Attempt.objects.filter(pk=every_kind.pk).update(submitted_at=submitted_at)
        every_kind.refresh_from_db()
        for score, right, feedback in product((False, True), repeat=3):
            ruled(every_kind, "deferred", {"during": HELD, moment: {"score": score, "right": right, "feedback": feedback}})
            text = elena.get(page("attempt-detail", every_kind) + "?history").content.decode()
            assert bool(found_in([text], tokens.feedback)) is feedback, (moment, score, right, feedback)
            assert bool(found_in([text], tokens.keys)) is right, (moment, score, right, feedback)
            assert ("figure-big" in text) is score


def test_the_place_of_what_is_right_differs_from_sheet_to_sheet(every_kind: Attempt) -> None:
    config = every_kind.unit_version.config
    rows = {slot["key"]: slot["question_id"] for slot in every_kind.sheet["slots"]}
    places: dict[str, set[Any]] = {}
    for seed in random.Random(4).sample(range(10_000), 60):
        sheet = sheets.draw_sheet(config, country="PE", seed=seed, question_ids=rows)
        for slot in sheet["slots"]:
            if slot["kind"] in ("single", "multiple"):
                right = tuple(n for n, one in enumerate(slot["options"]) if one["fraction"] > 0)
                places.setdefault(slot["key"], set()).add(right)
            if slot["kind"] == "ordering":
                shown = [one["id"] for one in slot["items"]]
                assert shown != slot["order"]
                places.setdefault(slot["key"], set()).add(tuple(slot["order"].index(one) for one in shown))
            if slot["kind"] == "matching":
                choices = [one["id"] for one in slot["choices"]]
                places.setdefault(slot["key"], set()).add(tuple(choices.index(row["right"]) for row in slot["rows"]))
    assert places
    assert all(len(seen) > 2 for seen in places.values()), places


def test_a_rehearsal_answers_every_kind(every_kind: Attempt) -> None:
    rehearsed = sit_quiz(enrolment_id=every_kind.enrolment_id, unit_id=every_kind.unit_id, by=every_kind.enrolment.person_id)
    assert rehearsed == every_kind.pk
    fractions = dict(SlotResult.objects.filter(attempt=every_kind).values_list("slot", "fraction"))
    by_hand = {slot["slot"] for slot in every_kind.sheet["slots"] if question_kind(slot["kind"]).by_hand}
    assert {slot["slot"] for slot in every_kind.sheet["slots"]} - by_hand == {s for s, f in fractions.items() if f == 1}
    assert by_hand


def test_a_rehearsed_mistake_earns_less(every_kind: Attempt) -> None:
    for slot in every_kind.sheet["slots"]:
        kind = question_kind(slot["kind"])
        response = kind.read_response(slot, answer_to(slot, right=False, country="PE"), country="PE").response
        assert kind.by_hand or (kind.score(slot, response) or 0) < 1, slot["key"]
