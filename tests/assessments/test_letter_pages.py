"""The writer's pages: their queries do not grow, their rules are said, due days show, aids never stop anybody."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from assessments.errors import CasePassed
from assessments.models import Attachment, CaseStudy, CaseWindow, LetterVersion, Submission
from assessments.selectors.letter_page import total_in_words
from assessments.services.letters import open_letter, save_letter, submit_letter, withdraw_letter
from assessments.stages import rule_sentences, rules_of
from courses import api as courses
from courses.models import Course, Enrolment
from lms.institutions.models import Person
from tests.assessments.conftest import LETTER
from tests.assessments.scoring import LOW, SOLID
from tests.assessments.test_letter_results import quote, release, score
from tests.conftest import House
from tests.courses import building

MOST = 10


def url(name: str, *args: Any) -> str:
    return reverse(f"lms:assessments:{name}", args=args)


def grow(letter: Submission) -> None:
    """Many drafts, files and places."""
    for number in range(20, 50):
        LetterVersion.objects.create(submission=letter, number=number, letter=LETTER | {"issues": str(number)})
    for n in range(5):
        Attachment.objects.create(submission=letter, name=f"{n}.pdf", content_type="application/pdf", size=1, sha256="0" * 64)
    places = [{"key": f"k{n}", "for": "x", "names": {"es": "Lugar"}, "by": "Yo"} for n in range(8)]
    Submission.objects.filter(pk=letter.pk).update(letter={**letter.letter, "places": places})


def count(client: Client, path: str, django_assert_max_num_queries: Any) -> int:
    client.get(path)
    with django_assert_max_num_queries(MOST) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("name", ["submission-form", "submission-review", "letter-versions", "letter-print"])
def test_pages_of_a_draft_ask_as_much_of_a_large_letter_as_of_a_small_one(
    elena: Client, draft: Submission, name: str, django_assert_max_num_queries: Any
) -> None:
    save_letter(letter_id=draft.pk, blocks=LETTER, revision=0)
    draft.refresh_from_db()
    LetterVersion.objects.create(submission=draft, number=1, letter=LETTER)
    small = count(elena, url(name, draft.pk), django_assert_max_num_queries)
    grow(draft)
    assert count(elena, url(name, draft.pk), django_assert_max_num_queries) == small


def test_the_case_and_a_result_ask_as_much_after_many_letters_as_after_one(
    elena: Client, andes: House, assessor2: Person, ruled: Callable[..., Submission], django_assert_max_num_queries: Any
) -> None:
    letter = ruled(stages="double", tolerance=30)
    score(letter, andes.assessor, LOW, anchors=[quote("nombre", f"Nota {n}", "r1") for n in range(10)])
    score(letter, assessor2, LOW)
    letter = release(letter, andes)
    case = url("case-detail", letter.enrolment_id, letter.unit_id)
    pages = (case, url("submission-detail", letter.pk))
    small = [count(elena, page, django_assert_max_num_queries) for page in pages]
    for _n in range(5):
        other = open_letter(enrolment_id=letter.enrolment_id, unit_id=letter.unit_id)
        save_letter(letter_id=other, blocks=LETTER, revision=0)
        submit_letter(letter_id=other)
        withdraw_letter(letter_id=other)
    grow(letter)
    assert [count(elena, page, django_assert_max_num_queries) for page in pages] == small


def test_the_case_says_its_rules_and_a_letter_taken_back_does_not_count(
    elena: Client, enrolment: Enrolment, case: CaseStudy, handed_in: Submission
) -> None:
    withdraw_letter(letter_id=handed_in.pk)
    html = elena.get(url("case-detail", enrolment.pk, case.pk)).content.decode()
    assert "Puede entregar 2 cartas en total; la que usted retiró no cuenta." in html
    assert "Cuenta la primera carta que aprueba" in html
    with translation.override("es"):
        assert all(escape(sentence) in html for sentence in rule_sentences(rules_of(handed_in.unit_version.config)))
    assert "Escribir otra carta" in html


def test_a_due_day_shows_and_handing_in_late_is_said_before_it_is_done(
    elena: Client, enrolment: Enrolment, draft: Submission, andes: House
) -> None:
    save_letter(letter_id=draft.pk, blocks=LETTER, revision=0)
    row = CaseWindow.objects.create(
        cohort_course_id=enrolment.cohort_course_id or 0, unit_id=draft.unit_id, due_at=timezone.now() + timedelta(days=5),
        by=andes.facilitator,
    )  # fmt: skip
    for name, args in (("submission-form", [draft.pk]), ("case-detail", [draft.enrolment_id, draft.unit_id])):
        assert "quedan 5 días" in elena.get(url(name, *args)).content.decode()
    assert "está a tiempo" in elena.get(url("submission-review", draft.pk)).content.decode()
    CaseWindow.objects.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(days=3))
    assert "Si la entrega ahora, llega tarde" in elena.get(url("submission-review", draft.pk)).content.decode()


def test_a_letter_is_rich_text_and_old_plain_text_reads_as_before(elena: Client, draft: Submission) -> None:
    rich = LETTER | {"issues": "El **nombre** es débil:\n\n- uno\n- *dos*", "advice": "Una línea.\nOtra línea.\n\n# Fin"}
    save_letter(letter_id=draft.pk, blocks=rich, revision=0)
    html = elena.get(url("submission-review", draft.pk)).content.decode()
    assert "<strong>nombre</strong>" in html
    assert "<li><em>dos</em></li>" in html
    assert "<p>Una línea.<br>\nOtra línea.</p>" in html
    assert "<p># Fin</p>" in html


def test_the_aid_counts_gauges_and_never_stops_a_save(elena: Client, draft: Submission) -> None:
    cache.clear()
    hard = "La interposición extemporánea de la impugnación administrativa correspondiente " * 5 + "no procede."

    def autosave(value: Any, block: str = "issues") -> Any:
        draft.refresh_from_db()
        body = {"block": block, "value": value, "revision": draft.revision}
        reply = elena.post(url("submission-block", draft.pk), json.dumps(body), content_type="application/json")
        assert reply.status_code == 200
        return reply.json()

    said = autosave(hard)
    assert "difícil de leer" in said["aid"]
    assert "Una oración de" in said["aid"]
    plain = autosave("El nombre del valle es de todos. Por eso no basta con pedirlo. Primero hay que buscar. " * 3)
    assert "fácil de leer" in plain["aid"]
    assert "<b>" not in autosave("a <b>x</b> " * 40)["aid"]
    assert (
        autosave([{"what": "Buscar la marca", "who": "Ana", "when": "lunes", "cost": ""}], "steps")["total"] == "165 palabras"
    )


def test_the_range_that_the_task_names_stands_beside_the_count(elena: Client, draft: Submission) -> None:
    config = draft.unit_version.config
    assert total_in_words({"issues": "uno dos"}, config) == "2 palabras"
    config["case"]["task"] = {"es": "Escriba una carta de entre 350 y 600 palabras.", "en": "Write 350 to 600 words."}
    with translation.override("es"):
        assert total_in_words({"issues": "uno dos"}, config) == "2 palabras; se piden de 350 a 600"


def test_a_case_that_was_passed_in_the_enrolment_before_takes_no_letter(
    elena: Client, andes: House, course: Course, ruled: Callable[..., Submission]
) -> None:
    letter = ruled(release="at_once")
    score(letter, andes.assessor, SOLID)
    courses.close_enrolment(enrolment_id=letter.enrolment_id, because="Cambia de grupo.", by=andes.coordinator.pk)
    heir = building.enrol(andes.advisor, andes.institution, course)
    assert heir.continues_id == letter.enrolment_id
    with pytest.raises(CasePassed):
        open_letter(enrolment_id=heir.pk, unit_id=letter.unit_id)
    page = elena.get(url("case-detail", heir.pk, letter.unit_id)).content.decode()
    assert url("submission-start", heir.pk, letter.unit_id) not in page
    assert "Usted aprobó este caso" in page
    assert not Submission.objects.filter(enrolment=heir).exists()


def test_a_part_with_half_a_sign_is_saved_without_it_and_the_page_opens(elena: Client, draft: Submission) -> None:
    sent = r'{"block": "issues", "value": "Hola \ud800\u0000 valle", "revision": 0}'
    assert elena.post(url("submission-block", draft.pk), sent, content_type="application/json").status_code == 200
    assert elena.get(url("submission-form", draft.pk)).status_code == 200
    draft.refresh_from_db()
    assert draft.letter["issues"] == "Hola  valle"
