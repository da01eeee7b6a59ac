"""What judges say: one value at a time, kept as it is given. Nothing is overwritten: who thinks again adds a number."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from assessments.cut_values import allowed
from assessments.errors.cuts import CutBoundsRefused, CutNotNow, CutUndeclared, CutValueRefused
from assessments.models import CutBounds, CutJudge, CutRating, CutState
from assessments.selectors.cut_panels import ratings_of
from assessments.services.cuts import held

ROUND = {CutState.FIRST.value: 1, CutState.SECOND.value: 2}


@transaction.atomic
def rate(*, judge_id: int, entry: str, value: Decimal) -> None:
    """Keep a judge's value of one entry in the round that is open. Saying the same again writes nothing.

    Raises CutUndeclared, CutValueRefused (no entry of the study, or no value that is offered), CutNotNow (the round is over,
    the judge is done with it or was left out).
    """
    study = held(CutJudge.objects.values_list("study_id", flat=True).get(pk=judge_id), *ROUND)
    judge = CutJudge.objects.select_for_update().get(pk=judge_id)
    number = ROUND[study.state]
    if judge.declared_at is None:
        raise CutUndeclared
    if judge.left_out_at or (judge.second_done_at if number == 2 else judge.first_done_at):
        raise CutNotNow
    if entry not in {one["key"] for one in study.entries} or not allowed(study.method, value):
        raise CutValueRefused(value=value)
    before = CutRating.objects.filter(judge=judge, round=number, entry=entry).order_by("number").last()
    if before is None or before.value != value:
        CutRating.objects.create(judge=judge, round=number, entry=entry, number=before.number + 1 if before else 1, value=value)


@transaction.atomic
def keep_rest(*, judge_id: int) -> int:
    """In the second round: what was not rated again stays as it was said in the first; returns how many. Raises CutNotNow."""
    study = held(CutJudge.objects.values_list("study_id", flat=True).get(pk=judge_id), CutState.SECOND)
    judge = CutJudge.objects.select_for_update().get(pk=judge_id)
    if judge.left_out_at or judge.second_done_at:
        raise CutNotNow
    before, now = (ratings_of([judge.pk], number)[judge.pk] for number in (1, 2))
    rest = [one["key"] for one in study.entries if one["key"] not in now and one["key"] in before]
    CutRating.objects.bulk_create(CutRating(judge=judge, round=2, entry=key, value=before[key]) for key in rest)
    return len(rest)


@transaction.atomic
def give_bounds(*, judge_id: int, least_cut: Decimal, most_cut: Decimal, least_fail: Decimal, most_fail: Decimal) -> None:
    """What a judge finds acceptable, in percent, for Hofstee's check; in the second round.

    Raises CutBoundsRefused, CutNotNow.
    """
    held(CutJudge.objects.values_list("study_id", flat=True).get(pk=judge_id), CutState.SECOND)
    judge = CutJudge.objects.select_for_update().get(pk=judge_id)
    if judge.left_out_at or judge.second_done_at:
        raise CutNotNow
    if not (0 <= least_cut <= most_cut <= 100 and 0 <= least_fail <= most_fail <= 100):
        raise CutBoundsRefused
    last = CutBounds.objects.filter(judge=judge).aggregate(last=Max("number"))["last"] or 0
    CutBounds.objects.create(
        judge=judge, number=last + 1, least_cut=least_cut, most_cut=most_cut, least_fail=least_fail, most_fail=most_fail
    )


@transaction.atomic
def reopen_round(*, judge_id: int) -> None:
    """A judge who is done wants to think again, while the round is open for all. Raises CutNotNow."""
    study = held(CutJudge.objects.values_list("study_id", flat=True).get(pk=judge_id), *ROUND)
    judge = CutJudge.objects.select_for_update().get(pk=judge_id)
    name = "first_done_at" if study.state == CutState.FIRST else "second_done_at"
    setattr(judge, name, None)
    judge.save(update_fields=[name])
