"""One worker a quiz computes its figures: real threads on a real database, a worker that died, one that came too late."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from assessments.errors import AnalysisBusy
from assessments.models import Attempt, ItemAnalysis, Quiz
from assessments.selectors.sittings import latest_analysis
from assessments.services import analysing
from assessments.services.analysing import compute_analysis
from courses.models import Enrolment
from tests.assessments.test_analysis import hand_in
from tests.threads import Threads

Together = Callable[..., list[Any]]


@pytest.fixture
def together(transactional_db: None, tmp_path: Path) -> Together:
    """`together(f, g)`: all at once; their results, exceptions too."""
    return Threads(tmp_path).at_once


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """(how many computed at this moment, the quiz) of each computation, while it runs."""
    seen: list[tuple[int, int]] = []
    inside = [0]
    guard = threading.Lock()
    figures = analysing._figures

    def slow(unit_id: int, cohort_id: int | None, chosen: Any) -> Any:
        with guard:
            inside[0] += 1
            seen.append((inside[0], unit_id))
        try:
            return figures(unit_id, cohort_id, chosen)
        finally:
            with guard:
                inside[0] -= 1

    monkeypatch.setattr(analysing, "_figures", slow)
    monkeypatch.setattr(analysing, "PAUSE", 0.01)
    return seen


def test_of_six_workers_with_one_set_one_computes_and_all_get_its_figures(
    together: Together, quiz: Quiz, enrolment: Enrolment, counted: list[tuple[int, int]]
) -> None:
    hand_in(enrolment, quiz)
    found = together(*(lambda: compute_analysis(unit_id=quiz.pk) for _ in range(6)))
    assert len(set(found)) == 1
    assert isinstance(found[0], int)
    assert counted == [(1, quiz.pk)]


def test_sets_of_one_quiz_are_computed_one_after_the_other(
    together: Together, quiz: Quiz, enrolment: Enrolment, chilean: Enrolment, counted: list[tuple[int, int]]
) -> None:
    """Programme-wide and of two groups: three sets, one lock."""
    hand_in(enrolment, quiz)
    hand_in(chilean, quiz)
    cohorts = [one.cohort_course.cohort_id for one in (enrolment, chilean) if one.cohort_course]
    found = together(*(lambda c=c: compute_analysis(unit_id=quiz.pk, cohort_id=c) for c in (None, *cohorts)))
    assert len(set(found)) == 3
    assert counted == [(1, quiz.pk)] * 3


def claim(quiz: Quiz, *, ago: timedelta) -> ItemAnalysis:
    """Another worker's lock."""
    return ItemAnalysis.objects.create(unit=quiz, attempts_digest="theirs", computed_at=timezone.now() - ago)


def test_a_lock_is_no_figure_and_who_waits_too_long_is_told(
    quiz: Quiz, enrolment: Enrolment, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(enrolment, quiz)
    claim(quiz, ago=timedelta(seconds=5))
    assert latest_analysis(quiz.pk, None) is None
    monkeypatch.setattr(analysing, "PATIENCE", timedelta())
    monkeypatch.setattr(analysing, "PAUSE", 0)
    with pytest.raises(AnalysisBusy):
        compute_analysis(unit_id=quiz.pk)


def test_a_dead_workers_lock_is_taken_over(quiz: Quiz, enrolment: Enrolment) -> None:
    hand_in(enrolment, quiz)
    dead = claim(quiz, ago=analysing.LEASE + timedelta(seconds=1))
    compute_analysis(unit_id=quiz.pk)
    assert not ItemAnalysis.objects.filter(pk=dead.pk).exists()
    assert ItemAnalysis.objects.get().body["n"] == 1


def test_a_fault_gives_the_lock_back(quiz: Quiz, enrolment: Enrolment, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(enrolment, quiz)

    def broken(*_args: Any) -> Any:
        raise ZeroDivisionError

    with monkeypatch.context() as once:
        once.setattr(analysing, "build", broken)
        with pytest.raises(ZeroDivisionError):
            compute_analysis(unit_id=quiz.pk)
    assert not ItemAnalysis.objects.exists()
    assert compute_analysis(unit_id=quiz.pk)


def test_a_worker_whose_lease_ran_out_writes_nothing_over_the_next_ones_figures(
    quiz: Quiz, enrolment: Enrolment, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(enrolment, quiz)
    figures = analysing._figures
    second: list[int] = []

    def overtaken(unit_id: int, cohort_id: int | None, chosen: Any) -> Any:
        monkeypatch.setattr(analysing, "_figures", figures)
        ItemAnalysis.objects.update(computed_at=timezone.now() - analysing.LEASE - timedelta(seconds=1))
        second.append(compute_analysis(unit_id=unit_id))
        return {"n": "of a zombie"}

    monkeypatch.setattr(analysing, "_figures", overtaken)
    assert compute_analysis(unit_id=quiz.pk) == second[0]
    assert ItemAnalysis.objects.get().body["n"] == Attempt.objects.count()
