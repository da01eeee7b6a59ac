"""How far assessors agree: the body of figures, the job that stores it, the pages and the file."""

import csv
import io
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import agreement, api
from assessments.agreement_tables import Agreed, Scored, build
from assessments.errors.assessors import NothingToCompare
from assessments.models import AgreementFigures, Qualification, ReferenceScript, Submission
from assessments.services.assessor_figures import compute_figures, request_figures, sweep_figures
from courses.models import Course
from lms.institutions.api import scope
from lms.institutions.models import Person, ProgrammeRole
from lms.jobs.api import run_due_jobs
from tests.assessments.quality import QUALIFIED_COURSE, make_references, qualified
from tests.assessments.scoring import HIGH, SOLID, score
from tests.assessments.test_holds import serve
from tests.assessments.test_seeding import score_seed
from tests.assessments.toolkit import write_toolkit
from tests.conftest import House

START = datetime(2026, 9, 1, tzinfo=UTC)
SCALES = {"r1": [0, 1, 2, 3], "business": [0, 1, 2, 3]}


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    return write_toolkit(tmp_path / "toolkit", course=QUALIFIED_COURSE)


def doubles(many: int, *, people: tuple[int, ...] = (1, 2, 3), bias: dict[int, float] | None = None) -> list[Scored]:
    """So many letters, each scored by two of these people who pick alike more often than not; `bias` in points."""
    rng = random.Random(many)
    found = []
    for letter in range(many):
        true = {key: rng.randrange(4) for key in SCALES}
        for person in sorted(rng.sample(people, 2)):
            picks = {key: min(3, max(0, level + rng.choice((-1, 0, 0, 0, 1)))) for key, level in true.items()}
            percent = sum(picks.values()) / 6 * 100 + (bias or {}).get(person, 0)
            found.append(Scored(person, START + timedelta(hours=letter), percent, picks, frozenset(), letter))
    return found


def test_two_people_have_a_figure_from_thirty_letters_on_and_the_others_are_pooled_with_an_interval() -> None:
    often, seldom = doubles(30, people=(1, 2)), doubles(29, people=(1, 3))
    moved = [replace(one, letter=(one.letter or 0) + 100, at=one.at + timedelta(days=40)) for one in seldom]
    criterion = build(SCALES, [*often, *moved], [])["criteria"][0]
    by_pair = {(one["a"], one["b"]): one for one in criterion["pairs"]}
    assert (by_pair[1, 2]["n"], by_pair[1, 3]["n"]) == (30, 29)
    assert by_pair[1, 2]["value"] is not None
    assert by_pair[1, 3]["value"] is None
    picks = [(a.picks["r1"], b.picks["r1"]) for a, b in zip(seldom[::2], seldom[1::2], strict=True)]
    expected = agreement.pair(picks, "ordinal", [0, 1, 2, 3])
    assert expected.weighted is not None
    assert criterion["pooled"]["people"] == 1
    assert (criterion["pooled"]["n"], criterion["pooled"]["value"]) == (29, round(expected.weighted, 4))
    assert criterion["pooled"]["low"] < criterion["pooled"]["value"] < criterion["pooled"]["high"]


def test_the_body_holds_what_the_pure_functions_say() -> None:
    rows = doubles(120)
    body = build(SCALES, rows, [])
    by_letter: dict[int | None, list[Scored]] = {}
    for one in rows:
        by_letter.setdefault(one.letter, []).append(one)
    first, second = rows[0].person, rows[1].person
    both = [
        (a.picks["r1"], b.picks["r1"]) for a, b in by_letter.values() if (a.person, b.person) == (first, second)
    ]  # fmt: skip
    said = next(one for one in body["criteria"][0]["pairs"] if (one["a"], one["b"]) == (first, second))
    expected = agreement.pair(both, "ordinal", [0, 1, 2, 3])
    assert said["n"] == expected.n == len(both)
    assert expected.weighted is not None
    assert said["value"] == round(expected.weighted, 4)
    alpha = agreement.alpha([[a.picks["r1"], b.picks["r1"]] for a, b in by_letter.values()], "ordinal")
    assert alpha.alpha is not None
    assert body["criteria"][0]["value"] == round(alpha.alpha, 4)
    assert body["criteria"][0]["low"] < body["criteria"][0]["value"] < body["criteria"][0]["high"]
    assert body["n_letters"] == 120


def test_the_order_of_scores_changes_nothing() -> None:
    rows = doubles(50)
    mixed = list(rows)
    random.Random(3).shuffle(mixed)
    assert build(SCALES, sorted(mixed, key=lambda one: one.letter or 0), []) == build(SCALES, rows, [])


def test_who_is_ten_points_harsher_is_seen_in_letters_and_reference_scripts() -> None:
    seeds = [
        Scored(1, START + timedelta(days=n), 50, {"r1": 1, "business": 2}, frozenset(),
               agreed=Agreed(60, {"r1": 2, "business": 2}, frozenset()))
        for n in range(6)
    ]  # fmt: skip
    body = build(SCALES, doubles(300, bias={1: -10.0}), seeds)
    harsh, other = body["people"][0], body["people"][1]
    assert (harsh["id"], harsh["severity_seeds"]["value"], harsh["exact"], harsh["exact_of"]) == (1, -10.0, 6, 12)
    assert -15 < harsh["severity"]["value"] < -5
    assert harsh["severity"]["high"] < 0 < other["severity"]["high"]
    assert harsh["flags_right"] == 6


def test_nothing_to_say_is_said_as_nothing() -> None:
    body = build(SCALES, [], [])
    assert (body["n_letters"], body["people"], body["percent"]["value"]) == (0, [], None)
    one = build(SCALES, doubles(1, people=(1, 2)), [])
    assert one["people"][0]["severity"]["low"] is None


@pytest.fixture
def scored(ruled: Callable[..., Submission], toolkit_root: Path, andes: House, assessor2: Person) -> list[ReferenceScript]:
    """One letter with two scores, and six hidden scripts that the first of them scored as agreed but one."""
    seeds = [one for one in make_references(toolkit_root) if one.use == "seed"][:6]
    letter = ruled(stages="double", tolerance=30)
    score(letter, andes.assessor, SOLID)
    score(letter, assessor2, HIGH)
    for script in seeds[1:]:
        score_seed(serve(andes.assessor, script), script.picks, *script.red_flags)
    score_seed(serve(andes.assessor, seeds[0]), {"r1": 3, "business": 2})
    return seeds


def test_a_worker_computes_each_set_of_scores_once(
    scored: list[ReferenceScript], programme: dict[str, Person], andes: House, assessor2: Person
) -> None:
    request_figures(case_key="herbs", by=programme["reviewer"].pk)
    run_due_jobs()
    row = AgreementFigures.objects.get()
    assert (row.body["n_letters"], row.body["n_seeds"]) == (1, 6)
    assert {one["id"] for one in row.body["people"]} == {andes.assessor.pk, assessor2.pk}
    assert compute_figures(case_key="herbs") == row.pk


def test_the_sweep_asks_when_scores_are_there(scored: list[ReferenceScript]) -> None:
    assert sweep_figures() == 1
    assert sweep_figures() == 0  # twice a day at most
    run_due_jobs()
    assert AgreementFigures.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(hours=12), tick=False):
        assert sweep_figures() == 1
        run_due_jobs()
    assert AgreementFigures.objects.count() == 1  # the same scores


def test_without_scores_there_is_nothing_to_compare(course: Course) -> None:
    with pytest.raises(NothingToCompare):
        request_figures(case_key="herbs", by=None)
    assert sweep_figures() == 0


READER_ROLES = ("reviewer", "decider", "administrator")


def test_who_runs_the_programme_reads_pages_and_file(
    scored: list[ReferenceScript], programme: dict[str, Person], andes: House, as_person: Callable[[Person], Client]
) -> None:
    qualified(andes.assessor)
    compute_figures(case_key="herbs")
    for role in READER_ROLES:
        client = as_person(programme[role])
        assert client.get("/assessors/").status_code == 200
        page = client.get("/assessors/cases/herbs/").content.decode()
        assert andes.assessor.full_name in page
        assert "<svg" in page
    response = as_person(programme["reviewer"]).get("/assessors/cases/herbs/file/")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))  # type: ignore[attr-defined]
    assert rows[0][0] == "figure"
    assert {"krippendorff_alpha_ordinal", "weighted_kappa_quadratic", "severity", "drift"} <= {row[0] for row in rows}


def test_a_decider_who_assesses_sees_them_as_they_stood_when_the_month_began(
    scored: list[ReferenceScript], programme: dict[str, Person], andes: House, as_person: Callable[[Person], Client]
) -> None:
    Qualification.objects.all().delete()  # who is qualified stands there by name at any time
    ProgrammeRole.objects.create(person=programme["decider"], role="assessor")
    compute_figures(case_key="herbs")
    client = as_person(programme["decider"])
    assert andes.assessor.full_name not in client.get("/assessors/cases/herbs/").content.decode()
    AgreementFigures.objects.update(computed_at=timezone.now() - timedelta(days=32))
    assert andes.assessor.full_name in client.get("/assessors/cases/herbs/").content.decode()


def test_an_assessor_sees_own_figures_and_no_colleague(
    scored: list[ReferenceScript], andes: House, assessor2: Person, as_person: Callable[[Person], Client]
) -> None:
    compute_figures(case_key="herbs")
    fresh = as_person(andes.assessor).get("/qualifying/figures/").content.decode()
    assert "case-herbs" not in fresh  # what moves with one script would tell what kind of script it was
    AgreementFigures.objects.update(computed_at=timezone.now() - timedelta(days=32))
    page = as_person(andes.assessor).get("/qualifying/figures/").content.decode()
    assert "case-herbs" in page
    assert assessor2.full_name not in page
    assert "herbs-seed" not in page
    few = as_person(assessor2).get("/qualifying/figures/").content.decode()  # one script: it would tell what the other said
    assert "kappa" not in few.partition("</main>")[0].partition("<details")[0].lower()
    assert as_person(andes.assessor).get("/assessors/cases/herbs/").status_code == 404


def test_the_pages_ask_as_many_queries_for_many_people(
    scored: list[ReferenceScript], programme: dict[str, Person], as_person: Callable[[Person], Client]
) -> None:
    client = as_person(programme["decider"])
    compute_figures(case_key="herbs")
    counts: dict[str, list[int]] = {}
    row = AgreementFigures.objects.get()
    for many in (2, 12):
        body: dict[str, Any] = build(SCALES, doubles(200, people=tuple(range(1, many + 1))), [])
        AgreementFigures.objects.create(
            case_key=row.case_key, structure_hash=row.structure_hash, digest=f"{many:064d}", body=body
        )
        for url in ("/assessors/", "/assessors/cases/herbs/", "/assessors/held/", "/references/"):
            with CaptureQueriesContext(connection) as found:
                assert client.get(url).status_code == 200
            counts.setdefault(url, []).append(len(found))
    assert all(few == many <= 15 for few, many in counts.values()), counts


def refs(person: Person) -> list[str]:
    return [one.ref for one in api.waiting_submissions(scope(person.pk))]
