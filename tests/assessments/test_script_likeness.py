"""Letters of one case that are alike: found in the background, across institutions, and told without the other text."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import CaseStudy, ScriptShingles, Submission
from assessments.selectors.script_likeness import LikenessNote, likeness_of, likeness_of_text
from assessments.services.letters import open_letter, save_letter, submit_letter, withdraw_letter
from assessments.services.script_likeness import look
from courses.models import Enrolment
from lms.jobs.api import run_due_jobs
from tests.assessments.conftest import LETTER
from tests.assessments.test_shingles import prose

TEXT = prose(1, 80)


def hand_in(enrolment: Enrolment, case: CaseStudy, **parts: Any) -> int:
    letter = open_letter(enrolment_id=enrolment.pk, unit_id=case.pk)
    save_letter(letter_id=letter, blocks=LETTER | parts, revision=9)
    submit_letter(letter_id=letter)
    run_due_jobs()
    return letter


def note(letter: int) -> LikenessNote:
    found = likeness_of(letter)
    assert found is not None
    return found


def test_a_letter_alone_is_like_no_other(enrolment: Enrolment, case: CaseStudy) -> None:
    letter = open_letter(enrolment_id=enrolment.pk, unit_id=case.pk)
    save_letter(letter_id=letter, blocks=LETTER | {"advice": TEXT}, revision=0)
    submit_letter(letter_id=letter)
    assert likeness_of(letter) is None
    run_due_jobs()
    assert (note(letter).percent, note(letter).passages) == (0, [])


def test_a_copy_in_another_institution_is_found_on_both_sides_with_ones_own_passages_only(
    enrolment: Enrolment, chilean: Enrolment, case: CaseStudy
) -> None:
    first = hand_in(enrolment, case, advice=TEXT)
    mine = f"{prose(7, 20)} {TEXT[:300]} {prose(8, 20)}"
    second = hand_in(chilean, case, advice=mine, issues=prose(9, 30))
    found = note(second)
    assert 30 < found.percent < 80
    (passage,) = [one for one in found.passages if one["block"] == "advice"]
    assert mine[passage["start"] : passage["end"]] in TEXT
    assert note(first).percent > 30
    assert all(TEXT[one["start"] : one["end"]] in mine for one in note(first).passages if one["block"] == "advice")
    stored = ScriptShingles.objects.get(submission=second)
    assert set(stored.passages[0]) == {"block", "start", "end"}


def test_the_text_of_the_case_and_its_facts_count_for_nothing(
    enrolment: Enrolment, chilean: Enrolment, case: CaseStudy, settings: Any
) -> None:
    config = Submission.objects.get(pk=open_letter(enrolment_id=enrolment.pk, unit_id=case.pk)).unit_version.config
    given = " ".join([config["case"]["business"]["es"].replace("*", ""), config["case"]["ask"][0]["answer"]["es"]] * 9)
    first = hand_in(enrolment, case, issues=given, advice=prose(1, 60))
    hand_in(chilean, case, issues=given, advice=prose(2, 60))
    assert note(first).percent < 40


def test_ones_own_earlier_letters_and_letters_taken_back_are_not_looked_at(
    enrolment: Enrolment, chilean: Enrolment, case: CaseStudy
) -> None:
    first = hand_in(enrolment, case, advice=TEXT)
    withdraw_letter(letter_id=first)
    second = hand_in(enrolment, case, advice=TEXT)
    assert note(second).percent == 0
    other = hand_in(chilean, case, advice=TEXT)
    assert note(other).percent > 50
    withdraw_letter(letter_id=second)
    look(submission_id=other)
    assert note(other).percent == 0


def test_letters_in_another_language_are_another_matter(enrolment: Enrolment, chilean: Enrolment, case: CaseStudy) -> None:
    hand_in(enrolment, case, advice=TEXT)
    Enrolment.objects.filter(pk=chilean.pk).update(language="en")
    assert note(hand_in(chilean, case, advice=TEXT)).percent == 0


def test_looking_twice_finds_the_same_and_a_letter_taken_back_is_left_alone(enrolment: Enrolment, case: CaseStudy) -> None:
    letter = hand_in(enrolment, case, advice=TEXT)
    before = note(letter)
    look(submission_id=letter)
    assert (note(letter).percent, note(letter).passages) == (before.percent, before.passages)
    withdraw_letter(letter_id=letter)
    ScriptShingles.objects.all().delete()
    look(submission_id=letter)
    assert not ScriptShingles.objects.exists()


def test_a_script_that_is_no_submission_is_told_the_same_way(enrolment: Enrolment, chilean: Enrolment, case: CaseStudy) -> None:
    letter = hand_in(enrolment, case, advice=TEXT)
    config = Submission.objects.get(pk=letter).unit_version.config
    found = likeness_of_text(LETTER | {"advice": TEXT}, config, country="CL", language="es")
    assert found.percent > 50
    assert likeness_of_text({"advice": prose(5, 90)}, config, country="CL", language="es").percent == 0


def test_reading_a_note_is_one_query(enrolment: Enrolment, case: CaseStudy) -> None:
    letter = hand_in(enrolment, case, advice=TEXT)
    with CaptureQueriesContext(connection) as seen:
        note(letter)
    assert len(seen) == 1


def test_the_nearest_of_many_is_the_one_that_counts(
    enrolment: Enrolment, case: CaseStudy, other_letters: Callable[[list[str]], None]
) -> None:
    words = TEXT.split()
    other_letters([" ".join(words[: 10 * n]) for n in range(1, 8)])
    found = note(hand_in(enrolment, case, advice=TEXT))
    assert found.percent >= 60
    (passage,) = [one for one in found.passages if one["block"] == "advice"]
    assert TEXT[passage["start"] : passage["end"]].split() == words[:70]


@pytest.fixture
def other_letters(chilean: Enrolment, case: CaseStudy) -> Callable[[list[str]], None]:
    """Letters of other people, handed in and looked at."""
    from tests.conftest import make_person
    from tests.courses import building

    def write(texts: list[str]) -> None:
        for n, text in enumerate(texts):
            person = make_person(f"o{n}@sur.test", f"O{n}", "Sur", "CL")
            hand_in(building.enrol(person, chilean.institution, chilean.course), case, advice=text, issues=prose(90 + n, 40))

    return write
