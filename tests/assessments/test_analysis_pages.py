"""The page of an item analysis: who sees whose figures, what it says with few people and with many, in both languages."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import translation

from assessments.analysis.building import build
from assessments.analysis.plots import dot_plot, histogram
from assessments.analysis.records import Line, Option, Place, Sitting, answer
from assessments.models import ItemAnalysis, Quiz
from assessments.selectors.analysis_page import number, say, shown
from assessments.services.analysing import compute_analysis
from courses.models import Enrolment
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from tests.assessments.test_analysis import hand_in
from tests.conftest import House

As = Callable[[Person], Client]


def sittings(n: int) -> tuple[list[Sitting], dict[str, Line], list[Place]]:
    """`n` people in two countries, two thirds of them able. q1 and q5 to q8 follow ability, q2 goes against it, q3 is the
    country's law, q4 is missed in Chile.
    """
    lines: dict[str, Line] = {}
    for key in ("q1", "q2", "q4", "q5", "q6", "q7", "q8"):
        options = [
            Option("a", {"es": f"Bien {key}", "en": f"Right {key}"}, 1.0), Option("b", {"es": "Mal", "en": "Wrong"}, 0.0),
            Option("c", {"es": "Nadie la elige", "en": "Nobody chooses it"}, 0.0),
        ]  # fmt: skip
        lines[f"{key}|1"] = Line(
            f"{key}|1", key, "single", 1, stem={"es": "¿Qué?", "en": "What?"}, options=options, versions={1}
        )
    for country in ("CL", "PE"):
        options = [
            Option("law", {"es": f"Ley {country}", "en": f"Law {country}"}, 1.0),
            Option("law:CO", {"es": "Ley CO", "en": "Law CO"}, 0.0, "CO"),
        ]  # fmt: skip
        lines[f"q3|1|{country}|k"] = Line(f"q3|1|{country}|k", "q3", "fact_bound", 1, country, options=options, versions={1})
    made = []
    for i in range(n):
        country, able = ("CL", "PE")[i % 2], (i // 2) % 3 != 0
        right = {"q1": able, "q2": not able, "q3": i % 5 != 0, "q4": able if country == "PE" else i % 7 == 0}
        right |= {f"q{k}": able if (i // 2) % k else not able for k in (5, 6, 7, 8)}
        answers = {}
        for key, ok in right.items():
            line = f"q3|1|{country}|k" if key == "q3" else f"{key}|1"
            wrong, good = ("law:CO", "law") if key == "q3" else ("b", "a")
            answers[key] = answer(line, Decimal(int(ok)), Decimal(1), (good if ok else wrong,))
        made.append(Sitting(country, "es", date(2026, 11, 1 + i % 20), answers))
    return made, lines, [Place((f"q{k}",), Decimal(1)) for k in range(1, 9)]


def test_what_stands_out_is_said_and_the_key_comes_first() -> None:
    body = build(*sittings(500))
    codes = {(one["question"], f["code"]) for one in body["questions"] for f in one["findings"]}
    assert {("q2", "key_suspect"), ("q1", "nobody_chose"), ("q3", "foreign_law"), ("q4", "easier_for")} <= codes
    assert {question for question, code in codes if code in ("harder_for", "easier_for")} == {"q4"}
    with translation.override("es"):
        page = shown(body)
    said = [one["sentence"] for one in page["findings"]]
    assert "nadie, de 500, eligió «Nadie la elige»" in page["notes"][0]["sentence"]
    assert said[0] == "Pregunta 2: quienes acertaron en lo demás fallaron aquí. Revise la clave."
    assert any("quienes estudian la ley de Perú aciertan más que quienes estudian la ley de Chile" in one for one in said)


def test_a_question_bound_to_law_is_never_compared_between_countries() -> None:
    body = build(*sittings(500))
    assert {one["question"] for one in body["questions"] if one["dif"]} == {f"q{k}" for k in (1, 2, 4, 5, 6, 7, 8)}
    assert [one["n"] for one in body["questions"] if one["question"] == "q3"] == [250, 250]


def test_with_few_people_nothing_is_called_guessing() -> None:
    found = {f["code"] for one in build(*sittings(22))["questions"] for f in one["findings"]}
    assert "like_guessing" not in found


def test_under_200_people_a_country_nothing_is_compared() -> None:
    body = build(*sittings(300))
    assert all(not one["dif"] for one in body["questions"])
    assert body["groups"]["country"] == {"CL": 150, "PE": 150}


def test_each_figure_has_its_interval_and_its_method() -> None:
    one = build(*sittings(100))["questions"][0]
    methods = {name: figure["method"] for name, figure in one["figures"].items()}
    assert methods == {
        "facility": "wilson", "sd": "jackknife", "discrimination_index": "fisher", "discriminative_efficiency": "jackknife",
    }  # fmt: skip
    assert one["effective_weight"]["method"] in ("jackknife", "")
    for figure in one["figures"].values():
        assert figure["low"] <= figure["value"] <= figure["high"]


def test_between_the_floors_only_shares_are_shown() -> None:
    body = build(*sittings(24))
    q1 = body["questions"][0]
    assert set(q1["figures"]) == {"facility"}
    assert [option["point_biserial"] for option in q1["options"]] == [None] * 3
    with translation.override("en"):
        page = shown(body)
    assert (page["questions"][0]["index"].text, page["questions"][0]["facility"].text) == ("not enough data", "67\u00a0%")
    assert page["tests"][0]["rows"][1][1].text == "not enough data"


def test_sheets_of_another_make_up_count_for_questions_and_not_for_the_test() -> None:
    made, lines, places = sittings(40)
    short = [Sitting(s.country, s.language, s.on, {key: a for key, a in s.answers.items() if key != "q4"}) for s in made[:10]]
    body = build([*made, *short], lines, places)
    assert (body["n"], body["other_sheets"], body["tests"][0]["n"]) == (50, 10, 40)
    assert body["questions"][0]["n"] == 50


def test_the_order_of_sittings_changes_no_figure_but_jackknife_blocks() -> None:
    made, lines, places = sittings(60)

    def figures(rows: list[Sitting]) -> Any:
        return [
            (one["question"], one["country"], {name: f["value"] for name, f in one["figures"].items()})
            for one in build(rows, lines, places)["questions"]
        ]

    assert figures(made) == figures(made[::-1])


def test_numbers_are_written_as_their_reader_does() -> None:
    with translation.override("es"):
        assert number(62.4, 0, percent=True) == "62\u00a0%"
        assert number(-0.004) == "0,00"
        assert number(-12.345) == "−12,35" or number(-12.345) == "−12,34"
        assert say({"value": 50.0, "low": 23.7, "high": 76.3}).sure == "24 a 76"
        assert say(None).text == "no calculable"


def test_dots_and_bars_stay_in_their_box() -> None:
    plot = dot_plot(
        [("1", {"value": 120.0, "low": -300.0, "high": 130.0}), ("2", None), ("3", {"value": 5.0, "low": None, "high": None})],
        low=-50, high=100, step=25,
    )  # fmt: skip
    assert (plot.dots[0].x, plot.dots[0].low, plot.dots[1].x, plot.dots[2].low) == (404, 64, None, None)
    assert [tick.text for tick in plot.ticks][:3] == ["−50", "−25", "0"]
    bars = histogram([0, 4, 8])
    assert [bar.height for bar in bars] == [0, 60, 120]
    assert histogram([]) == []


def test_the_page_leads_from_nothing_to_figures(
    quiz: Quiz, enrolment: Enrolment, programme: dict[str, Person], as_person: As
) -> None:
    author, url = as_person(programme["author"]), f"/quiz/{quiz.pk}/analysis/"
    assert "Nadie ha entregado todavía este cuestionario." in author.get(url).content.decode()
    assert author.post(f"{url}compute/").status_code == 409
    hand_in(enrolment, quiz)
    page = author.get(url).content.decode()
    assert "1 persona ha entregado este cuestionario." in page
    assert author.post(f"{url}compute/").status_code == 302
    run_due_jobs()
    page = author.get(url).content.decode()
    assert "Aún no hay datos suficientes para decir algo de las preguntas." in page
    assert "Calcular" not in page


def test_when_attempts_came_in_the_old_figures_stay_and_can_be_computed_again(
    quiz: Quiz, enrolment: Enrolment, chilean: Enrolment, programme: dict[str, Person], as_person: As
) -> None:
    hand_in(enrolment, quiz)
    compute_analysis(unit_id=quiz.pk)
    hand_in(chilean, quiz)
    page = as_person(programme["reviewer"]).get(f"/quiz/{quiz.pk}/analysis/").content.decode()
    assert "Calcular de nuevo" in page
    assert "con el primer intento de 1 persona" in page


def test_a_full_page_has_plots_with_their_data_and_no_name(
    quiz: Quiz, enrolment: Enrolment, programme: dict[str, Person], as_person: As
) -> None:
    ItemAnalysis.objects.create(unit=quiz, attempts_digest="x", body=build(*sittings(500)))
    page = as_person(programme["reviewer"]).get(f"/quiz/{quiz.pk}/analysis/").content.decode()
    assert page.count('class="chart"') == 3
    assert "Pregunta 3 (Perú)" in page
    assert "Pregunta 2: quienes acertaron en lo demás fallaron aquí." in page
    assert "ley de Colombia" in page
    assert "Elena" not in page
    assert not re.search(r"<svg[^>]*>[^<]*<[^>]*=\"\d+,\d", page)  # coordinates keep their point in Spanish
    assert "style=" not in page.split("<main", 1)[1]


def test_a_facilitator_sees_their_own_cohort_only(
    quiz: Quiz, enrolment: Enrolment, andes: House, sur: House, as_person: As
) -> None:
    hand_in(enrolment, quiz)
    url = f"/cohorts/{andes.cohort.pk}/quiz/{quiz.pk}/analysis/"
    mine = as_person(andes.facilitator)
    assert mine.get(url).status_code == 200
    assert mine.post(f"{url}compute/").status_code == 302
    run_due_jobs()
    assert ItemAnalysis.objects.get().cohort_id == andes.cohort.pk
    for other in (sur.facilitator, sur.coordinator, andes.advisor):
        assert as_person(other).get(url).status_code == 404
        assert as_person(other).post(f"{url}compute/").status_code == 404
    assert mine.get(f"/quiz/{quiz.pk}/analysis/").status_code == 404


def test_a_cohort_that_does_not_take_the_course_has_no_such_page(quiz: Quiz, andes: House, as_person: As) -> None:
    url = f"/cohorts/{andes.cohort.pk}/quiz/{quiz.pk}/analysis/"
    assert as_person(andes.coordinator).get(url).status_code == 404


def test_a_unit_that_is_no_quiz_has_no_analysis(quiz: Quiz, programme: dict[str, Person], as_person: As) -> None:
    other = quiz.course.lms_units.exclude(pk=quiz.pk).first()
    assert as_person(programme["author"]).get(f"/quiz/{other.pk}/analysis/").status_code == 404


def test_the_page_asks_few_queries(
    quiz: Quiz, programme: dict[str, Person], as_person: As, django_assert_max_num_queries: Any
) -> None:
    ItemAnalysis.objects.create(unit=quiz, attempts_digest="x", body=build(*sittings(60)))
    client = as_person(programme["reviewer"])
    client.get(f"/quiz/{quiz.pk}/analysis/")
    with django_assert_max_num_queries(10):
        client.get(f"/quiz/{quiz.pk}/analysis/")


def test_the_ways_to_the_page(
    quiz: Quiz, enrolment: Enrolment, andes: House, programme: dict[str, Person], as_person: As
) -> None:
    """From the draft of the course for its authors, from the group's page for who teaches and coordinates it."""
    draft = as_person(programme["author"]).get(f"/library/courses/{quiz.course_id}/", follow=True).content.decode()
    group = as_person(andes.facilitator).get(f"/cohorts/{andes.cohort.pk}/", follow=True).content.decode()
    assert f'href="/quiz/{quiz.pk}/analysis/"' in draft
    assert f'href="/cohorts/{andes.cohort.pk}/quiz/{quiz.pk}/analysis/"' in group


def test_a_question_has_its_history_from_version_to_version() -> None:
    """Versions 1 and 2 have one key and other words; version 3 has another key."""
    made, lines, places = sittings(90)
    lines["q5|2"] = Line("q5|2", "q5", "single", 2, stem={"es": "¿Otra?"}, options=lines["q5|1"].options, versions={3})
    lines["q5|1"].versions = {1, 2}
    for n, one in enumerate(made):
        version = 1 if n < 30 else 2 if n < 40 else 3
        mine = one.answers["q5"]._replace(version=version, line="q5|2" if version == 3 else "q5|1")
        one.answers = dict(one.answers) | {"q5": mine}
    with translation.override("es"):
        page = shown(build(made, lines, places))
    (now,) = [one for one in page["questions"] if one["label"] == "Pregunta 5"]
    assert [(row["name"], row["key"], row["n"]) for row in now["history"]["rows"]] == [
        ("Versión 1", 1, 30), ("Versión 2", 1, 10), ("Versiones 1, 2 juntas", 1, 40), ("Versión 3", 2, 50),
    ]  # fmt: skip
    assert [dot.label for dot in now["history"]["plot"].dots] == ["v1", "v2", "v3"]
    assert all(dot.low is not None for dot in now["history"]["plot"].dots)
    assert [one["history"] for one in page["questions"] if one["label"] == "Pregunta 1"] == [None]
    assert [one["label"] for one in page["earlier"]] == ["Pregunta 5"]


def test_figures_that_an_older_method_stored_are_still_shown() -> None:
    """Until they are computed again: without what that method did not know."""
    body = build(*sittings(60))
    for name in ("places", "certainty"):
        del body[name]
    for one in body["questions"]:
        del one["by_version"], one["tries"], one["drawn"]
    for test in body["tests"]:
        del test["why"], test["drawn"], test["positions"]
    with translation.override("es"):
        page = shown(body)
    assert (page["places"], page["certainty"], len(page["questions"])) == ([], None, 9)
