"""What a group reached in a case, by name: only what is released. Of letters under way no more than that they are."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assessments.models import Appeal, Basis, FinalScore, Score, Submission, SubmissionState
from assessments.models.case_rows import frozen_rubrics
from courses import api as courses
from lms.kernel.cells import safe_cell
from lms.kernel.words import in_language

PASSED, NOT_YET, WAITING, WRITING, NOTHING = "passed", "not_yet", "waiting", "writing", "nothing"
STATES: Final = (PASSED, NOT_YET, WAITING, WRITING, NOTHING)
_TWO: Final = frozenset({Basis.MEAN, Basis.DISCUSSION})
ORDERS: Final = ("name", "state", "percent")
_LOOK: Final = {
    PASSED: ("ok", "done"), NOT_YET: ("warn", "half"), WAITING: ("accent", "wait"), WRITING: ("", "pencil"),
    NOTHING: ("", "open"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """One released letter: `percent` is what counts, after what being late costs; `reached` {criterion: share of its highest
    level, 0…1}, of the scores that count."""

    id: int
    number: int
    percent: Decimal
    passed: bool
    flags: tuple[Mapping[str, str], ...]
    late: Decimal
    basis: str
    released_at: datetime | None
    appeal: str
    reached: Mapping[str, Decimal]
    criteria: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Line:
    """One learner of the group. `letters` are those with a result, first to last; `handed_in` counts all."""

    enrolment_id: int
    full_name: str
    sort_name: str
    state: str
    letters: tuple[Letter, ...]
    handed_in: int

    @property
    def last(self) -> Letter | None:
        return self.letters[-1] if self.letters else None

    @property
    def best(self) -> Decimal | None:
        """The score that counts: of the pass, else of the best letter."""
        return max((one.percent for one in self.letters if one.passed or self.state != PASSED), default=None)

    @property
    def says(self) -> str:
        return state_words(self.state)

    @property
    def tone(self) -> str:
        return _LOOK[self.state][0]

    @property
    def icon(self) -> str:
        return _LOOK[self.state][1]


def state_words(state: str) -> str:
    """Where a learner stands in a case, for those who teach."""
    return {
        PASSED: _("Competent"), NOT_YET: _("Not yet competent"), WAITING: _("Handed in, no result yet"),
        WRITING: _("Writing"), NOTHING: _("Not begun"),
    }[state]  # fmt: skip


def appeal_words(state: str) -> str:
    """Where an appeal stands, for those who teach; '' for none."""
    return {
        "open": _("Appeal waits"), "scoring": _("Appeal: being scored again"), "scored": _("Appeal: waits for the decision"),
        "stands": _("Appeal: the result stands"), "changed": _("Appeal: the result was changed"),
        "refused": _("Appeal: not taken up"), "withdrawn": _("Appeal withdrawn"),
    }.get(state, "")  # fmt: skip


def case_lines(cohort_course_id: int, unit_id: int) -> list[Line]:
    """Everybody of the group, by name. Six queries, whatever their number."""
    people = courses.unit_lines(cohort_course_id, unit_id)
    rows = Submission.objects.filter(unit=unit_id, enrolment__in=[one.enrolment_id for one in people]).order_by("number")
    letters: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows.only("enrolment_id", "number", "state", "unit_version_id", "case_key", "released_at", "late_percent"):
        letters[row.enrolment_id].append(row)
    released = [row for mine in letters.values() for row in mine if row.state == SubmissionState.RELEASED]
    ids = [row.pk for row in released]
    finals = {one.submission_id: one for one in FinalScore.objects.filter(submission__in=ids).order_by("number").defer("why")}
    appeals = dict(Appeal.objects.filter(submission__in=ids).values_list("submission_id", "state"))
    rubrics = frozen_rubrics({row.unit_version_id for row in released})
    counting = {pk: final.scores[: 2 if final.basis in _TWO else 1] for pk, final in finals.items()}
    wanted = [score for scores in counting.values() for score in scores]
    picks = dict(Score.objects.filter(pk__in=wanted).values_list("pk", "picks"))

    def shown(row: Any) -> Letter:
        final, rubric = finals[row.pk], rubrics[row.unit_version_id, row.case_key]
        raised = tuple(one["titles"] for one in rubric["flags"] if one["id"] in final.red_flags)
        given = [picks[score] for score in counting[row.pk] if score in picks]
        return Letter(
            row.pk, row.number, final.percent, final.passed, raised, row.late_percent, final.basis, row.released_at,
            appeals.get(row.pk, ""), _reached(rubric["criteria"], given), rubric["criteria"],
        )  # fmt: skip

    found = []
    for one in people:
        mine = letters[one.enrolment_id]
        out = tuple(shown(row) for row in mine if row.pk in finals)
        counted = [row for row in mine if row.state not in (SubmissionState.DRAFT, SubmissionState.WITHDRAWN)]
        passed = one.state in ("passed", "recognised") or any(letter.passed for letter in out)
        found.append(Line(one.enrolment_id, one.full_name, one.sort_name, _state(mine, out, passed=passed), out, len(counted)))
    return found


def _reached(criteria: Sequence[Mapping[str, Any]], given: Sequence[Mapping[str, int]]) -> dict[str, Decimal]:
    """{criterion: the mean place of the levels given, as a share of the highest}. Pure."""
    found = {}
    for one in criteria:
        numbers = [level["n"] for level in one["levels"]]
        places = [numbers.index(picks[one["id"]]) for picks in given if picks.get(one["id"]) in numbers]
        if places and len(numbers) > 1:
            found[one["id"]] = Decimal(sum(places)) / len(places) / (len(numbers) - 1)
    return found


def _state(mine: Sequence[Any], out: Sequence[Letter], *, passed: bool) -> str:
    if passed:
        return PASSED
    if any(row.state in (SubmissionState.SUBMITTED, SubmissionState.SCORED) for row in mine):
        return WAITING
    if out:
        return NOT_YET
    return WRITING if any(row.state == SubmissionState.DRAFT for row in mine) else NOTHING


def arranged(lines: Sequence[Line], *, query: str = "", state: str = "", order: str = "name") -> list[Line]:
    """Filtered and sorted; "-" before the order turns it round. Without a score comes last."""
    found = [one for one in lines if courses.fold(query) in courses.fold(one.full_name) and state in ("", one.state)]
    name, down = order.removeprefix("-"), order.startswith("-")
    if name == "percent":
        scored = sorted((one for one in found if one.best is not None), key=lambda one: one.best or Decimal(0), reverse=down)
        return [*scored, *(one for one in found if one.best is None)]
    return sorted(found, key=lambda one: STATES.index(one.state) if name == "state" else one.sort_name, reverse=down)


@dataclass(frozen=True, slots=True)
class CriterionSum:
    """One criterion over the latest letters: how far up its levels they came on average, in percent; how many came at most
    half-way."""

    titles: Mapping[str, str]
    local: bool
    n: int
    percent: Decimal
    low: int


@dataclass(frozen=True, slots=True)
class Sums:
    """The group in figures. `mean` is of the latest results that are out; None where there is none. Weakest criterion first."""

    people: int
    by_state: Mapping[str, int]
    results: int
    mean: Decimal | None
    flags: tuple[tuple[Mapping[str, str], int], ...]
    appeals: int
    criteria: tuple[CriterionSum, ...]


def sums(lines: Sequence[Line]) -> Sums:
    """What the lines come to. Pure."""
    latest = [one.last for one in lines if one.last]
    mean: Decimal | None = None
    if latest:
        total = sum((one.percent for one in latest), Decimal(0))
        mean = (total / len(latest)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    raised: Counter[str] = Counter()
    titles: dict[str, Mapping[str, str]] = {}
    for one in latest:
        for flag in one.flags:
            key = repr(sorted(flag.items()))
            raised[key] += 1
            titles[key] = flag
    return Sums(
        len(lines), Counter(one.state for one in lines), len(latest), mean,
        tuple((titles[key], n) for key, n in raised.most_common()),
        sum(1 for line in lines for one in line.letters if one.appeal in ("open", "scoring", "scored")),
        tuple(_by_criterion(latest)),
    )  # fmt: skip


def _by_criterion(letters: Sequence[Letter]) -> list[CriterionSum]:
    """Criteria by their id, with the words of the latest rubric that has them."""
    reached: defaultdict[str, list[Decimal]] = defaultdict(list)
    words: dict[str, Mapping[str, Any]] = {}
    for letter in letters:
        words |= {one["id"]: one for one in letter.criteria}
        for criterion, share in letter.reached.items():
            reached[criterion].append(share)
    found = [
        CriterionSum(
            words[key]["titles"], not words[key].get("common", True), len(shares),
            (sum(shares, Decimal(0)) * 100 / len(shares)).quantize(Decimal("0.1"), ROUND_HALF_UP),
            sum(1 for share in shares if share <= Decimal("0.5")),
        )
        for key, shares in reached.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.percent)


def result_rows(lines: Sequence[Line]) -> list[list[Any]]:
    """The list as the rows of a file, heads first: a row a person and released letter; nothing about who scored."""
    heads = [
        _("Person"), _("State"), _("Letter"), _("Score in percent"), _("Points for being late"), _("Passed"), _("Red flags"),
        _("Result of"), _("Appeal"),
    ]  # fmt: skip
    rows: list[list[Any]] = [heads]
    for line in lines:
        rows += [
            [
                line.full_name, line.says, one.number, one.percent, one.late, _("yes") if one.passed else _("no"),
                "; ".join(in_language(flag) for flag in one.flags), _day(one.released_at), appeal_words(one.appeal),
            ]
            for one in line.letters
        ] or [[line.full_name, line.says, *[""] * 7]]  # fmt: skip
    return [[safe_cell(cell) for cell in row] for row in rows]


def _day(moment: datetime | None) -> str:
    return date_format(localtime(moment), "SHORT_DATE_FORMAT") if moment else ""
