"""Rows of a country for reports: how far assessors agree, questions at rest, answers with another country's law."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count

from assessments.agreement import Value, pair
from assessments.models import Life, Pool, QuestionEntry, Rubric, Score, Stage, Submission
from assessments.selectors.decisions import exam_soundness
from assessments.selectors.foreign_law import tallied, told
from courses import api as courses

LEAST: Final = 60  # double-scored letters of a period under which the rolling year is told
YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class AgreementRows:
    """F14 of one country. `criteria`: (case, criterion, pairs, kappa, low, high); `cases`: (case, released, scored by two,
    of these: only one saw a red flag). `start`: the first moment that is told of, a year back where the period has too few."""

    start: datetime
    criteria: list[tuple[str, str, int, float | None, float | None, float | None]]
    cases: list[tuple[str, int, int, int]]


def agreement_rows(country: str, *, start: datetime, end: datetime, using: str = "default") -> AgreementRows:
    """F14 of the letters of a country released in [start, end), or in the year before `end` where fewer than 60 of them were
    scored by two. First and second scores only, as they were before anybody talked. Four queries at most."""
    pairs = _double_scored(country, start, end, using)
    if len(pairs) < LEAST and start > end - YEAR:
        start = end - YEAR
        pairs = _double_scored(country, start, end, using)
    released = Submission.objects.using(using).filter(enrolment__country=country, released_at__gte=start, released_at__lt=end)
    counts = dict(released.order_by().values_list("case_key").annotate(n=Count("pk")))
    by_criterion: dict[tuple[str, str], list[tuple[Value, Value]]] = defaultdict(list)
    scales: dict[tuple[str, str], set[Value]] = defaultdict(set)
    doubles, apart = Counter[str](), Counter[str]()
    levels = _levels({one.rubric for both in pairs for one in both}, using)
    for one, other in pairs:
        doubles[one.case] += 1
        apart[one.case] += bool(one.flags) != bool(other.flags)
        for criterion, level in one.picks.items():
            if criterion in other.picks:
                by_criterion[one.case, criterion].append((level, other.picks[criterion]))
                scales[one.case, criterion] |= levels.get((one.rubric, criterion), set())
    criteria = []
    for (case, criterion), found in sorted(by_criterion.items()):
        said = pair(found, "ordinal", sorted(scales[case, criterion] | {value for both in found for value in both}))
        low, high = (round(said.interval.low, 4), round(said.interval.high, 4)) if said.interval else (None, None)
        kappa = None if said.weighted is None else round(said.weighted, 4)
        criteria.append((case, criterion, said.n, kappa, low, high))
    return AgreementRows(start, criteria, [(case, n, doubles[case], apart[case]) for case, n in sorted(counts.items())])


@dataclass(frozen=True, slots=True)
class _Said:
    case: str
    rubric: int
    picks: dict[str, Any]
    flags: list[str]


def _double_scored(country: str, start: datetime, end: datetime, using: str) -> list[tuple[_Said, _Said]]:
    rows = Score.objects.using(using).filter(
        number=1, allocation__stage__in=(Stage.FIRST, Stage.SECOND), allocation__submission__enrolment__country=country,
        allocation__submission__released_at__gte=start, allocation__submission__released_at__lt=end,
    )  # fmt: skip
    both: dict[int, list[_Said]] = defaultdict(list)
    columns = ("allocation__submission_id", "allocation__submission__case_key", "rubric_id", "picks", "red_flags")
    for letter, *said in rows.order_by("allocation__stage").values_list(*columns):
        both[letter].append(_Said(*said))
    return [(said[0], said[1]) for said in both.values() if len(said) == 2]


def _levels(rubric_ids: set[int], using: str) -> dict[tuple[int, str], set[Value]]:
    """{(rubric, criterion): all levels that may be given}. One query."""
    found: dict[tuple[int, str], set[Value]] = {}
    for pk, body in Rubric.objects.using(using).filter(pk__in=rubric_ids).values_list("pk", "version__body"):
        for one in (body or {}).get("criteria", ()):
            found[pk, one["id"]] = {level["n"] for level in one.get("levels", ()) if "n" in level}
    return found


def exams_of(
    country: str, *, start: datetime, end: datetime, using: str = "default"
) -> list[tuple[str, int, float | None, float | None]]:
    """(unit key, people, P0, standard error at the cut) of the country's certifying quizzes (F15). Three queries."""
    found = exam_soundness(country, start=start, end=end, using=using)
    keys = courses.unit_keys([one.unit_id for one in found], using=using) if found else {}
    return [(keys.get(one.unit_id, ""), one.n, one.consistency, one.csem) for one in found]


def resting_questions(*, using: str = "default") -> list[tuple[str, int]]:
    """(bank, questions at rest) of the exam pool (F15). One query."""
    rows = QuestionEntry.objects.using(using).filter(bank__pool=Pool.EXAM, life=Life.RESTING, item__archived_at=None)
    return list(rows.order_by("bank__key").values_list("bank__key").annotate(n=Count("pk")))


def foreign_answers(country: str, *, start: datetime, end: datetime, using: str = "default") -> list[tuple[str, int, int]]:
    """(fact, answers that hold in another country, answers to questions that offered one) of a country's first attempts
    submitted in [start, end) (F15). Four queries at most."""
    found = tallied(told(country=country, start=start, end=end, using=using), "fact")
    return [(fact, one.foreign, one.n) for (fact,), one in found.items()]
