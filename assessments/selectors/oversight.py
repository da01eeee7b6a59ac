"""What the pre-check of a certification report looks at: how fast letters were scored, who was refused, which questions were
shown too often, which letters are alike. Numbers and codes, never names."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor

from django.db.models import Count, F

from assessments import exposing
from assessments.models import Attempt, Exposure, Quiz, Score, ScriptShingles, Submission

QUICK = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Oversight:
    """`scored`: first scores of letters given in the period, `quick`: those under three minutes after the letter was taken.
    `decided`: (letters with a result, of them not passed) per period asked for. `alike`: (reference, percent)."""

    scored: int
    quick: int
    decided: tuple[tuple[int, int], ...]
    exposed: tuple[str, ...]
    alike: tuple[tuple[str, int], ...]


def oversight(
    institution_id: int, *, start: datetime, end: datetime, before: Sequence[tuple[datetime, datetime]], alike_from: int
) -> Oversight:
    """What happened in [start, end); `before`: periods, the newest last, whose refusals are counted.

    Six queries and one a period."""
    scores = Score.objects.filter(
        number=1, allocation__submission__enrolment__institution_id=institution_id, at__gte=start, at__lt=end,
        allocation__taken_at__isnull=False,
    )  # fmt: skip
    alike = ScriptShingles.objects.filter(
        submission__enrolment__institution_id=institution_id, submission__submitted_at__gte=start,
        submission__submitted_at__lt=end, nearest_percent__gte=alike_from,
    )  # fmt: skip
    return Oversight(
        scores.count(), scores.filter(at__lt=F("allocation__taken_at") + QUICK).count(),
        tuple(_decided(institution_id, *one) for one in before), _exposed(institution_id, start, end),
        tuple(
            (ref, percent or 0)
            for ref, percent in alike.order_by("submission__ref").values_list("submission__ref", "nearest_percent")
        ),
    )  # fmt: skip


def _decided(institution_id: int, start: datetime, end: datetime) -> tuple[int, int]:
    """Letters with a released result, and those that did not pass, in a period. One query."""
    rows = Submission.objects.filter(enrolment__institution_id=institution_id, released_at__gte=start, released_at__lt=end)
    results = rows.values_list("pk", "lms_final_scores__passed").order_by("pk", "lms_final_scores__number")
    last = dict(results)  # the last result of a letter speaks
    return len(last), sum(passed is False for passed in last.values())


def _exposed(institution_id: int, start: datetime, end: datetime) -> tuple[str, ...]:
    """Questions that the institution's people met in the period and that stood on more sheets than their cap allows."""
    met = Exposure.objects.filter(attempt__enrolment__institution_id=institution_id, at__gte=start, at__lt=end)
    entries = set(met.values_list("entry_id", flat=True))
    if not entries:
        return ()
    since = end - timedelta(days=exposing.DAYS)
    shown: Counter[tuple[str, int]] = Counter()
    places: dict[tuple[str, int], set[str]] = defaultdict(set)
    rows = Exposure.objects.filter(entry__in=entries, at__gte=since, at__lt=end).order_by()
    for key, unit, country, n in rows.values_list(
        "entry__item__key", "attempt__unit_id", "attempt__enrolment__country"
    ).annotate(n=Count("pk")):
        shown[key, unit] += n
        places[key, unit].add(country)
    units = {unit for _key, unit in shown}
    drawn = Attempt.objects.filter(unit__in=units, started_at__gte=since, started_at__lt=end).order_by()
    sheets = {
        (unit, country): n for unit, country, n in drawn.values_list("unit_id", "enrolment__country").annotate(n=Count("pk"))
    }
    caps = dict(Quiz.objects.filter(pk__in=units).values_list("pk", "exposure_cap"))
    over = {
        key
        for (key, unit), n in shown.items()
        if n > max(1, floor(caps.get(unit, 40) * sum(sheets.get((unit, one), 0) for one in places[key, unit]) / 100))
    }
    return tuple(sorted(over))


def upheld_writers(institution_id: int, *, start: datetime, end: datetime) -> set[int]:
    """Ids of the people of an institution whose letter's result was changed by a review in [start, end). One query."""
    rows = Submission.objects.filter(
        enrolment__institution_id=institution_id, lms_appeal__state="changed", lms_appeal__decided_at__gte=start,
        lms_appeal__decided_at__lt=end,
    )  # fmt: skip
    return set(rows.values_list("enrolment__person_id", flat=True))
