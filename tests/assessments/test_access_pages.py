"""The pages of those who teach: a group's quiz, its days, what single people may, an attempt's history."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from assessments.models import Attempt, Quiz, QuizAllowance, QuizWindow
from assessments.services.access import give_allowance
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.windows import Allowed
from courses.models import Course, Enrolment
from lms.institutions.models import Membership, Person
from tests.assessments.test_attempts import answer, answer_all
from tests.assessments.toolkit import COURSE, write_toolkit
from tests.conftest import House, make_person
from tests.courses import building

As = Callable[[Person], Client]
NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)  # ten o'clock in Lima


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    """Everything happens in the hour before NOW, so that days of a quiz can be written down."""
    with time_machine.travel(NOW - timedelta(hours=1)):
        yield


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    """The tiny toolkit, its quiz with one attempt of thirty minutes."""
    rules = "attempts_allowed: 1, minutes_allowed: 30, pass_percent: 70"
    return write_toolkit(tmp_path / "toolkit", course=COURSE.replace("pass_percent: 70", rules))


@pytest.fixture
def teacher(as_person: As, andes: House) -> Client:
    return as_person(andes.facilitator)


def group_url(house: House, quiz: Quiz, more: str = "") -> str:
    return f"/cohorts/{house.cohort.pk}/quiz/{quiz.pk}/{more}"


def seat_url(enrolment: Enrolment, quiz: Quiz) -> str:
    return f"/enrolments/{enrolment.pk}/quizzes/{quiz.pk}/access/"


def failed(enrolment: Enrolment, quiz: Quiz) -> Attempt:
    submit_attempt(attempt_id=start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk))
    return Attempt.objects.get(enrolment=enrolment)


def html(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_the_page_says_the_rules_the_days_and_where_each_person_stands(
    teacher: Client, enrolment: Enrolment, quiz: Quiz, andes: House
) -> None:
    page = html(teacher, group_url(andes, quiz))
    for said in ("Elena De Andes", "Sin empezar", "30 minutos desde que empieza", "1 intento", "America/Lima", "0 de 1"):
        assert said in page, said
    failed(enrolment, quiz)
    page = html(teacher, group_url(andes, quiz))
    assert "Sin intentos" in page
    assert page.count("<h1") == 1


def test_an_open_attempt_shows_since_when_and_until_when(
    teacher: Client, enrolment: Enrolment, quiz: Quiz, andes: House
) -> None:
    with time_machine.travel(NOW, tick=False):
        start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk)
        page = html(teacher, group_url(andes, quiz))
    assert "abierto desde" in page
    assert "10:00" in page
    assert "10:30" in page


def test_the_days_of_the_group_are_read_in_its_time_zone(
    teacher: Client, enrolment: Enrolment, quiz: Quiz, andes: House
) -> None:
    with time_machine.travel(NOW, tick=False):
        sent = {"opens_at": "2026-11-27T08:00", "closes_at": "2026-11-30T18:00", "was_opens": "", "was_closes": ""}
        answer = teacher.post(group_url(andes, quiz, "window/"), sent, follow=True)
        row = QuizWindow.objects.get()
        assert (row.opens_at, row.closes_at) == (
            datetime(2026, 11, 27, 13, 0, tzinfo=UTC), datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
        )  # fmt: skip
        page = answer.content.decode()
        assert "27 de noviembre de 2026 a las 08:00" in page
        assert "Cerrado ahora" in page
        assert 'value="2026-11-27T08:00"' in page
        seen = {
            "was_opens": f"{row.opens_at:%Y-%m-%dT%H:%M:%S+00:00}",
            "was_closes": f"{row.closes_at:%Y-%m-%dT%H:%M:%S+00:00}",
        }
        empty = {"opens_at": "", "closes_at": ""} | seen
        teacher.post(group_url(andes, quiz, "window/"), empty)
        row.refresh_from_db()
        assert (row.opens_at, row.closes_at) == (None, None)


def test_a_window_shorter_than_the_quiz_is_asked_about_once(
    teacher: Client, enrolment: Enrolment, quiz: Quiz, andes: House
) -> None:
    with time_machine.travel(NOW, tick=False):
        sent = {"opens_at": "2026-11-27T08:00", "closes_at": "2026-11-27T08:20"}
        page = teacher.post(group_url(andes, quiz, "window/"), sent).content.decode()
        assert "menos tiempo del que puede durar un intento (30 minutos)" in page
        assert not QuizWindow.objects.exists()
        assert teacher.post(group_url(andes, quiz, "window/"), sent | {"sure": "yes"}).status_code == 302
        assert QuizWindow.objects.count() == 1
        assert "menos tiempo del que puede durar un intento" in html(teacher, group_url(andes, quiz))


def test_days_that_cut_an_open_attempt_say_so_first(teacher: Client, enrolment: Enrolment, quiz: Quiz, andes: House) -> None:
    with time_machine.travel(NOW, tick=False):
        start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk)
        page = teacher.post(
            group_url(andes, quiz, "window/"), {"opens_at": "", "closes_at": "2026-11-26T10:10"}
        ).content.decode()
        assert "1 intento abierto terminaría antes." in page
        assert "al menos 5 minutos" in page


def test_days_upside_down_are_refused_where_they_were_written(
    teacher: Client, enrolment: Enrolment, quiz: Quiz, andes: House
) -> None:
    sent = {"opens_at": "2026-11-28T08:00", "closes_at": "2026-11-27T08:00"}
    answer = teacher.post(group_url(andes, quiz, "window/"), sent)
    assert answer.status_code == 422
    assert 'value="2026-11-28T08:00"' in answer.content.decode()
    assert not QuizWindow.objects.exists()


def test_giving_asks_for_a_yes_tells_what_changes_and_can_be_undone(
    teacher: Client, enrolment: Enrolment, quiz: Quiz, andes: House
) -> None:
    failed(enrolment, quiz)
    url = seat_url(enrolment, quiz)
    page = html(teacher, url)
    assert "25 % más: 8 minutos, 38 en total" in page
    sent = {"extra_attempts": "1", "share": "50", "reason": "Certificado médico", f"was-{enrolment.pk}": "0"}
    page = teacher.post(url, sent).content.decode()
    assert not QuizAllowance.objects.exists()
    assert "Intentos: 2 en total en vez de 1; le queda 1" in page or "Intentos: 2 en total en vez de 1; quedan 1" in page
    assert "Tiempo: 45 minutos en vez de 30" in page
    back = teacher.post(url, sent | {"step": "change"}).content.decode()
    assert "Certificado médico</textarea>" in back.replace("\n", "")
    page = teacher.post(url, sent | {"step": "give"}, follow=True).content.decode()
    row = QuizAllowance.objects.get()
    assert (row.extra_attempts, row.extra_minutes, row.reason, row.by) == (1, 15, "Certificado médico", andes.facilitator)
    assert "Deshacer" in page
    assert "Certificado médico" in html(teacher, group_url(andes, quiz))
    page = teacher.post(f"/allowances/{row.pk}/withdraw/", follow=True).content.decode()
    row.refresh_from_db()
    assert row.withdrawn_by == andes.facilitator
    assert "Deshacer" not in page
    assert "Certificado médico" in page  # the history keeps it


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"extra_attempts": "1"}, "Este campo es obligatorio"), ({"reason": "Por algo"}, "Aún no se da nada"),
        ({"share": "other", "reason": "Por algo"}, "Escriba cuántos minutos"),
        ({"extra_attempts": "99", "reason": "Por algo"}, "20"),
        ({"opens_at": "mañana", "reason": "Por algo"}, "fecha"),
    ],
)  # fmt: skip
def test_what_cannot_be_given_is_said_beside_its_field(
    teacher: Client, enrolment: Enrolment, quiz: Quiz, sent: dict[str, str], said: str
) -> None:
    answer = teacher.post(seat_url(enrolment, quiz), sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not QuizAllowance.objects.exists()


def test_the_same_for_several_people_and_back(
    teacher: Client, enrolment: Enrolment, quiz: Quiz, andes: House, course: Course
) -> None:
    other = building.enrol(andes.advisor2, andes.institution, course, cohort_course=enrolment.cohort_course)
    url = group_url(andes, quiz, "allow/")
    assert teacher.get(url).status_code == 302  # nobody was ticked
    page = html(teacher, f"{url}?one={enrolment.pk}&one={other.pk}")
    assert "para 2 personas" in page
    assert 'name="reason"' in page
    sent = {
        "one": [enrolment.pk, other.pk], "extra_attempts": "1", "reason": "Se fue la luz", f"was-{enrolment.pk}": "0",
        f"was-{other.pk}": "0",
    }  # fmt: skip
    page = teacher.post(url, sent).content.decode()
    assert "Elena De Andes" in page
    assert "Julio De Andes" in page
    page = teacher.post(url, sent | {"step": "give"}, follow=True).content.decode()
    given = list(QuizAllowance.objects.values_list("pk", flat=True))
    assert len(given) == 2
    assert "2 personas" in page
    teacher.post(group_url(andes, quiz, "undo/"), {"one": given})
    assert not QuizAllowance.objects.filter(withdrawn_at=None).exists()


def test_nobody_outside_the_group_can_be_slipped_into_it(
    teacher: Client, enrolment: Enrolment, chilean: Enrolment, quiz: Quiz, andes: House, sur: House
) -> None:
    theirs = give_allowance(
        enrolment_id=chilean.pk, unit_id=quiz.pk, allowed=Allowed(extra_attempts=1), reason="Suyo", by=sur.facilitator.pk
    )
    sent = {"one": [chilean.pk, enrolment.pk], "extra_attempts": "1", "reason": "Mío", "step": "give"}
    teacher.post(group_url(andes, quiz, "allow/"), sent)
    assert list(QuizAllowance.objects.filter(reason="Mío").values_list("enrolment", flat=True)) == [enrolment.pk]
    teacher.post(group_url(andes, quiz, "undo/"), {"one": [theirs]})
    assert QuizAllowance.objects.get(pk=theirs).withdrawn_at is None


def test_the_list_is_sorted_and_filtered(
    teacher: Client, enrolment: Enrolment, quiz: Quiz, andes: House, course: Course
) -> None:
    other = building.enrol(andes.advisor2, andes.institution, course, cohort_course=enrolment.cohort_course)
    attempt = Attempt.objects.get(pk=start_attempt(enrolment_id=other.pk, unit_id=quiz.pk))
    answer_all(attempt)
    submit_attempt(attempt_id=attempt.pk)

    def order(query: str) -> list[str]:
        page = html(teacher, group_url(andes, quiz, query)).split("<tbody>", 1)[-1]
        names = {name: page.find(f">{name} De Andes<") for name in ("Elena", "Julio")}
        return [name for name in sorted(names, key=lambda one: names[one]) if names[name] >= 0]

    assert order("") == ["Elena", "Julio"]
    assert order("?sort=-name") == ["Julio", "Elena"]
    assert order("?sort=result") == order("?sort=-result") == ["Julio", "Elena"]  # who has none comes last
    assert order("?sort=state") == ["Elena", "Julio"]
    assert order("?state=passed") == ["Julio"]
    assert order("?q=elen") == ["Elena"]
    assert order("?state=nonsense&sort=;&page=x") == ["Elena", "Julio"]
    assert 'aria-sort="descending"' in html(teacher, group_url(andes, quiz, "?sort=-name"))


def test_the_file_has_no_formula_no_reason_and_the_filter_of_the_page(
    teacher: Client, enrolment: Enrolment, quiz: Quiz, andes: House
) -> None:
    Person.objects.filter(pk=andes.advisor.pk).update(given_name="=cmd()", family_name="")
    give_allowance(
        enrolment_id=enrolment.pk, unit_id=quiz.pk, allowed=Allowed(extra_attempts=1), reason="Muy privado",
        by=andes.facilitator.pk,
    )  # fmt: skip
    answer = teacher.get(group_url(andes, quiz, "people.csv"))
    assert answer["Content-Type"].startswith("text/csv")
    text = answer.content.decode("utf-8-sig")
    heads, row = csv.reader(io.StringIO(text))
    assert (heads[0], row[0]) == ("Nombre", "'=cmd()")
    assert dict(zip(heads, row, strict=True))["Intentos adicionales"] == "1"
    assert "Muy privado" not in text
    empty = teacher.get(group_url(andes, quiz, "people.csv?state=passed")).content.decode("utf-8-sig")
    assert len(empty.splitlines()) == 1


def test_it_asks_few_queries_whatever_the_size_of_the_group(
    teacher: Client, enrolment: Enrolment, quiz: Quiz, andes: House, course: Course, django_assert_max_num_queries: Any
) -> None:
    def count() -> int:
        with django_assert_max_num_queries(15) as seen:
            assert teacher.get(group_url(andes, quiz)).status_code == 200
        return len(seen)

    failed(enrolment, quiz)
    count()
    before = count()
    for n in range(6):
        person = make_person(f"more{n}@andes.test", f"Otra{n}", "Persona", "PE")
        one = building.enrol(person, andes.institution, course, cohort_course=enrolment.cohort_course)
        failed(one, quiz)
        give_allowance(
            enrolment_id=one.pk, unit_id=quiz.pk, allowed=Allowed(extra_attempts=1), reason="Uno", by=andes.facilitator.pk
        )
    assert count() == before


@pytest.mark.parametrize("path", ["", "window/", "people.csv", "allow/"])
def test_other_institutions_and_learners_find_nothing(
    enrolment: Enrolment, quiz: Quiz, andes: House, sur: House, as_person: As, path: str
) -> None:
    for other in (sur.facilitator, sur.coordinator, andes.advisor, andes.assessor):
        assert as_person(other).get(group_url(andes, quiz, path)).status_code == 404
    assert as_person(andes.coordinator).get(group_url(andes, quiz, path)).status_code in (200, 302)


def test_one_learners_page_is_closed_to_other_institutions(
    enrolment: Enrolment, quiz: Quiz, andes: House, sur: House, as_person: As
) -> None:
    attempt = failed(enrolment, quiz)
    given = give_allowance(
        enrolment_id=enrolment.pk, unit_id=quiz.pk, allowed=Allowed(extra_attempts=1), reason="Uno", by=andes.facilitator.pk
    )
    for other in (sur.facilitator, sur.coordinator, andes.advisor, andes.advisor2):
        client = as_person(other)
        assert client.get(seat_url(enrolment, quiz)).status_code == 404
        assert client.post(seat_url(enrolment, quiz), {"extra_attempts": 1, "reason": "x", "step": "give"}).status_code == 404
        assert client.post(f"/allowances/{given}/withdraw/").status_code == 404
        assert client.get(f"/attempts/{attempt.pk}/history/").status_code == 404
    assert QuizAllowance.objects.filter(withdrawn_at=None).count() == 1


def test_who_teaches_and_learns_in_one_gives_nothing_to_themselves(
    enrolment: Enrolment, quiz: Quiz, andes: House, as_person: As
) -> None:
    Membership.objects.create(person=andes.advisor, institution=andes.institution, cohort=andes.cohort, role="facilitator")
    client, attempt = as_person(andes.advisor), failed(enrolment, quiz)
    assert "Nadie se da a sí mismo" in html(client, seat_url(enrolment, quiz))
    answer = client.post(seat_url(enrolment, quiz), {"extra_attempts": 1, "reason": "x", "step": "give"})
    assert answer.status_code == 409
    assert client.get(f"/attempts/{attempt.pk}/history/").status_code == 404
    assert not QuizAllowance.objects.exists()


def test_the_history_tells_steps_at_once_and_the_key_only_after_handing_in(
    teacher: Client, enrolment: Enrolment, quiz: Quiz, andes: House
) -> None:
    attempt = Attempt.objects.get(pk=start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk))
    answer_all(attempt)
    page = html(teacher, f"/attempts/{attempt.pk}/history/")
    assert page.count("Respuesta guardada") == 4
    assert "Elena De Andes" in page
    for secret in ("Retro-", "Ley PE", "¿Cuál es el primer paso?", "100"):
        assert secret not in page.split("<main", 1)[1], secret
    submit_attempt(attempt_id=attempt.pk)
    page = html(teacher, f"/attempts/{attempt.pk}/history/")
    for said in ("¿Cuál es el primer paso?", "Retro-ley", "100"):
        assert said in page


def test_an_attempt_that_waits_for_a_score_is_not_shown_to_who_scores_it(
    every_kind: Attempt, andes: House, as_person: As
) -> None:
    essay = next(slot for slot in every_kind.sheet["slots"] if slot["kind"] == "essay")
    text = "Una marca es un signo que distingue un producto de otros en el mercado."
    answer(every_kind, essay["slot"], {"text": text}, "essay")
    submit_attempt(attempt_id=every_kind.pk)
    every_kind.refresh_from_db()
    assert every_kind.state == "waiting"
    teacher = as_person(andes.facilitator)
    assert teacher.get(f"/attempts/{every_kind.pk}/history/").status_code == 404
    quiz = Quiz.objects.get()
    for url in (group_url(andes, quiz), seat_url(every_kind.enrolment, quiz)):
        assert f"/attempts/{every_kind.pk}/" not in html(teacher, url)
    assert as_person(andes.coordinator).get(f"/attempts/{every_kind.pk}/history/").status_code == 200


def test_when_the_time_moved_the_history_says_until_when(
    teacher: Client, enrolment: Enrolment, quiz: Quiz, andes: House
) -> None:
    with time_machine.travel(NOW, tick=False):
        attempt = start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk)
        sent = {"share": "100", "reason": "Conexión", "step": "give", f"was-{enrolment.pk}": "0"}
        teacher.post(seat_url(enrolment, quiz), sent)
        assert Attempt.objects.get(pk=attempt).due_at == NOW + timedelta(minutes=60)
        assert "11:00" in html(teacher, f"/attempts/{attempt}/history/")


def test_the_facilitators_first_page_lists_who_has_no_attempts_left(
    teacher: Client, enrolment: Enrolment, chilean: Enrolment, quiz: Quiz, andes: House, as_person: As
) -> None:
    assert "sin intentos" not in html(teacher, "/")
    failed(enrolment, quiz)
    failed(chilean, quiz)
    page = html(teacher, "/")
    assert "Elena De Andes se quedó sin intentos" in page
    assert "De Sur" not in page
    assert seat_url(enrolment, quiz) in page
    assert seat_url(enrolment, quiz) not in html(as_person(andes.advisor), "/")
    give_allowance(
        enrolment_id=enrolment.pk, unit_id=quiz.pk, allowed=Allowed(extra_attempts=1), reason="Uno", by=andes.facilitator.pk
    )
    assert "sin intentos" not in html(teacher, "/")


def test_the_groups_page_leads_to_each_quiz_for_who_teaches_it(
    teacher: Client, enrolment: Enrolment, quiz: Quiz, andes: House, programme: dict[str, Person], as_person: As
) -> None:
    url = f"/cohorts/{andes.cohort.pk}/"
    assert f'href="{group_url(andes, quiz)}"' in html(teacher, url)
    assert f'href="{group_url(andes, quiz)}"' not in html(as_person(programme["administrator"]), url)
    assert f'href="{group_url(andes, quiz)}analysis/"' in html(teacher, group_url(andes, quiz))
