"""Before scoring live letters an assessor qualifies on reference scripts."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from assessments import qualifying
from assessments.errors.assessors import QualifiedAlready, QualifyElse, QualifyLater, ReferenceNotFound
from assessments.models import Qualification, QualifyingScore, ReferenceScript
from assessments.selectors.qualifying import qualifying_cases
from assessments.services.qualifying import end_qualification, score_reference
from courses.models import Course
from lms.institutions.models import Person
from tests.assessments.quality import QUALIFIED_COURSE, make_references
from tests.assessments.toolkit import CASE, write_toolkit
from tests.conftest import House

DAY = datetime(2026, 11, 1, tzinfo=UTC)
RIGHT = qualifying.Compared(5, 0, 5, True)


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    return write_toolkit(tmp_path / "toolkit", course=QUALIFIED_COURSE)


@pytest.fixture
def scripts(course: Course, toolkit_root: Path) -> list[ReferenceScript]:
    """Four scripts to qualify on."""
    return make_references(toolkit_root, qualify=4, seeds=1)[:4]


def take(person: Person, script: ReferenceScript, *, off: int = 0, flags: list[str] | None = None) -> QualifyingScore:
    """Score as agreed, the first criterion `off` levels away."""
    level = script.picks["r1"] + off
    picks = script.picks | {"r1": level if level <= 3 else script.picks["r1"] - off}
    made = score_reference(
        person_id=person.pk, reference_id=script.pk, picks=picks,
        red_flags=script.red_flags if flags is None else flags,
    )  # fmt: skip
    return QualifyingScore.objects.get(pk=made)


def tries(*found: qualifying.Compared) -> list[qualifying.Try]:
    return [qualifying.Try(f"s{n}", DAY + timedelta(days=n), one) for n, one in enumerate(found)]


@pytest.mark.parametrize(
    ("found", "passed"),
    [
        ([RIGHT, RIGHT, RIGHT], True),
        ([RIGHT, RIGHT], False),  # three different scripts
        ([qualifying.Compared(1, 0, 5, True), RIGHT, RIGHT], True),  # 11 of 15
        ([qualifying.Compared(0, 0, 5, True), RIGHT, RIGHT], False),  # 10 of 15
        ([qualifying.Compared(4, 1, 5, True), RIGHT, RIGHT], True),
        ([qualifying.Compared(3, 2, 5, True), RIGHT, RIGHT], False),  # two picks far off
        ([qualifying.Compared(5, 0, 5, False), RIGHT, RIGHT], False),  # a red flag
        ([qualifying.Compared(0, 5, 5, False), RIGHT, RIGHT, RIGHT], True),  # the last three count
    ],
)
def test_the_rule(found: list[qualifying.Compared], passed: bool) -> None:
    assert qualifying.standing(tries(*found)).passed is passed


def test_one_script_again_is_one_script() -> None:
    again = [qualifying.Try("a", DAY + timedelta(days=n), RIGHT) for n in range(3)]
    assert qualifying.standing(again).scripts == 1


def test_a_round_ends_when_all_are_scored_and_waits() -> None:
    two = [qualifying.Try(key, DAY, RIGHT) for key in ("a", "b")]
    assert qualifying.this_round("ab", two[:1], DAY).free == {"b"}
    ended = qualifying.this_round("ab", two, DAY + timedelta(days=29))
    assert (ended.free, ended.again_at) == (frozenset(), DAY + timedelta(days=30))
    assert qualifying.this_round("ab", two, DAY + timedelta(days=30)).free == {"a", "b"}
    third = [*two, qualifying.Try("a", DAY + timedelta(days=31), RIGHT)]
    assert qualifying.this_round("ab", third, DAY + timedelta(days=32)).free == {"b"}
    assert qualifying.this_round("abc", two, DAY).free == {"c"}  # one was added
    assert qualifying.this_round("", [], DAY).free == frozenset()


def test_three_good_scripts_qualify(scripts: list[ReferenceScript], andes: House) -> None:
    for script in scripts[:2]:
        take(andes.assessor, script)
    assert not Qualification.objects.exists()
    with pytest.raises(QualifyElse):
        take(andes.assessor, scripts[0])
    take(andes.assessor, scripts[2], off=1)
    held = Qualification.objects.get()
    assert (held.person, held.case_key) == (andes.assessor, "herbs")
    with pytest.raises(QualifiedAlready):
        take(andes.assessor, scripts[3])


def test_a_missed_red_flag_does_not_and_another_round_waits(scripts: list[ReferenceScript], andes: House) -> None:
    take(andes.assessor, scripts[0])
    take(andes.assessor, scripts[1], flags=[])
    take(andes.assessor, scripts[2])
    assert not Qualification.objects.exists()
    take(andes.assessor, scripts[3], flags=["f1"])
    assert not Qualification.objects.exists()
    with pytest.raises(QualifyLater):
        take(andes.assessor, scripts[0])
    with time_machine.travel(timezone.now() + timedelta(days=qualifying.WAIT, minutes=1), tick=False):
        assert take(andes.assessor, scripts[0]).number == 2
        take(andes.assessor, scripts[1])
        take(andes.assessor, scripts[2])
        assert Qualification.objects.filter(ended_at=None).exists()


def test_a_hidden_seed_is_no_script_to_qualify_on(scripts: list[ReferenceScript], andes: House) -> None:
    with pytest.raises(ReferenceNotFound):
        take(andes.assessor, ReferenceScript.objects.get(use="seed"))


def test_a_decider_takes_it_back_and_the_person_begins_again(
    scripts: list[ReferenceScript], andes: House, programme: dict[str, Person]
) -> None:
    for script in scripts[:3]:
        take(andes.assessor, script)
    end_qualification(qualification_id=Qualification.objects.get().pk, why="Un año sin evaluar.", by=programme["decider"].pk)
    (line,) = qualifying_cases(andes.assessor.pk)
    assert (line.passed_at, line.why, line.standing.scripts) == (None, "Un año sin evaluar.", 0)
    for script in scripts[:3]:
        take(andes.assessor, script)
    assert Qualification.objects.filter(ended_at=None).count() == 1


def test_another_structure_asks_for_it_again(
    scripts: list[ReferenceScript], andes: House, toolkit_root: Path, programme: dict[str, Person]
) -> None:
    from tests.assessments.test_references import republish

    for script in scripts[:3]:
        take(andes.assessor, script)
    republish(toolkit_root, programme, CASE.replace("weight: 60", "weight: 50").replace("weight: 40", "weight: 50"))
    (line,) = qualifying_cases(andes.assessor.pk)
    assert (line.passed_at, line.missing) == (None, 3)
    with pytest.raises(ReferenceNotFound):
        take(andes.assessor, scripts[3])


@pytest.fixture
def pablo(as_person: Callable[[Person], Client], andes: House) -> Client:
    """The assessor's browser."""
    return as_person(andes.assessor)


def test_the_pages_score_and_compare_at_once(scripts: list[ReferenceScript], pablo: Client) -> None:
    page = pablo.get("/qualifying/").content.decode()
    assert "70" in page
    url = f"/qualifying/{scripts[1].pk}/"
    form = pablo.get(url).content.decode()
    assert "Porque-" not in form
    assert "El nombre herbs-qualify-2" in form
    assert pablo.post(url, {}).status_code == 422
    done = pablo.post(url, {"level-r1": "3", "level-business": "2", "flag-f1": "clear"}, follow=True)
    shown = done.content.decode()
    assert "Porque-uno-herbs-qualify-2." in shown
    assert "Las señales-herbs-qualify-2." in shown
    assert pablo.get(url, follow=True).redirect_chain  # scored already: on to the comparison


def test_nobody_reads_anothers_comparison(
    scripts: list[ReferenceScript], andes: House, assessor2: Person, as_person: Callable[[Person], Client]
) -> None:
    one = take(andes.assessor, scripts[0])
    assert as_person(andes.assessor).get(f"/qualifying/compared/{one.pk}/").status_code == 200
    assert as_person(assessor2).get(f"/qualifying/compared/{one.pk}/").status_code == 404


def test_the_list_asks_as_many_queries_for_many_scripts(
    course: Course, toolkit_root: Path, andes: House, pablo: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    counts = []
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for many in (3, 9):
        rows = make_references(toolkit_root, qualify=many, seeds=0)
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert pablo.get("/qualifying/").status_code == 200
        counts.append(len(found))
        take(andes.assessor, rows[-1], off=1)
    assert counts[0] == counts[1] <= 15
