"""Appeals: as who appealed sees them, as a queue, and as a decision between two results. Assessors have no names here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import appealing, rubrics
from assessments.appealing import Reached, ends_at, is_better
from assessments.models import Allocation, Appeal, AppealState, FinalScore, Score, Stage, Submission, SubmissionState
from assessments.models.conflicts import letter_too_close
from assessments.selectors.cases import files_of, letter_blocks
from lms.institutions.api import Scope
from lms.kernel import reviewing
from lms.kernel.todo import Todo

_STATES_OF_STAFF: Final = (AppealState.OPEN, AppealState.SCORED)
_LATER: Final = (SubmissionState.SUBMITTED, SubmissionState.SCORED, SubmissionState.RELEASED)
SLOW_DAYS: Final = 15


def due_of(appeal: Appeal) -> tuple[date, date]:
    """The last days for the acknowledgement and for the decision; of an older appeal by the day on which it came in. The appeal
    brings its submission with enrolment."""
    if appeal.acknowledge_by is not None and appeal.due_on is not None:
        return appeal.acknowledge_by, appeal.due_on
    country = appeal.submission.enrolment.country
    clock = reviewing.clock(timezone.localdate(appeal.at), country)
    return clock.acknowledge_by, clock.decide_by


@dataclass(frozen=True, slots=True)
class OwnAppeal:
    """Where a writer stands: the appeal, or until when and whether there can be one (`may`), or why not (`because`)."""

    state: str
    reason: str
    answer: str
    at: datetime | None
    decided_at: datetime | None
    until: datetime | None
    may: bool
    because: str
    may_withdraw: bool
    acknowledge_by: date | None = None
    due_on: date | None = None
    acknowledged_at: datetime | None = None


def own_appeal(letter: Submission) -> OwnAppeal:
    """The appeal of a writer's own letter. `letter` may bring its `lms_appeal`. At most three queries."""
    found = getattr(letter, "lms_appeal", None)
    until = ends_at(letter.released_at) if letter.released_at else None
    if found is not None:
        begun = Allocation.objects.filter(submission=letter, stage=Stage.APPEAL).filter(
            Q(lease_until__gt=timezone.now()) | Q(done_at__isnull=False)
        )
        free = found.state == AppealState.OPEN or (found.state == AppealState.SCORING and not begun.exists())
        return OwnAppeal(
            found.state, found.reason, found.answer, found.at, found.decided_at, until, False, "", free,
            found.acknowledge_by, found.due_on, found.acknowledged_at,
        )  # fmt: skip
    because = ""
    if letter.state != SubmissionState.RELEASED or until is None:
        because = _("There is no result yet.")
    elif timezone.now() > until:
        because = _("The time for an appeal is over.")
    elif Submission.objects.filter(
        enrolment_id=letter.enrolment_id, unit_id=letter.unit_id, number__gt=letter.number, state__in=_LATER
    ).exists():
        because = _("You have handed in a newer letter of this case.")
    return OwnAppeal("", "", "", None, None, until, not because, because, False)


@dataclass(frozen=True, slots=True)
class AppealLine:
    """One appeal in the queue, without names. `held`: an assessor has the letter now."""

    id: int
    ref: str
    titles: Mapping[str, str]
    country: str
    state: str
    at: datetime
    decided_at: datetime | None
    held: bool

    @property
    def days(self) -> int:
        return (timezone.now() - self.at).days

    @property
    def late(self) -> bool:
        return self.state in appealing.OPEN and self.days >= SLOW_DAYS

    @property
    def says(self) -> str:
        if self.state == AppealState.SCORING and self.held:
            return _("An assessor has the letter")
        return staff_words(self.state)


def staff_words(state: str) -> str:
    """Where an appeal stands, for those who decide."""
    return {
        "open": _("To be taken up or refused"), "scoring": _("Waits for an assessor who has not seen it"),
        "scored": _("Both results are here: to be decided"), "stands": _("Decided: the result stands"),
        "changed": _("Decided: the result was changed"), "refused": _("Refused"), "withdrawn": _("Withdrawn"),
    }[state]  # fmt: skip


def appeals(scope: Scope, *, done: bool) -> QuerySet[Appeal]:
    """Those that are under way, or those that are over; never one's own, nor of somebody one is too close to."""
    rows = Appeal.objects.filter(~letter_too_close(scope.person_id))
    if done:
        return rows.exclude(state__in=appealing.OPEN).order_by("-decided_at", "-pk")
    return rows.filter(state__in=appealing.OPEN).order_by("at", "pk")


def appeal_lines(rows: QuerySet[Appeal]) -> list[AppealLine]:
    """Lines of the queue. Two queries."""
    found = list(
        rows.values_list(
            "pk", "submission__ref", "submission__unit_version__titles", "submission__enrolment__country", "state", "at",
            "decided_at", "submission_id",
        )
    )  # fmt: skip
    leased = Allocation.objects.filter(stage=Stage.APPEAL, lease_until__gt=timezone.now(), done_at=None)
    held = set(leased.filter(submission__in=[one[-1] for one in found]).values_list("submission_id", flat=True))
    return [AppealLine(*one[:-1], one[-1] in held) for one in found]


@dataclass(frozen=True, slots=True)
class Given:
    """One assessor's score: who in words, what it comes to, and what was said. `again`: the one of the appeal."""

    who: str
    percent: Decimal
    flags: tuple[Mapping[str, str], ...]
    passed: bool
    again: bool
    comment: str


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion: the level that each assessor gave, in the order of the scores, with their comment."""

    titles: Mapping[str, str]
    weight: Any
    cells: tuple[tuple[int, Mapping[str, str], str], ...]
    differs: bool


def appeal_page(appeal: Appeal) -> dict[str, Any]:
    """Everything that a decision rests on. `appeal` brings its submission with unit version and enrolment. Five queries."""
    letter = appeal.submission
    config = letter.config
    rubric = config["rubric"]
    rows = Score.objects.filter(allocation__submission=letter).select_related("allocation").order_by("allocation_id", "number")
    latest = {row.allocation.stage: row for row in rows}
    order = [stage for stage in (Stage.FIRST, Stage.SECOND, Stage.THIRD, Stage.APPEAL) if stage in latest]
    finals = list(FinalScore.objects.filter(submission=letter).order_by("number"))
    first = next((one for one in reversed(finals) if one.basis != "appeal"), finals[-1])
    flags = {flag["id"]: flag["titles"] for flag in rubric["flags"]}
    second = _reached(letter, latest[Stage.APPEAL]) if Stage.APPEAL in latest else None
    before = Reached(first.percent, frozenset(first.red_flags), first.passed)
    return {
        "appeal": appeal,
        "state": staff_words(appeal.state),
        "ref": letter.ref,
        "titles": letter.unit_version.titles,
        "country": letter.enrolment.country,
        "needed": config["pass_percent"],
        "late_percent": letter.late_percent,
        "first": before,
        "first_flags": [flags[one] for one in first.red_flags if one in flags],
        "basis": basis_words(first.basis),
        "second": second,
        "second_flags": [flags[one] for one in sorted(second.red_flags) if one in flags] if second else [],
        "better": second is not None and is_better(before, second),
        "given": [_given(stage, latest[stage], flags) for stage in order],
        "criteria": [_criterion(one, [latest[stage] for stage in order]) for one in rubric["criteria"]],
        "blocks": letter_blocks(letter.letter),
        "files": len(files_of(letter.pk)),
    }


def _reached(letter: Submission, score: Score) -> Reached:
    percent = max(Decimal(0), score.percent - letter.late_percent)
    needed = Decimal(letter.config["pass_percent"])
    passed = rubrics.passes(percent_=percent, red_flags=score.red_flags, pass_percent=needed)
    return Reached(percent, frozenset(score.red_flags), passed)


def _given(stage: str, score: Score, flags: Mapping[str, Mapping[str, str]]) -> Given:
    who = {
        Stage.FIRST: _("Assessor A"), Stage.SECOND: _("Assessor B"), Stage.THIRD: _("Third assessor"),
        Stage.APPEAL: _("Assessor of the appeal"),
    }[Stage(stage)]  # fmt: skip
    raised = tuple(flags[one] for one in score.red_flags if one in flags)
    return Given(who, score.percent, raised, score.passed, stage == Stage.APPEAL, score.comments.get("_", ""))


def _criterion(criterion: Mapping[str, Any], scores: list[Score]) -> CriterionRow:
    words = {level["n"]: level for level in criterion["levels"]}
    picked = [score.picks.get(criterion["id"], 0) for score in scores]
    cells = tuple(
        (n, words.get(n, {}), score.comments.get(criterion["id"], "")) for n, score in zip(picked, scores, strict=True)
    )
    return CriterionRow(criterion["titles"], criterion["weight"], cells, len(set(picked)) > 1)


def basis_words(basis: str) -> str:
    """What a result rests on, for those who decide."""
    return {
        "single": _("one assessor"), "mean": _("the mean of two assessors"), "higher": _("the higher of two scores"),
        "discussion": _("two assessors after a discussion"), "third": _("a third assessor’s score"),
        "appeal": _("the score of an appeal"),
    }[basis]  # fmt: skip


def appeal_mail(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a mail about an appeal adds when it is written: the answer is kept in the appeal only."""
    appeal = Appeal.objects.get(pk=int(params["appeal_id"]))
    return {"answer": appeal.answer, "state": appeal.state}


def appeal_todos(scope: Scope) -> list[Todo]:
    """Appeals that wait for this decider, as one line. One query, none for others."""
    if not scope.decider:
        return []
    rows = appeals(scope, done=False).filter(state__in=_STATES_OF_STAFF)
    found = rows.order_by().aggregate(n=Count("pk"), oldest=Min("at"))
    if not found["n"]:
        return []
    days = (timezone.now() - found["oldest"]).days
    return [
        Todo(
            title=ngettext("{n} appeal waits for you", "{n} appeals wait for you", found["n"]).format(n=found["n"]),
            why=ngettext("The oldest has waited {n} day.", "The oldest has waited {n} days.", days).format(n=days)
            if days
            else _("It came in today."),
            url=reverse("lms:assessments:appeal-list"),
            icon="undo",
            tone="warn" if days >= SLOW_DAYS else "",
            weight=24,
            act=_("See the appeals"),
        )
    ]
