"""What the pages of a quiz say before, while and after it is sat, without JavaScript and to the script that keeps answers."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Attempt, Quiz, QuizAllowance, QuizWindow, Step
from assessments.review_words import later_sentence, review_lines
from assessments.selectors.attempts import last_steps
from assessments.services.attempts import start_attempt, submit_attempt
from courses.models import Enrolment, OutcomeRecord, UnitProgress
from lms.institutions.models import Person
from tests.assessments.conftest import right_answer, slot_by_key, wrong_answer
from tests.assessments.test_attempts import answer, answer_all
from tests.assessments.test_quiz_pages import page, post_json
from tests.conftest import House


def first_page(client: Client, enrolment: Enrolment, quiz: Quiz) -> str:
    return client.get(reverse("lms:assessments:quiz-detail", args=[enrolment.pk, quiz.pk])).content.decode()


def ruled(attempt: Attempt, **rules: Any) -> Attempt:
    attempt.sheet |= {"tries": 3, "penalty": "0.25", **rules}
    attempt.save(update_fields=["sheet"])
    return attempt


def window(enrolment: Enrolment, quiz: Quiz, **ends: Any) -> None:
    QuizWindow.objects.create(cohort_course_id=enrolment.cohort_course_id, unit=quiz, **ends)


@pytest.mark.parametrize(
    ("ends", "says"),
    [({"opens_at": timedelta(days=2)}, "abre"), ({"closes_at": timedelta(days=-2)}, "cerró")],
)
def test_outside_its_days_a_quiz_has_no_button_and_a_stale_page_gets_a_sentence(
    elena: Client, enrolment: Enrolment, quiz: Quiz, ends: dict[str, timedelta], says: str
) -> None:
    window(enrolment, quiz, **{name: timezone.now() + delta for name, delta in ends.items()})
    html = first_page(elena, enrolment, quiz)
    assert says in html
    assert "attempt-start" not in html
    assert "/start/" not in html
    refused = elena.post(reverse("lms:assessments:attempt-start", args=[enrolment.pk, quiz.pk]))
    assert refused.status_code == 409
    assert says in refused.content.decode()
    assert not Attempt.objects.exists()


def test_what_was_given_to_a_person_is_said_and_counted(elena: Client, andes: House, enrolment: Enrolment, quiz: Quiz) -> None:
    closes = timezone.now() + timedelta(days=3)
    window(enrolment, quiz, closes_at=timezone.now() - timedelta(days=1))
    QuizAllowance.objects.create(
        enrolment=enrolment, unit=quiz, closes_at=closes, reason="Estuvo enferma", by=andes.facilitator
    )
    html = first_page(elena, enrolment, quiz)
    assert "Se le concedió más" in html
    assert "Estuvo enferma" not in html  # the reason is for those who teach
    assert "/start/" in html


def test_a_second_start_says_that_an_attempt_is_open_and_keeps_what_was_reached(
    elena: Client, enrolment: Enrolment, attempt: Attempt
) -> None:
    submit_attempt(attempt_id=attempt.pk)
    assert UnitProgress.objects.get(unit_id=attempt.unit_id).state == "failed"
    start_attempt(enrolment_id=enrolment.pk, unit_id=attempt.unit_id)
    standing = UnitProgress.objects.get(unit_id=attempt.unit_id)
    assert (standing.state, standing.score) == ("failed", Decimal(0))
    assert OutcomeRecord.objects.filter(unit_id=attempt.unit_id).count() == 3
    course = elena.get(reverse("lms:courses:enrolment-detail", args=[enrolment.pk])).content.decode()
    assert "intento está abierto" in course or "intento abierto" in course
    assert not re.search(r"0\s%[^<]*hasta ahora", course)


def test_an_older_answer_that_comes_later_takes_nothing_back(elena: Client, attempt: Attempt) -> None:
    slot = slot_by_key(attempt, "q-single")
    n = slot["slot"]
    post_json(elena, attempt, slot=n, client_id="new", response=right_answer(slot), was=0, age=0)
    late = post_json(elena, attempt, slot=n, client_id="old", response=wrong_answer(slot), was=0, age=3600).json()
    assert late["newer"] is True
    assert f'value="{right_answer(slot)["chosen"][0]}" checked' in late["html"]
    assert last_steps(attempt.pk)[n].response == right_answer(slot)
    known = {"slot": n, "client_id": "mine", "response": wrong_answer(slot), "was": 0, "age": 3600, "replaces": ["new"]}
    assert "newer" not in post_json(elena, attempt, **known).json()  # the same device: it knows what it takes the place of
    assert last_steps(attempt.pk)[n].response == wrong_answer(slot)


def test_a_late_answer_is_told_with_its_three_times(elena: Client, attempt: Attempt) -> None:
    slot = slot_by_key(attempt, "q-single")
    sent = {"slot": slot["slot"], "client_id": "a", "response": right_answer(slot), "was": 0}
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        Attempt.objects.filter(pk=attempt.pk).update(due_at=now - timedelta(minutes=20))
        reply = post_json(elena, attempt, **sent, age=39 * 60)
    assert reply.status_code == 409
    assert reply.json()["error"] == "AttemptLate"
    lima = ZoneInfo("America/Lima")
    times = [(now - timedelta(minutes=ago)).astimezone(lima).strftime("%H:%M") for ago in (39, 0, 20)]
    assert re.findall(r"\d\d:\d\d", reply.json()["sentence"]) == times
    assert not Step.objects.exists()


def test_a_save_says_how_many_seconds_are_left_and_more_when_more_is_given(elena: Client, attempt: Attempt) -> None:
    slot = slot_by_key(attempt, "q-single")
    left = []
    for n, minutes in enumerate((10, 25)):
        Attempt.objects.filter(pk=attempt.pk).update(due_at=timezone.now() + timedelta(minutes=minutes))
        reply = post_json(elena, attempt, slot=slot["slot"], client_id=str(n), response=right_answer(slot))
        left.append(reply.json()["left"])
    assert 590 < left[0] <= 600
    assert 1490 < left[1] <= 1500


def test_checking_by_a_button_saves_the_others_and_comes_back_to_what_was_said(elena: Client, attempt: Attempt) -> None:
    ruled(attempt, behaviour="retry")
    one, two = slot_by_key(attempt, "q-single"), slot_by_key(attempt, "q-multiple")
    bad = next(option["id"] for option in one["options"] if option["feedback"].get("es") == "Retro-mal")
    sent = {
        f"was-{one['slot']}": "0", f"q-{one['slot']}": bad, f"was-{two['slot']}": "0",
        f"q-{two['slot']}": right_answer(two)["chosen"], "check": str(one["slot"]),
    }  # fmt: skip
    reply = elena.post(page("attempt-save", attempt), sent)
    assert reply.url == f"{page('attempt-form', attempt)}#v{one['slot']}"
    elena.post(page("attempt-save", attempt), sent)  # a double click
    states = {(step.slot, step.state) for step in Step.objects.filter(attempt=attempt)}
    assert states == {(one["slot"], "checked"), (two["slot"], "saved")}
    assert Step.objects.filter(attempt=attempt).count() == 2
    html = elena.get(page("attempt-form", attempt)).content.decode()
    assert "Retro-mal" in html
    assert "Retro-bien" not in html
    empty = elena.post(page("attempt-save", attempt), {"was-9": "0", "check": "9"})
    assert empty.status_code in (302, 422)


def test_a_save_that_arrives_after_the_check_of_the_same_answer_takes_nothing_back(elena: Client, attempt: Attempt) -> None:
    ruled(attempt, behaviour="retry")
    slot = slot_by_key(attempt, "q-single")
    sent = {"slot": slot["slot"], "response": wrong_answer(slot)}
    checked = post_json(elena, attempt, client_id="check", check=True, **sent)
    assert "data-verdict" in checked.json()["html"]
    late = post_json(elena, attempt, client_id="save", was=0, age=0, **sent)
    assert (late.status_code, late.json()["step"], late.json().get("newer", False)) == (200, 1, False)
    assert [step.state for step in Step.objects.filter(attempt=attempt)] == ["checked"]
    assert "data-verdict" in elena.get(page("attempt-form", attempt)).content.decode()
    other = post_json(elena, attempt, client_id="other", was=1, age=0, slot=slot["slot"], response=right_answer(slot))
    assert other.json()["step"] == 2  # another answer is kept, as ever


def test_one_question_a_page_saves_and_goes_on(elena: Client, attempt: Attempt) -> None:
    html = elena.get(page("attempt-form", attempt) + "?q=2").content.decode()
    assert html.count("data-slot=") == 1
    slot = attempt.sheet["slots"][1]
    raw = right_answer(slot)
    sent = {"q": "2", "was-2": "0", "q-2": raw.get("chosen") or raw["text"], "go": "q:3"}
    assert elena.post(page("attempt-save", attempt), sent).url == page("attempt-form", attempt) + "?q=3"
    assert set(last_steps(attempt.pk)) == {2}
    for odd in ("0", "99", "x", "²", "-1"):
        assert elena.get(page("attempt-form", attempt), {"q": odd}).status_code == 200


def test_how_sure_one_is_is_kept_from_a_form_and_shown_with_the_result(elena: Client, attempt: Attempt) -> None:
    ruled(attempt, behaviour="confidence")
    slot = slot_by_key(attempt, "q-single")
    n = slot["slot"]
    sent = {f"was-{n}": "0", f"q-{n}": right_answer(slot)["chosen"], f"sure-{n}": "3", "go": "stay"}
    elena.post(page("attempt-save", attempt), sent)
    assert last_steps(attempt.pk)[n].certainty == 3
    submit_attempt(attempt_id=attempt.pk)
    html = elena.get(page("attempt-detail", attempt) + "?history").content.decode()
    assert "Mucha seguridad" in html
    assert "Historial de este intento" in html


def test_a_held_score_shows_neither_in_the_result_nor_in_the_list_nor_on_the_course_page(
    elena: Client, enrolment: Enrolment, quiz: Quiz, attempt: Attempt
) -> None:
    ruled(attempt, review={moment: {"score": False, "right": False, "feedback": False} for moment in ("after", "later")})
    answer_all(attempt, wrong=("q-single", "q-bound"))
    submit_attempt(attempt_id=attempt.pk)
    for html in (elena.get(page("attempt-detail", attempt)).content.decode(), first_page(elena, enrolment, quiz)):
        assert not re.search(r"\b50\s%", re.sub(r"<(svg|script).*?</\1>", "", html, flags=re.DOTALL))
    course = elena.get(reverse("lms:courses:enrolment-detail", args=[enrolment.pk])).content.decode()
    assert "cuándo se muestra el puntaje" in course
    assert not re.search(r"\b50\s%", course)
    html = elena.get(page("attempt-detail", attempt)).content.decode()
    assert "Retro" not in html
    assert "Sus respuestas" in html


def test_right_answers_that_wait_for_the_end_of_the_window_show_when_it_has_passed(
    elena: Client, enrolment: Enrolment, quiz: Quiz, attempt: Attempt
) -> None:
    ruled(attempt, review={moment: {"right": False, "feedback": False} for moment in ("after", "later")})
    answer_all(attempt, wrong=("q-single",))
    submit_attempt(attempt_id=attempt.pk)
    closes_at = timezone.now() + timedelta(minutes=20)
    window(enrolment, quiz, closes_at=closes_at)
    slot = slot_by_key(attempt, "q-single")
    right = next(option["text"]["es"] for option in slot["options"] if option["fraction"] == 1)
    html = elena.get(page("attempt-detail", attempt)).content.decode()
    assert right not in html
    assert "se cierra" in html or "cierre" in html
    with time_machine.travel(closes_at + timedelta(minutes=1)):
        assert right in elena.get(page("attempt-detail", attempt)).content.decode()


def test_review_rules_are_said_in_words() -> None:
    now = timezone.now()
    assert len(review_lines({}, closes_at=None, checks=False)) == 1
    held = {"after": {"right": False}, "later": {"right": False}, "closed": {}}
    lines = review_lines(held, closes_at=now, checks=False)
    assert len(lines) == 2
    assert later_sentence({}, submitted_at=now, closes_at=None, now=now) == ""
    assert later_sentence(held, submitted_at=now, closes_at=now + timedelta(days=1), now=now)
    nothing = {moment: {"score": False, "right": False, "feedback": False} for moment in ("after", "later", "closed")}
    assert len(review_lines(nothing, closes_at=None, checks=False)) == 1


def test_signing_out_says_what_would_be_lost_on_this_device(elena: Client) -> None:
    html = elena.get(reverse("account_logout")).content.decode()
    assert 'data-queue data-who=""' in html
    assert "data-queue-clear" in html


def test_each_person_has_a_mark_of_their_own(
    as_person: Callable[[Person], Client], andes: House, elena: Client, attempt: Attempt
) -> None:
    other = Attempt.objects.get(pk=attempt.pk)
    mark = re.search(r'data-who="(\w+)"', elena.get(page("attempt-form", other)).content.decode())
    assert mark
    assert len(mark[1]) == 16
    answer(attempt, 1, right_answer(attempt.sheet["slots"][0]))
    assert mark[1] in elena.get(page("attempt-review", attempt)).content.decode()
