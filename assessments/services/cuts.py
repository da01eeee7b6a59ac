"""A panel's work on a cut score: opening it, its judges, moving it from round to round. Everything here is the chair's."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.errors.cuts import (
    CutJudgeKnown,
    CutJudgeRefused,
    CutJudgeUnknown,
    CutNothingToJudge,
    CutNotNow,
    CutPanelTooSmall,
    CutReasonMissing,
    CutStudyOpen,
    CutUndeclared,
    CutUnfinished,
)
from assessments.models import CutJudge, CutMethod, CutState, CutStudy
from assessments.models.cut_rows import who_takes
from assessments.models.cuts import OPEN_STATES
from assessments.selectors.cut_entries import entries_to_judge, facilities_of
from assessments.selectors.cut_panels import done_by, panel_lacks
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.messages.api import send

ASKED: Final = "cut_judge"
SECOND: Final = "cut_second_round"


@transaction.atomic
def open_study(
    *, unit_id: int, country: str, described: Mapping[str, str], trades: Sequence[str], least_country: int, least_trade: int,
    only_lacking: bool, by: int,
) -> int:  # fmt: skip
    """Begin a study of a certifying quiz or case, in one country or ('') in all; what is judged is frozen now.

    `only_lacking`: judge only the questions that no decision in force speaks of. Raises CutStudyOpen, CutNothingToJudge.
    """
    if CutStudy.objects.filter(unit=unit_id, country=country, state__in=OPEN_STATES).exists():
        raise CutStudyOpen
    found = entries_to_judge(unit_id, country, only_lacking=only_lacking)
    if not found.entries:
        raise CutNothingToJudge(what=found.why)
    study = CutStudy.objects.create(
        unit_id=unit_id, country=country, method=found.method, described=dict(described), trades=list(trades),
        least_country=least_country, least_trade=least_trade, entries=found.entries, by_id=by,
    )  # fmt: skip
    record_event(
        act="cut_study.opened", subject="cut_study", subject_id=study.pk, actor=by,
        after={"unit": unit_id, "country": country, "entries": len(found.entries)},
    )  # fmt: skip
    return study.pk


@transaction.atomic
def add_judge(*, study_id: int, email: str, country: str, trade: str, by: int) -> int:
    """Ask somebody onto the panel; they get a mail. Only in the first round.

    Raises CutNotNow, CutJudgeUnknown, CutJudgeKnown; CutJudgeRefused for who takes or took the course, and, where letters are
    judged, for who assesses.
    """
    study = held(study_id, CutState.FIRST)
    person = institutions.person_by_email(email)
    if person is None or institutions.user_id_of(person) is None:
        raise CutJudgeUnknown(email=email)
    name = institutions.person_cards([person])[person].full_name
    if study.lms_judges.filter(person=person).exists():
        raise CutJudgeKnown(name=name)
    scope = institutions.scope(person)
    if who_takes(study.unit_id, [person]) or (study.method == CutMethod.BORDERLINE and (scope.assessor or scope.assessor_of)):
        raise CutJudgeRefused(name=name)
    judge = CutJudge.objects.create(study=study, person_id=person, country=country, trade=trade)
    record_event(
        act="cut_study.judge_added", subject="cut_study", subject_id=study.pk, actor=by,
        after={"judge": judge.pk, "trade": trade},
    )  # fmt: skip
    send(
        person_id=person, kind=ASKED, speaks_of=f"cut_judge:{judge.pk}",
        params={"study_id": study.pk, "titles": study.unit.titles, "entries": len(study.entries)},
    )  # fmt: skip
    return judge.pk


@transaction.atomic
def leave_out_judge(*, judge_id: int, reason: str, by: int) -> None:
    """A judge does not count any more; what they said is kept. Raises CutReasonMissing, CutNotNow."""
    if not reason.strip():
        raise CutReasonMissing
    study = held(CutJudge.objects.values_list("study_id", flat=True).get(pk=judge_id), CutState.FIRST, CutState.SECOND)
    judge = CutJudge.objects.select_for_update().get(pk=judge_id)
    if judge.left_out_at:
        raise CutNotNow
    judge.left_out_at, judge.left_out_because = timezone.now(), reason.strip()[:300]
    judge.save(update_fields=["left_out_at", "left_out_because"])
    record_event(
        act="cut_study.judge_left_out", subject="cut_study", subject_id=study.pk, actor=by, after={"judge": judge.pk},
        detail={"reason": reason},
    )  # fmt: skip


@transaction.atomic
def start_second_round(*, study_id: int, by: int) -> None:
    """Everybody is done with the first round: now each sees the group's figures, and what people who sat it did.

    Raises CutNotNow, CutPanelTooSmall. The judges get a mail.
    """
    study = held(study_id, CutState.FIRST)
    judges = counted(study)
    _all_done(judges, "first_done_at")
    if lacks := panel_lacks(study, judges):
        raise CutPanelTooSmall(what=" ".join(lacks))
    study.state, study.second_at = CutState.SECOND, timezone.now()
    study.facilities = facilities_of(study)
    study.save(update_fields=["state", "second_at", "facilities"])
    record_event(act="cut_study.second_round", subject="cut_study", subject_id=study.pk, actor=by)
    for judge in judges:
        send(
            person_id=judge.person_id, kind=SECOND, speaks_of=f"cut_judge:{judge.pk}:2",
            params={"study_id": study.pk, "titles": study.unit.titles, "entries": len(study.entries)},
        )  # fmt: skip


@transaction.atomic
def close_ratings(*, study_id: int, by: int) -> None:
    """Everybody is done with the second round: nothing can be rated any more. Raises CutNotNow, CutPanelTooSmall."""
    study = held(study_id, CutState.SECOND)
    judges = counted(study)
    _all_done(judges, "second_done_at")
    if lacks := panel_lacks(study, judges):
        raise CutPanelTooSmall(what=" ".join(lacks))
    study.state, study.closed_at = CutState.CLOSED, timezone.now()
    study.save(update_fields=["state", "closed_at"])
    record_event(act="cut_study.closed", subject="cut_study", subject_id=study.pk, actor=by)


@transaction.atomic
def drop_study(*, study_id: int, reason: str, by: int) -> None:
    """Give a study up; what was said stays. Raises CutReasonMissing, CutNotNow."""
    if not reason.strip():
        raise CutReasonMissing
    study = held(study_id, *OPEN_STATES)
    before, study.state = study.state, CutState.DROPPED
    study.dropped_because = reason.strip()[:300]
    study.save(update_fields=["state", "dropped_because"])
    record_event(
        act="cut_study.dropped", subject="cut_study", subject_id=study.pk, actor=by, before={"state": before},
        after={"state": study.state}, detail={"reason": reason},
    )  # fmt: skip


@transaction.atomic
def declare(*, judge_id: int, study_id: int) -> None:
    """A judge promises to keep questions and answers to themselves. Safe to repeat."""
    judge = CutJudge.objects.select_for_update().get(pk=judge_id, study=study_id)
    if judge.declared_at is None:
        judge.declared_at = timezone.now()
        judge.save(update_fields=["declared_at"])
        record_event(
            act="cut_study.declared", subject="cut_study", subject_id=study_id, actor=judge.person_id, after={"judge": judge.pk}
        )


@transaction.atomic
def finish_round(*, judge_id: int) -> None:
    """A judge has rated everything in the round that is open, and in the second one said what they find acceptable.

    Raises CutUndeclared, CutUnfinished, CutNotNow. Safe to repeat.
    """
    study = held(CutJudge.objects.values_list("study_id", flat=True).get(pk=judge_id), CutState.FIRST, CutState.SECOND)
    judge = CutJudge.objects.select_for_update().get(pk=judge_id)
    if judge.declared_at is None:
        raise CutUndeclared
    if judge.left_out_at:
        raise CutNotNow
    left = done_by(judge, study).left
    if left:
        raise CutUnfinished(n=left)
    name = "first_done_at" if study.state == CutState.FIRST else "second_done_at"
    if getattr(judge, name) is None:
        setattr(judge, name, timezone.now())
        judge.save(update_fields=[name])


def forget_judge(*, person_id: int) -> None:
    """Erasure: why somebody was left out goes; what they said of entries stays, by an id. Safe to repeat."""
    CutJudge.objects.filter(person=person_id).update(left_out_because="")


def held(study_id: int, *states: str) -> CutStudy:
    """The study's row, locked, in one of these states. Raises CutNotNow."""
    study = CutStudy.objects.select_for_update(of=("self",)).select_related("unit").get(pk=study_id)
    if study.state not in states:
        raise CutNotNow
    return study


def counted(study: CutStudy) -> list[CutJudge]:
    """The judges who were not left out. One query."""
    return list(study.lms_judges.filter(left_out_at=None))


def _all_done(judges: Sequence[CutJudge], name: str) -> None:
    waiting = sum(getattr(judge, name) is None for judge in judges)
    if not judges:
        raise CutPanelTooSmall(what=_("There are no judges."))
    if waiting:
        words = ngettext("{n} judge is not done yet.", "{n} judges are not done yet.", waiting)
        raise CutPanelTooSmall(what=words.format(n=waiting))
