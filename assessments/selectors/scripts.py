"""Letters as assessors see them: a reference, a case, a country; never who wrote it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from assessments.kinds.case_study import thawed
from assessments.models import Allocation, Submission, SubmissionState
from assessments.models.conflicts import scorable
from assessments.selectors.cases import files_of, letter_blocks, rendered
from assessments.sniffing import EXTENSIONS
from lms.institutions.api import Scope


@dataclass(frozen=True, slots=True)
class WaitingLetter:
    """A letter in the queue. `mine` and `taken`: on lease to this assessor, or to another; `until`: how long."""

    ref: str
    titles: dict[str, str]
    country: str
    submitted_at: datetime
    days: int
    mine: bool
    taken: bool
    until: datetime | None
    url: str


def waiting_submissions(scope: Scope, limit: int = 200) -> list[WaitingLetter]:
    """The letters this scope may score, one's own leases first, then the oldest. One query."""
    if not (scope.assessor or scope.assessor_of):
        return []
    now = timezone.now()
    rows = (
        Submission.objects.filter(scorable(scope), state=SubmissionState.SUBMITTED)
        .order_by("submitted_at", "pk")
        .annotate(holder=F("lms_allocations__assessor_id"), until=F("lms_allocations__lease_until"))
        .values_list("ref", "unit_version__titles", "enrolment__country", "submitted_at", "holder", "until")[:limit]
    )
    found = []
    for ref, titles, country, handed_in, holder, until in rows:
        submitted_at = handed_in or now
        held = until is not None and until > now
        mine = held and holder == scope.person_id
        found.append(
            WaitingLetter(
                ref, titles, country, submitted_at, (now - submitted_at).days, mine, held and not mine, until if held else None,
                reverse("lms:assessments:script-form", args=[ref]),
            )
        )  # fmt: skip
    return sorted(found, key=lambda letter: not letter.mine)


def script_page(submission: Submission, lease: Allocation) -> dict[str, Any]:
    """One leased letter with what it is held against: the issues of the case, the law of the country, the rubric."""
    config = submission.unit_version.config
    country = submission.enrolment.country
    facts = config["facts"].get(country, {})
    law = thawed(facts)
    issues = [{**issue, "law": [law[key] for key in issue["facts"] if key in law]} for issue in config["case"]["issues"]]
    asked = {one["id"] for one in submission.asked}
    return {
        "ref": submission.ref,
        "titles": submission.unit_version.titles,
        "country": country,
        "submitted_at": submission.submitted_at,
        "until": lease.lease_until,
        "fence": lease.fence,
        "blocks": letter_blocks(submission.letter),
        "asked": [one["question"] for one in config["case"]["ask"] if one["id"] in asked],
        "business": rendered(config["case"]["business"], country=country, facts=facts, shift=3),
        "local": rendered(config["case"]["local"].get(country, {}), country=country, facts=facts, shift=3),
        "task": rendered(config["case"]["task"], country=country, facts=facts, shift=3),
        "issues": issues,
        "rubric": config["rubric"],
        "pass_percent": config["pass_percent"],
        "files": [
            {"ref": str(file.ref), "name": script_file_name(submission.ref, n, file.content_type), "size": file.size}
            for n, file in enumerate(files_of(submission.pk), start=1)
        ],
    }


def script_file_name(ref: str, number: int, content_type: str) -> str:
    """A file's name without its writer's words: «7F3K-2QXA-1.pdf»."""
    return f"{ref}-{number}{EXTENSIONS[content_type]}"


def file_number(submission: Submission, ref: str) -> int:
    """The place of a file among a letter's files, from 1."""
    return next(n for n, file in enumerate(files_of(submission.pk), start=1) if str(file.ref) == ref)
