"""What the pages of a review show: remarks with their answers, the sample, the pre-check, the drift, the inbox. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils import timezone

from lms.institutions import api as institutions
from lms.institutions.api import Scope
from lms.kernel.calendars import business_days_until
from lms.kernel.words import in_language
from lms.reporting import periods
from lms.reporting.delegates import acting_of, widened
from lms.reporting.models import (
    EditionState,
    ReportComment,
    ReportDrift,
    ReportEdition,
    ReportPrecheck,
    ReportReply,
    ReportSample,
    SampleFinding,
    SampleItem,
)
from lms.reporting.selectors import title_of
from lms.reporting.wording import outcome_words, reason_words, sign_rule, sign_sentence, sign_title

AGEING = 5  # business days after which a line of the inbox is marked


def remarks_of(edition: ReportEdition, reader: int, *, may_resolve: bool, may_answer: bool) -> list[dict[str, Any]]:
    """Remarks in order, each with its answers; open ones can be answered, and resolved by their writer or a reviewer. Two
    queries."""
    replies = Prefetch("lms_replies", ReportReply.objects.select_related("by").order_by("at", "pk"))
    rows = edition.lms_comments.select_related("by").prefetch_related(replies).order_by("at", "pk")
    found = []
    for row in rows:
        answers = list(row.lms_replies.all())
        closed = any(one.resolves for one in answers)
        found.append(
            {
                "id": row.pk, "by": row.by.full_name, "at": row.at, "line": row.line, "text": row.text, "closed": closed,
                "answers": [one for one in answers if one.text or one.resolves],
                "answer": may_answer and not closed, "resolve": not closed and (may_resolve or row.by_id == reader),
            }
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class SampleView:
    """The sample in numbers, and its awards with the finding that speaks."""

    seed: str
    population: int
    drawn: int
    items: tuple[dict[str, Any], ...]
    missing: int

    @property
    def size(self) -> int:
        return len(self.items)


def sample_view(edition: ReportEdition) -> SampleView | None:
    """The evidence sample of an edition that was read with it (`access_edition`). One query."""
    sample: ReportSample | None = getattr(edition, "lms_sample", None)
    if sample is None:
        return None
    last = SampleFinding.objects.filter(item=OuterRef("pk")).order_by("-pk")
    rows = (
        SampleItem.objects.filter(sample=sample)
        .order_by("place")
        .annotate(outcome=Subquery(last.values("outcome")[:1]), note=Subquery(last.values("note")[:1]))
    )
    tones = {"conforms": "ok", "observation": "warn", "fails": "bad"}
    items = tuple(
        {
            "id": row.pk, "place": row.place, "serial": row.serial, "why": reason_words(row.reasons),
            "outcome": outcome_words(row.outcome) if row.outcome else "", "note": row.note or "",
            "tone": tones.get(row.outcome or "", ""),
        }
        for row in rows
    )  # fmt: skip
    return SampleView(sample.seed, sample.population, sample.drawn, items, sum(not one["outcome"] for one in items))


def signs_view(edition: ReportEdition) -> list[dict[str, str]] | None:
    """What the pre-check saw, in words; None before it looked. No query, as above."""
    row: ReportPrecheck | None = getattr(edition, "lms_precheck", None)
    if row is None:
        return None
    return [
        {"title": sign_title(one["rule"]), "what": sign_sentence(one["rule"], one["facts"]), "rule": sign_rule(one["rule"])}
        for one in row.signs
    ]


def drift_view(edition: ReportEdition, titles: dict[str, str]) -> dict[str, Any] | None:
    """How the edition differs from today's data; None before anybody compared. No query, as above."""
    row: ReportDrift | None = getattr(edition, "lms_drift", None)
    if row is None:
        return None
    return {"at": row.checked_at, "lines": [{**one, "title": titles.get(one["figure"], one["figure"])} for one in row.lines]}


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One report that waits for somebody of this role, and for how many business days."""

    id: int
    title: str
    institution: str
    country: str
    period: str
    role: str  # endorse, decide
    since: datetime
    days: int
    ageing: bool
    due: datetime | None
    remarks: int
    findings: str  # "3/7", "" when there is no sample
    acting_for: str


def inbox(scope: Scope) -> list[InboxLine]:
    """What waits for this person, the oldest first; without reports that they had a part in, or of institutions that they are
    too close to. Eight queries whatever its length."""
    wide = widened(scope)
    if not (wide.focal_of or wide.reviewer):
        return []
    states = [EditionState.SUBMITTED, EditionState.ENDORSED]
    rows = ReportEdition.objects.filter(state__in=states).select_related("report__institution").order_by("submitted_at", "pk")
    if not wide.reviewer and "" not in wide.focal_of:
        rows = rows.filter(report__institution__country__in=wide.focal_of)
    found = [one for one in rows[:300] if scope.person_id not in (one.submitted_by_id, one.endorsed_by_id)]
    places = {one.report.institution_id for one in found}
    close = institutions.house_conflicts([scope.person_id], places) if found else {}
    open_remarks = _open_remarks(found)
    looked = _looked_at(found)
    stand_in = {one.country: one.giver for one in acting_of(scope.person_id) if one.role == "focal"} if found else {}
    lines = []
    for edition in found:
        place = edition.report.institution
        if (scope.person_id, place.pk) in close:
            continue
        endorses = edition.state == EditionState.SUBMITTED and bool(wide.focal_of & {place.country, ""})
        decides = edition.state == EditionState.ENDORSED and scope.reviewer
        if endorses or decides:
            acting = (
                "" if decides or scope.focal_of & {place.country, ""} else stand_in.get(place.country, stand_in.get("", ""))
            )
            lines.append(_line(edition, "decide" if decides else "endorse", open_remarks, looked, acting))
    return lines


def _line(
    edition: ReportEdition, role: str, remarks: dict[int, int], looked: dict[int, tuple[int, int]], acting: str
) -> InboxLine:
    place = edition.report.institution
    since = edition.endorsed_at if role == "decide" and edition.endorsed_at else edition.submitted_at or edition.as_at
    days = business_days_until(timezone.localdate(since), timezone.localdate(), place.country)
    seen = looked.get(edition.pk)
    return InboxLine(
        edition.pk, title_of(edition.report.kind), in_language(place.names), place.get_country_display(),
        periods.period(edition.report.period, place.time_zone).words(), role, since, max(0, days), days > AGEING,
        edition.endorse_by if role == "endorse" else None, remarks.get(edition.pk, 0),
        f"{seen[0]}/{seen[1]}" if seen else "", acting,
    )  # fmt: skip


def _open_remarks(editions: Sequence[ReportEdition]) -> dict[int, int]:
    found: dict[int, int] = {}
    rows = ReportComment.objects.filter(edition__in=[one.pk for one in editions]).exclude(lms_replies__resolves=True)
    for pk in rows.values_list("edition_id", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found


def _looked_at(editions: Sequence[ReportEdition]) -> dict[int, tuple[int, int]]:
    """{edition: (awards with a finding, awards of the sample)}. One query."""
    rows = SampleItem.objects.filter(sample__edition__in=[one.pk for one in editions]).annotate(
        said=Subquery(SampleFinding.objects.filter(item=OuterRef("pk")).values("pk")[:1])
    )
    found: dict[int, tuple[int, int]] = {}
    for edition, said in rows.values_list("sample__edition_id", "said"):
        done, all_of_them = found.get(edition, (0, 0))
        found[edition] = (done + (said is not None), all_of_them + 1)
    return found
