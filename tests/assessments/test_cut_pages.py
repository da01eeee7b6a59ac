"""The pages of panels: a judge alone and in the group, who leads it, who decides, who reads the decision."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from assessments.api import todo
from assessments.models import CutJudge, CutRating, CutRecord, CutStudy, ReferenceScript, Rubric
from assessments.selectors.cut_entries import facilities_of
from assessments.services import cut_decisions, cuts
from courses import api as courses
from courses.models import Course
from lms.institutions.api import scope
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from tests.assessments import examining, exams, panels
from tests.assessments.cutting import decided
from tests.assessments.test_cut_panels import proposed, steady

pytestmark = pytest.mark.django_db
People = dict[str, Person]


def to(name: str, *args: Any) -> str:
    return reverse(f"lms:assessments:cut-{name}", args=args)


@pytest.fixture
def course(tmp_path: Path, programme: People) -> Course:
    unit = exams.EXAM.replace("blueprint: advisor, ", "").replace("draw: 8", "draw: 2")
    return exams.drafted(tmp_path, programme, unit, questions=exams.bank(1, pilots=1))


@pytest.fixture
def study(course: Course, programme: People) -> CutStudy:
    return panels.study_of(exams.exam_of(course).pk, programme)


@pytest.fixture
def judge(study: CutStudy) -> CutJudge:
    return CutJudge.objects.filter(study=study).earliest("pk")


@pytest.fixture
def browser(as_person: Any, judge: CutJudge) -> Client:
    return as_person(judge.person)  # type: ignore[no-any-return]


def test_a_judge_promises_rates_one_after_another_and_is_done(study: CutStudy, judge: CutJudge, browser: Client) -> None:
    CutJudge.objects.filter(pk=judge.pk).update(declared_at=None)
    home = to("panel", study.pk)
    assert "Me comprometo" in browser.get(home).content.decode()
    assert browser.get(to("rate", study.pk, 1)).headers["Location"] == home  # nothing is shown before
    browser.post(to("declare", study.pk), {})
    assert "Me comprometo" in browser.get(home).content.decode()
    browser.post(to("declare", study.pk), {"promise": "on"})
    count = len(study.entries)
    for place in range(1, count + 1):
        page = browser.get(to("rate", study.pk, place)).content.decode()
        assert f"Pregunta {place} de {count}" in page
        assert "choice-right" in page  # the key is shown
        answer = browser.post(to("rate", study.pk, place), {"value": "0.65"})
        assert answer.headers["Location"] == (to("rate", study.pk, place + 1) if place < count else home)
    assert CutRating.objects.filter(judge=judge, round=1, value=Decimal("0.65")).count() == count
    assert "Terminé esta ronda" in browser.get(home).content.decode()
    browser.post(to("finish", study.pk), {"act": "done"})
    assert "Pensarlo de nuevo" in browser.get(home).content.decode()
    assert browser.post(to("rate", study.pk, 1), {"value": "0.70"}).status_code == 409
    browser.post(to("finish", study.pk), {"act": "again"})
    assert browser.post(to("rate", study.pk, 1), {"value": "0.70"}).status_code == 302
    assert browser.post(to("rate", study.pk, 1), {"value": "siete"}).status_code == 422
    assert browser.get(to("rate", study.pk, count + 1)).status_code == 404


def test_judges_are_unknown_to_one_another_and_see_the_group_in_the_second_round_only(
    study: CutStudy, judge: CutJudge, browser: Client, programme: People
) -> None:
    others = [one.person.full_name for one in CutJudge.objects.filter(study=study).exclude(pk=judge.pk)]
    panels.rate_all(study, lambda nth, _place, _key: Decimal("0.40") if nth else Decimal("0.80"))
    first = browser.get(to("rate", study.pk, 1)).content.decode()
    assert "El grupo de" not in first
    cuts.start_second_round(study_id=study.pk, by=programme["author"].pk)
    second = browser.get(to("rate", study.pk, 1)).content.decode()
    assert "El grupo de 8: 45 % en promedio, de 40 a 80 %." in second.replace("\u00a0", " ")
    assert "80 %" in second.replace("\u00a0", " ")  # one's own
    assert "muy pocas personas" in second
    pages = [first, second, browser.get(to("panel", study.pk)).content.decode()]
    assert not any(name in page for page in pages for name in others)
    assert "Dejar las 4 que faltan" in pages[2]


def test_a_facility_is_shown_where_enough_people_met_the_question(study: CutStudy, browser: Client, programme: People) -> None:
    panels.rate_all(study, steady)
    cuts.start_second_round(study_id=study.pk, by=programme["author"].pk)
    study.refresh_from_db()
    assert facilities_of(study) == {}
    key = study.entries[0]["key"]
    CutStudy.objects.filter(pk=study.pk).update(facilities={key: "71.4"})
    assert "el 71.4 % la respondió bien" in browser.get(to("rate", study.pk, 1)).content.decode()


def test_hofstees_questions_in_the_second_round(study: CutStudy, judge: CutJudge, browser: Client, programme: People) -> None:
    assert browser.get(to("bounds", study.pk)).headers["Location"] == to("panel", study.pk)
    panels.rate_all(study, steady)
    cuts.start_second_round(study_id=study.pk, by=programme["author"].pk)
    said = {"least_cut": "60", "most_cut": "50", "least_fail": "5", "most_fail": "30"}
    wrong = browser.post(to("bounds", study.pk), said)
    assert wrong.status_code == 422
    assert "no puede ser menor que el mínimo" in wrong.content.decode()
    assert browser.post(to("bounds", study.pk), said | {"most_cut": "70,5"}).status_code == 302
    assert judge.lms_bounds.get().most_cut == Decimal("70.5")


def test_the_chair_asks_judges_and_moves_the_study_on(
    course: Course, programme: People, as_person: Any, django_assert_max_num_queries: Any
) -> None:
    author: Client = as_person(programme["author"])
    quiz = exams.exam_of(course)
    listed = author.get(to("list")).content.decode()
    assert "Examen" in listed
    assert "no se puede publicar" in listed
    assert author.post(to("new", quiz.pk), {}).status_code == 422
    said = {
        "country": "", "described_es": "Apenas puede.", "described_en": "Only just can.", "trades": ["advisor", "office"],
        "least_trade": 4, "least_country": 2,
    }  # fmt: skip
    detail = author.post(to("new", quiz.pk), said).headers["Location"]
    study = CutStudy.objects.get()
    assert "Perú: 0 de 2 jueces" in author.get(detail).content.decode()
    unknown = author.post(detail, {"email": "nadie@panel.test", "country": "PE", "trade": "office"})
    assert unknown.status_code == 422
    assert "Nadie que pueda entrar aquí" in unknown.content.decode()
    for country in panels.FOUR:
        for trade in ("advisor", "office"):
            person = panels.judge(country, trade)
            assert author.post(detail, {"email": person.email, "country": country, "trade": trade}).status_code == 302
    for one in study.lms_judges.all():
        cuts.declare(judge_id=one.pk, study_id=study.pk)
    assert author.post(to("advance", study.pk)).status_code == 409
    panels.rate_all(study, steady)
    assert "Todos los jueces terminaron" in author.get(detail).content.decode()
    author.post(to("advance", study.pk))
    panels.rate_all(study, steady)
    author.post(to("advance", study.pk))
    with django_assert_max_num_queries(15):
        page = author.get(detail).content.decode()
    assert "Proponer la decisión" in page
    assert "2,4 / 4" in page
    assert "Entre las rondas cada valor se movió 0" in page
    run_due_jobs()
    subjects = [one.subject for one in mail.outbox]
    assert subjects.count("Le pedimos que sea juez: Examen") == 8
    assert subjects.count("Empezó la segunda ronda: Examen") == 8


def test_from_the_proposal_to_the_printed_decision_by_two_people(
    study: CutStudy, course: Course, programme: People, as_person: Any, judge: CutJudge, django_assert_max_num_queries: Any
) -> None:
    panels.closed(study, programme, lambda nth, place, key: steady(nth, place, key) + Decimal(nth % 2) / 10)
    author, decider = as_person(programme["author"]), as_person(programme["decider"])
    form = author.get(to("propose", study.pk)).content.decode()
    assert "Como lo fijó el panel:" in form
    bad = author.post(to("propose", study.pk), {"steps": "0", "reason": "", "effective_from": "2026-12-01"})
    assert bad.status_code == 422
    said = {
        "steps": "-0.5",
        "reason": "Media unidad menos: examen nuevo.",
        "effective_from": "2026-12-01",
        "valid_until": "2029-12-01",
    }
    assert author.post(to("propose", study.pk), said).status_code == 302
    assert [one.url for one in todo(scope(programme["decider"].pk))] == [to("proposal", study.pk)]
    assert to("proposal", study.pk) not in [one.url for one in todo(scope(programme["author"].pk))]
    run_due_jobs()
    assert [one.to for one in mail.outbox if one.subject == "Un puntaje de corte espera su decisión: Examen"] == [
        [programme["decider"].email]
    ]
    own = author.get(to("proposal", study.pk)).content.decode()
    assert "Aprueba otra persona" in own
    assert author.post(to("approve", study.pk)).status_code == 409
    page = decider.get(to("proposal", study.pk)).content.decode()
    assert "Media unidad menos" in page
    assert "situación x-" not in page  # no word of a question
    record_url = decider.post(to("approve", study.pk)).headers["Location"]
    record = CutRecord.objects.get()
    assert record.steps == Decimal("-0.5")
    focal = as_person(programme["focal"])
    with django_assert_max_num_queries(15):
        text = focal.get(record_url).content.decode()
    assert "Angoff (1971), dos rondas" in text
    assert record.digest in text
    assert judge.person.full_name not in text
    assert "situación x-" not in text
    assert decider.get(to("proposal", study.pk)).status_code == 404
    assert decider.post(to("withdraw", record.pk), {"reason": "Se filtró."}).status_code == 302
    assert "Se filtró." in author.get(record_url).content.decode()


def test_a_proposal_is_returned_on_the_page(study: CutStudy, programme: People, as_person: Any) -> None:
    panels.closed(study, programme, steady)
    proposed(study, programme)
    as_person(programme["decider"]).post(to("return", study.pk), {"reason": "Diga por qué."})
    assert "Diga por qué." in as_person(programme["author"]).get(to("propose", study.pk)).content.decode()


def test_a_judge_who_is_left_out_or_whose_study_was_given_up_finds_nothing(
    study: CutStudy, judge: CutJudge, browser: Client, programme: People, as_person: Any
) -> None:
    assert [one.url for one in todo(scope(judge.person_id))] == [to("panel", study.pk)]
    as_person(programme["reviewer"]).post(to("judge-out", judge.pk), {"reason": "Prepara para el examen."})
    assert browser.get(to("panel", study.pk)).status_code == 404
    assert todo(scope(judge.person_id)) == []
    other = CutJudge.objects.filter(study=study, left_out_at=None).earliest("pk")
    as_person(programme["reviewer"]).post(to("drop", study.pk), {"reason": "Se acabó el plazo."})
    assert as_person(other.person).get(to("panel", study.pk)).status_code == 404


def test_pages_cost_the_same_whatever_their_size(
    study: CutStudy, browser: Client, programme: People, as_person: Any, django_assert_max_num_queries: Any
) -> None:
    author = as_person(programme["author"])
    panels.rate_all(study, steady)
    for client, path in (
        (author, to("list")), (author, to("detail", study.pk)), (browser, to("panel", study.pk)),
        (browser, to("rate", study.pk, 1)),
    ):  # fmt: skip
        client.get(path)
        with django_assert_max_num_queries(15):
            assert client.get(path).status_code == 200


def test_a_judge_of_a_case_reads_letters_and_calls_them(tmp_path: Path, programme: People, as_person: Any) -> None:
    course = examining.drafted(tmp_path, programme)
    rubric = Rubric.objects.get(version__item__key="herbs")
    for key, percent in (("low", 30), ("edge-1", 58), ("edge-2", 64), ("high", 90)):
        ReferenceScript.objects.create(
            key=key, case_key="herbs", rubric=rubric, structure_hash="s" * 64, use="qualify", country="PE", language="es",
            percent=percent, letter={"issues": f"Carta {key}."}, config={"titles": {"es": "Hierbas", "en": "Herbs"}},
        )  # fmt: skip
    study = panels.study_of(examining.exam_of(course).pk, programme)
    judge = CutJudge.objects.filter(study=study).earliest("pk")
    client = as_person(judge.person)
    page = client.get(to("rate", study.pk, 1)).content.decode()
    assert "Carta edge-1." in page
    assert "58" not in page  # what it was scored is not told in the first round
    client.post(to("rate", study.pk, 1), {"value": "0.5"})
    calls = {"low": Decimal(0), "edge-1": Decimal("0.5"), "edge-2": Decimal("0.5"), "high": Decimal(1)}
    panels.rate_all(study, lambda _n, _p, key: calls[key])
    cuts.start_second_round(study_id=study.pk, by=programme["author"].pk)
    page = client.get(to("rate", study.pk, 1)).content.decode()
    assert "en el límite 8" in page
    assert "58.00 %" in page
    assert "a veces" not in page
    author = as_person(programme["author"])
    assert "edge-1" in author.get(to("detail", study.pk)).content.decode()


def test_courses_hear_whether_cut_scores_are_in_force(course: Course, programme: People) -> None:
    def said() -> Any:
        with translation.override("en"):
            found = courses.assurances([course.pk], "PE", lambda code: code)
        return next(one for one in found if one.code == courses.CUT_SCORE)

    assert (said().met, said().url) == (False, f"{to('list')}?unit={exams.exam_of(course).pk}")
    record = decided(exams.exam_of(course), programme)
    assert said().met
    assert said().facts["units"][0]["percent"] == str(record.percent)
    cut_decisions.withdraw_cut(record_id=record.pk, reason="Se filtró.", by=programme["decider"].pk)
    assert not said().met
    assert "No cut score was decided" in said().sentence
    with translation.override("en"):
        none = next(one for one in courses.assurances([], "PE", lambda code: code) if one.code == courses.CUT_SCORE)
    assert (none.met, "certifies" in none.sentence) == (False, True)


@pytest.fixture(autouse=True)
def _spanish() -> Iterator[None]:
    with translation.override("es"):
        yield
