"""The released result of a letter as its writer reads it: what counts and why, criterion by criterion, and what to read again.

Assessors are A, B, a third one and the one of an appeal: never a name, an id or an address.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import letters
from assessments.appealing import ends_at
from assessments.kinds.case_study import thawed
from assessments.models import Basis, FinalScore, Score, Stage, Submission, SubmissionState
from assessments.selectors.letter_reading import FactToRead, facts_to_read

_APPEAL: Final = F("submission__lms_appeal__state")
Names = Mapping[int, str]  # {score: its assessor in words}
_PLACES: Final[list[str]] = list(Stage)
_TWO: Final = frozenset({Basis.MEAN, Basis.DISCUSSION})


@dataclass(frozen=True, slots=True)
class Said:
    """Something that one assessor wrote; `n` numbers a remark on a passage, 0 for none."""

    who: str
    text: str
    n: int = 0
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """The level that one assessor gave. `place` counts from 1."""

    who: str
    place: int
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion: the levels that count, the words of the next level (None at the highest), and what was said."""

    titles: Mapping[str, str]
    weight: Any
    most: int
    reached: tuple[Reached, ...]
    next: Mapping[str, str] | None
    said: tuple[Said, ...]

    @property
    def agreed(self) -> Reached | None:
        """The one level, where all who count gave the same."""
        return self.reached[0] if len({one.place for one in self.reached}) == 1 else None


@dataclass(frozen=True, slots=True)
class Step:
    """One result in the history of a letter: what it was, what it rests on, what was decided and why."""

    number: int
    at: datetime
    percent: Decimal
    passed: bool
    basis: str
    why: str
    scores: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class IssueLine:
    """An issue of the case: what it is about, what a good letter advises (None while another one may be written), its law."""

    titles: Mapping[str, str]
    advice: Mapping[str, str] | None
    facts: tuple[FactToRead, ...]


def who_in_words(stage: str, *, alone: bool = False, rescored: bool = False) -> str:
    """An assessor without a name; `alone`: nobody else scored the letter; `rescored`: what others said was withdrawn."""
    if (alone and stage == Stage.FIRST) or (rescored and stage == Stage.THIRD):
        return _("The assessor")
    return {
        Stage.FIRST: _("Assessor A"),
        Stage.SECOND: _("Assessor B"),
        Stage.THIRD: _("Third assessor"),
        Stage.APPEAL: _("Assessor of the appeal"),
    }[Stage(stage)]


def basis_in_words(basis: str, *, rescored: bool = False) -> str:
    """What a result rests on, as a sentence; `rescored`: a third assessor scored it because of who did before."""
    if rescored and basis == Basis.THIRD:
        return _("Another assessor scored your letter anew, without knowing whose it was. That score counts.")
    return {
        Basis.SINGLE: _("One assessor scored your letter without knowing whose it was."),
        Basis.MEAN: _("Two assessors scored your letter apart from each other. The mean of both counts."),
        Basis.HIGHER: _("Two assessors scored your letter apart from each other. The higher score counts."),
        Basis.DISCUSSION: _("Two assessors scored your letter and then looked at it again together. The mean of both counts."),
        Basis.THIRD: _("Two assessors did not agree on your letter. A third one scored it, and that score decides."),
        Basis.APPEAL: _("After your appeal somebody else scored your letter again."),
    }[Basis(basis)]


def letter_result(submission: Submission, *, again: bool) -> dict[str, Any]:
    """The released result; `again`: its writer may hand in another letter. Raises ValueError before release: nothing of a score
    shows until then. Three queries.
    """
    if submission.state != SubmissionState.RELEASED:
        raise ValueError("a score is not shown before its release")
    finals = _released(list(FinalScore.objects.filter(submission=submission).order_by("number").annotate(appeal=_APPEAL)))
    rows = Score.objects.filter(allocation__submission=submission).select_related("allocation").order_by("pk")
    given = {row.pk: row for row in rows.defer("allocation__draft")}
    rescored = any(_is_rescore(row) for row in given.values())
    if rescored:  # what was withdrawn before its release stays with those who decide
        given = {pk: row for pk, row in given.items() if row.allocation.stage in (Stage.THIRD, Stage.APPEAL)}
    alone = len({given[pk].allocation_id for one in finals for pk in one.scores if pk in given}) == 1
    who = {pk: who_in_words(row.allocation.stage, alone=alone, rescored=rescored) for pk, row in given.items()}
    final, config = finals[-1], submission.config
    counting = _counting(final, given)
    anchors = _anchors(counting, who)
    named = {one["id"] for one in config["rubric"]["criteria"]}
    return {
        "percent": final.percent,
        "needed": Decimal(config["pass_percent"]),
        "passed": final.passed,
        "late_percent": submission.late_percent,
        "basis": basis_in_words(final.basis, rescored=rescored),
        "flags": [flag["titles"] for flag in config["rubric"]["flags"] if flag["id"] in final.red_flags],
        "said": [*_said(counting, "_", who), *_remarks(anchors, named, among=False)],
        "criteria": [_criterion(one, counting, anchors, who) for one in config["rubric"]["criteria"]],
        "anchors": anchors,
        "steps": _steps(finals, given, who, rescored=rescored),
        "issues": _issues(submission, again=again),
        "again": again,
        "allowed": config["submissions_allowed"],
        "appealed": bool(final.appeal),
        "appeal_until": _appeal_until(submission),
    }


def _released(finals: Sequence[Any]) -> list[Any]:
    """The results that were out: the last one before any appeal, and those of appeals. Scored again before its release, a
    letter has earlier ones that nobody was told."""
    before = [one for one in finals if one.basis != Basis.APPEAL]
    return [*before[-1:], *(one for one in finals if one.basis == Basis.APPEAL)]


def _is_rescore(score: Score) -> bool:
    return any(one.get("code") == "rescore" for one in score.allocation.because)


def _counting(final: FinalScore, given: Mapping[int, Score]) -> list[Score]:
    """The scores that count: two for a mean, else the first that the result names."""
    found = [given[pk] for pk in final.scores if pk in given]
    return found[: 2 if final.basis in _TWO else 1]


def _anchors(counting: Sequence[Score], who: Names) -> list[dict[str, Any]]:
    """The remarks on passages of all who count, numbered in the order of the letter."""
    found = [{**anchor, "who": who[one.pk]} for one in counting for anchor in one.anchors]
    places = {part: place for place, part in enumerate(letters.PARTS)}
    found.sort(
        key=lambda one: (places.get(str(one.get("block")).partition(".")[0], 0), str(one.get("block")), one.get("start") or 0)
    )
    return [{**anchor, "n": number} for number, anchor in enumerate(found, start=1)]


def _said(counting: Sequence[Score], key: str, who: Names) -> list[Said]:
    return [Said(who[one.pk], one.comments[key]) for one in counting if one.comments.get(key)]


def _remarks(anchors: Sequence[Mapping[str, Any]], criteria: set[str], *, among: bool = True) -> list[Said]:
    return [
        Said(one["who"], str(one.get("text") or ""), one["n"], str(one.get("quote") or ""))
        for one in anchors
        if (one.get("criterion") in criteria) is among
    ]


def _criterion(
    criterion: Mapping[str, Any], counting: Sequence[Score], anchors: Sequence[Mapping[str, Any]], who: Names
) -> CriterionLine:
    levels = criterion["levels"]
    numbers = [level["n"] for level in levels]
    places = [(who[one.pk], numbers.index(one.picks[criterion["id"]])) for one in counting]
    lowest = min(place for _name, place in places)
    return CriterionLine(
        titles=criterion["titles"],
        weight=criterion["weight"],
        most=len(levels),
        reached=tuple(Reached(name, place + 1, levels[place]) for name, place in places),
        next=levels[lowest + 1] if lowest + 1 < len(levels) else None,
        said=(*_said(counting, criterion["id"], who), *_remarks(anchors, {criterion["id"]})),
    )


def _steps(finals: Sequence[FinalScore], given: Mapping[int, Score], who: Names, *, rescored: bool) -> list[Step]:
    return [
        Step(
            one.number, one.at, one.percent, one.passed, basis_in_words(one.basis, rescored=rescored), one.why,
            tuple(
                (who[pk], given[pk].percent)
                for pk in sorted(
                    (pk for pk in one.scores if pk in given), key=lambda pk: _PLACES.index(given[pk].allocation.stage)
                )
            ),
        )
        for one in finals
    ]  # fmt: skip


def _issues(submission: Submission, *, again: bool) -> list[IssueLine]:
    config, country = submission.config, submission.enrolment.country
    issues = config["case"]["issues"]
    law = thawed(config["facts"].get(country, {}))
    keys = [key for issue in issues for key in issue["facts"] if key in law]
    readings = facts_to_read(keys, law, enrolment=submission.enrolment)
    return [
        IssueLine(
            issue["titles"], None if again else issue["advice"],
            tuple(readings[key] for key in issue["facts"] if key in readings),
        )
        for issue in issues
    ]  # fmt: skip


def _appeal_until(submission: Submission) -> datetime | None:
    """Until when the writer may appeal; None when that is over."""
    until = ends_at(submission.released_at) if submission.released_at else None
    return until if until and until >= timezone.now() else None
