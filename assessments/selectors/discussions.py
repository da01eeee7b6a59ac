"""Two scores of one letter that lie apart, side by side, for the two who gave them. They know each other as A and B."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from assessments.models import Allocation, DiscussionNote, Score, Stage

NAMES = {Stage.FIRST: "A", Stage.SECOND: "B"}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two. `again`: has scored the letter again; how, the other learns from the result only."""

    name: str
    mine: bool
    percent: Decimal
    flags: frozenset[str]
    again: bool


@dataclass(frozen=True, slots=True)
class Note:
    """What one wrote to the other."""

    name: str
    mine: bool
    text: str
    at: datetime


def last_score(one: Allocation) -> Score:
    """The latest score at a stage. One query."""
    latest: Score = Score.objects.filter(allocation=one).latest("number")
    return latest


def discussion_page(mine: Allocation) -> dict[str, Any]:
    """Both first scores criterion by criterion, where they differ, and the notes. Three queries."""
    assert mine.submission is not None
    rows = Allocation.objects.filter(submission=mine.submission, stage__in=(Stage.FIRST, Stage.SECOND))
    places = {one.pk: one for one in rows.order_by("stage")}
    scores: dict[int, list[Score]] = {pk: [] for pk in places}
    for score in Score.objects.filter(allocation__in=places).order_by("number"):
        scores[score.allocation_id].append(score)
    order = sorted(places.values(), key=lambda one: NAMES[Stage(one.stage)])
    first = [scores[one.pk][0] for one in order]
    sides = [
        Side(NAMES[Stage(one.stage)], one.pk == mine.pk, scores[one.pk][0].percent, frozenset(scores[one.pk][0].red_flags),
             len(scores[one.pk]) > 1)
        for one in order
    ]  # fmt: skip
    rubric = mine.submission.config["rubric"]
    return {
        "sides": sides,
        "criteria": [_criterion(one, first) for one in rubric["criteria"]],
        "flags": [_flag(flag, first) for flag in rubric["flags"]],
        "whole": [score.comments.get("_", "") for score in first],
        "apart": abs(first[0].percent - first[1].percent),
        "notes": _notes(places, mine.pk),
        "done": mine.done_at is not None,
        "until": mine.lease_until,
    }


def _criterion(criterion: Mapping[str, Any], scores: list[Score]) -> dict[str, Any]:
    key = criterion["id"]
    levels = {level["n"]: level for level in criterion["levels"]}
    picks = [score.picks[key] for score in scores]
    return {
        "titles": criterion["titles"],
        "weight": criterion["weight"],
        "differs": picks[0] != picks[1],
        "far": abs(picks[0] - picks[1]),
        "said": [
            {
                "n": score.picks[key], "level": levels.get(score.picks[key], {}), "comment": score.comments.get(key, ""),
                "remarks": [one for one in score.anchors if one.get("criterion") == key],
            }
            for score in scores
        ],
    }  # fmt: skip


def _flag(flag: Mapping[str, Any], scores: list[Score]) -> dict[str, Any]:
    raised = [flag["id"] in score.red_flags for score in scores]
    return {"titles": flag["titles"], "raised": raised, "differs": raised[0] != raised[1]}


def _notes(places: Mapping[int, Allocation], mine: int) -> list[Note]:
    rows = DiscussionNote.objects.filter(allocation__in=places).order_by("at", "pk")
    return [Note(NAMES[Stage(places[row.allocation_id].stage)], row.allocation_id == mine, row.text, row.at) for row in rows]
