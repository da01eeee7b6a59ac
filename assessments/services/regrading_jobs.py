"""The two jobs of scoring again: finding who would change, and doing it. Both may be killed anywhere and begun again."""

from collections.abc import Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from assessments.kinds.material import build_question
from assessments.models import Question, QuestionEntry, Regrade, RegradeLine, RegradeState
from assessments.models.regrade_rows import version_number
from assessments.regrading import LOOKS, LOWER, Verdict, judge, material_of
from assessments.selectors.regrading import Keyring, Sat, how_many, question_rows, results_after, sheets_of, tries_at
from assessments.services.regrading_attempts import apply_line, line_of
from lms.audit.api import record_event
from lms.jobs import api as jobs
from lms.kernel.places import COUNTRIES, TIME_ZONES

CHUNK: Final = 500  # results looked at between two marks of progress
FEW: Final = 50  # attempts written between two marks of progress


def prepare(claim: jobs.Claim) -> dict[str, Any]:
    """The job of `prepare_regrade`: resolve the key by country, look at every result, keep what would change."""
    regrade = Regrade.objects.select_related("item").get(pk=claim.args["regrade_id"])
    url = {"url": reverse("lms:assessments:regrade-detail", args=[regrade.pk])}
    if regrade.state != RegradeState.PREPARING:
        return url
    regrade.keys = _keys(regrade)
    with transaction.atomic():  # begun again after a fault: from the beginning
        RegradeLine.objects.filter(regrade=regrade).delete()
        regrade.save(update_fields=["keys"])
    looked = _examine(regrade, claim)
    with transaction.atomic():
        Regrade.objects.filter(pk=regrade.pk, state=RegradeState.PREPARING).update(state=RegradeState.READY, looked_at=looked)
    return url


def apply(claim: jobs.Claim) -> dict[str, Any]:
    """The job of `apply_regrade`: who handed in since the preview is looked at too; then attempt after attempt, each whole."""
    regrade = Regrade.objects.select_related("item", "to").get(pk=claim.args["regrade_id"])
    url = {"url": reverse("lms:assessments:regrade-detail", args=[regrade.pk])}
    if regrade.state != RegradeState.APPLYING:
        return url
    _examine(regrade, None)
    waiting = RegradeLine.objects.filter(regrade=regrade, state=RegradeLine.State.WAITING).order_by("pk")
    question_id = Question.objects.non_polymorphic().values_list("pk", flat=True).get(version=regrade.to_id)
    while line_ids := list(waiting.values_list("pk", flat=True)[:FEW]):
        _mark(regrade, claim)
        for line_id in line_ids:
            apply_line(line_id=line_id, regrade=regrade, question_id=question_id)
    _finish(regrade)
    return url


def _keys(regrade: Regrade) -> dict[str, Any]:
    """{country: the question as a sheet would ask it today}; a country in which it can't be asked is left out."""
    question = Question.objects.select_related("version__item").get(version=regrade.to_id)
    entry = QuestionEntry.objects.select_related("item").get(item=regrade.item_id)
    found = {}
    for country in COUNTRIES:
        today = timezone.localdate(timezone=ZoneInfo(TIME_ZONES[country]))
        made = build_question(question, entry, country, on=today, before={})
        if made.slots and not made.problems:
            found[country] = material_of(made.slots[0], country)
    return found


def _examine(regrade: Regrade, claim: jobs.Claim | None) -> int:
    """Look at every result that has no line yet; returns how many there are. `claim`: show progress."""
    rows = question_rows(regrade.item_id, version_number(regrade.to_id))
    total = how_many(rows)
    keys = Keyring(regrade, regrade.item.key)
    after, looked = 0, 0
    while results := results_after(rows, after=after, limit=CHUNK):
        lines = _lines(regrade, keys, results)
        after, looked = results[-1].id, looked + len(results)
        with transaction.atomic():
            RegradeLine.objects.bulk_create(lines, ignore_conflicts=True)
            if claim:
                jobs.report_progress(claim, done=min(looked, total), total=total)
    return looked


def _lines(regrade: Regrade, keys: Keyring, results: Sequence[Sat]) -> list[RegradeLine]:
    """What the new key does to some results: a line where something changes or a person has to look. 3 to 5 queries."""
    seen = [one.attempt_id for one in results]
    known = set(RegradeLine.objects.filter(regrade=regrade, attempt__in=seen).values_list("attempt_id", "slot"))
    results = [one for one in results if (one.attempt_id, one.slot) not in known]
    tries = tries_at(results)
    found: list[tuple[Sat, Verdict]] = []
    for one in results:
        key, rules = keys.of(one)
        verdict = judge(key, rules=rules, tries=tries[one.attempt_id], before=one.before, raise_only=regrade.raise_only)
        if not verdict.moot:
            found.append((one, verdict))
    sheets = sheets_of({one.attempt_id for one, _verdict in found}) if found else {}
    return [line_of(regrade, one, verdict, sheets[one.attempt_id]) for one, verdict in found]


def _mark(regrade: Regrade, claim: jobs.Claim) -> None:
    """Show how far the writing is; a worker that was taken over stops here."""
    lines = RegradeLine.objects.filter(regrade=regrade)
    counted = lines.aggregate(
        waiting=Count("pk", filter=Q(state=RegradeLine.State.WAITING)),
        done=Count("pk", filter=Q(state=RegradeLine.State.APPLIED)),
    )
    jobs.report_progress(claim, done=counted["done"], total=counted["done"] + counted["waiting"])


def _finish(regrade: Regrade) -> None:
    """Nothing waits any more: the act is done, and audited once."""
    with transaction.atomic():
        row = Regrade.objects.select_for_update().get(pk=regrade.pk)
        if row.state != RegradeState.APPLYING:
            return
        row.state = RegradeState.APPLIED
        row.applied_at = timezone.now()
        row.save(update_fields=["state", "applied_at"])
        record_event(
            act="regrade.applied", subject="regrade", subject_id=row.pk, actor=row.applied_by_id,
            before={"state": RegradeState.READY, "prepared_by": row.by_id},
            after={"state": row.state, "item": row.item_id, "version": row.to_id, "raise_only": row.raise_only, **_counts(row)},
            reason=row.reason,
        )  # fmt: skip


def _counts(regrade: Regrade) -> dict[str, int]:
    """What was done, in numbers: for the audit."""
    applied, left = Q(state=RegradeLine.State.APPLIED), Q(state=RegradeLine.State.LEFT)
    return RegradeLine.objects.filter(regrade=regrade).aggregate(
        attempts=Count("pk", filter=applied),
        people=Count("attempt__enrolment__person", filter=applied, distinct=True),
        raised=Count("pk", filter=applied & Q(after__gt=F("before"))),
        lowered=Count("pk", filter=applied & Q(after__lt=F("before"))),
        now_passed=Count("pk", filter=applied & Q(passed_before=False, passed_after=True)),
        no_longer_passed=Count("pk", filter=applied & Q(passed_before=True, passed_after=False)),
        left_lower=Count("pk", filter=left & Q(why=LOWER)),
        left_to_people=Count("pk", filter=left & Q(why__in=LOOKS)),
    )
