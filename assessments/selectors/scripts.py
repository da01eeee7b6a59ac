"""Scripts as assessors see them: a reference, a case, a country; never who wrote it, nor whether it is a reference script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from assessments import letters, stages
from assessments.authorship import DECLARED
from assessments.kinds.case_study import thawed
from assessments.models import Allocation, Submission
from assessments.models.assessor_rows import is_qualified
from assessments.models.conflicts import scorable_stages
from assessments.models.qualified import current
from assessments.selectors.authorship import declared_to_assessor
from assessments.selectors.cases import files_of, letter_blocks, rendered
from assessments.selectors.script_likeness import likeness_of
from assessments.sniffing import EXTENSIONS
from lms.institutions.api import Scope


@dataclass(frozen=True, slots=True)
class Script:
    """What an assessor may know of a leased script: the same of a letter and of a reference script."""

    ref: str
    config: Mapping[str, Any]
    country: str
    titles: Mapping[str, str]
    letter: Mapping[str, Any]
    asked: Sequence[Mapping[str, Any]]
    handed_in_at: datetime
    submission: Submission | None


def script_of(one: Allocation) -> Script:
    """The script of a stage, which brings its submission (with unit version and enrolment) or its reference."""
    letter = one.submission
    if letter is not None:
        return Script(
            letter.ref, letter.config, letter.enrolment.country, letter.unit_version.titles, letter.letter,
            letter.asked, letter.submitted_at or one.created_at, letter,
        )  # fmt: skip
    reference = one.reference
    assert reference is not None
    assert one.seed_ref is not None
    titles = reference.config["titles"]
    return Script(
        one.seed_ref, reference.config, reference.country, titles, reference.letter, reference.asked,
        one.shown_as_of or one.created_at, None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class WaitingLetter:
    """A script in the queue. `mine` and `taken`: on lease to this assessor, or to another; `until`: how long. `kept`: put back
    by this assessor, with what was typed. `qualified`: this assessor may score it. `discussing`: scored once, to be looked at
    again. `again`: a result was appealed against. What follows is for choosing and grouping, and never shown: it tells who."""

    ref: str
    titles: dict[str, str]
    country: str
    submitted_at: datetime
    days: int
    mine: bool
    taken: bool
    until: datetime | None
    qualified: bool = True
    discussing: bool = False
    again: bool = False
    kept: bool = False
    case_key: str = ""
    structure: str = ""
    allocation_id: int = 0
    submission_id: int | None = None
    institution_id: int | None = None
    cohort_course_id: int | None = None
    outside: bool = False
    needs: bool = False  # only who qualified may score it

    @property
    def url(self) -> str:
        return reverse("lms:assessments:script-form", args=[self.ref])


ALIKE_FROM = 20  # percent; below it letters on one business are alike by nature
_CONFIG = "submission__unit_version__config"
_TYPED = ExpressionWrapper(~Q(draft={}), output_field=BooleanField())


def waiting_submissions(scope: Scope, limit: int = 200) -> list[WaitingLetter]:
    """The scripts this scope may score, one's own leases first, then the oldest; one line a script. Two queries."""
    if not (scope.assessor or scope.assessor_of):
        return []
    now = timezone.now()
    handed_in = Coalesce("submission__submitted_at", "shown_as_of", "created_at")
    own = ExpressionWrapper(Q(assessor_id=scope.person_id, lease_until__gt=now), output_field=BooleanField())
    stages_ = Allocation.objects.filter(scorable_stages(scope)).annotate(handed_in=handed_in, own=Coalesce(own, False))
    first = stages_.order_by("-own", "handed_in", "pk").values("pk")[: limit * 3]  # what is read of a script, of these only
    rows = (
        Allocation.objects.filter(pk__in=first)
        .annotate(handed_in=handed_in, typed=_TYPED)
        .order_by("handed_in", "pk")
        .values_list(
            "submission__ref", "seed_ref", "submission__unit_version__titles", "reference__config__titles",
            "submission__enrolment__country", "reference__country", "handed_in", "assessor_id", "lease_until", "discussing",
            "stage", "typed", F(f"{_CONFIG}__scoring"), "submission__case_key", "submission__structure_hash",
            "reference__case_key", "submission_id", "submission__enrolment__institution_id",
            "submission__enrolment__cohort_course_id", "pk", F("reference__config__scoring"), "reference__structure_hash",
        )
    )  # fmt: skip
    able = set(current(now).filter(person_id=scope.person_id).values_list("case_key", "structure_hash"))
    found: dict[str, WaitingLetter] = {}
    for row in rows:
        live_ref, seed_ref, titles, seed_titles, country, seed_country, handed_in, holder, until, discussing, stage = row[:11]
        typed, scoring, case_key, structure, seed_case, submission_id, institution_id, cohort_course_id, pk = row[11:20]
        scoring, case_key, structure = scoring or row[20] or {}, case_key or seed_case or "", structure or row[21] or ""
        ref = live_ref or seed_ref
        held = until is not None and until > now
        mine = held and holder == scope.person_id
        line = WaitingLetter(
            ref=ref, titles=titles or seed_titles, country=country or seed_country, submitted_at=handed_in,
            days=(now - handed_in).days, mine=mine, taken=held and not mine, until=until if held else None,
            qualified=not scoring.get("qualify") or (case_key, structure) in able,
            discussing=discussing, again=stage == "appeal", kept=not held and typed and holder == scope.person_id,
            case_key=case_key, structure=structure, allocation_id=pk, submission_id=submission_id,
            institution_id=institution_id, cohort_course_id=cohort_course_id, outside=bool(scoring.get("outside")),
            needs=bool(scoring.get("qualify")),
        )  # fmt: skip
        known = found.get(ref)
        if known is None or _rank(line) < _rank(known):
            found[ref] = line
    return sorted(found.values(), key=lambda letter: not letter.mine)[:limit]


def _rank(letter: WaitingLetter) -> tuple[bool, bool, bool]:
    return not letter.mine, not letter.kept, letter.taken


def may_score(scope: Scope, script: Script) -> bool:
    """Whether the case's rules let this assessor score it. One query."""
    return is_qualified(scope.person_id, script.config)


def _alike(script: Script) -> dict[str, Any] | None:
    """How much of a letter stands in another one, from a share on that is worth a look, with the letter's own words. One query.

    Of a reference script nothing is told, as of most letters: looking it up here would take longer than a letter's page does.
    """
    found = likeness_of(script.submission.pk) if script.submission else None
    if found is None or found.percent < ALIKE_FROM:
        return None
    texts = letters.texts_of(script.letter)
    quotes = [texts.get(one["block"], "")[one["start"] : one["end"]] for one in found.passages]
    return {"percent": found.percent, "passages": [quote for quote in quotes if quote.strip()]}


def _declared(script: Script) -> list[str] | None:
    """The kinds of help that a letter's writer declares, where its task lets them count. A reference script declares none, as
    most letters do."""
    if script.config.get("ai_help") != DECLARED:
        return None
    return declared_to_assessor(script.submission.pk) if script.submission else []


def releases_at_once(script: Script) -> bool:
    """Whether a result goes out when it is given."""
    return stages.rules_of(script.config).release == "at_once"


def script_page(lease: Allocation, anchors: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """One leased script with what it is held against: the issues of the case, the law of the country, the rubric.

    `anchors` are the remarks whose passages are marked. Of the case's rules those are told that hold for every letter of it.
    """
    script = script_of(lease)
    config, country = script.config, script.country
    facts = config["facts"].get(country, {})
    law = thawed(facts)
    issues = [{**issue, "law": [law[key] for key in issue["facts"] if key in law]} for issue in config["case"]["issues"]]
    asked = {one["id"] for one in script.asked}
    files = files_of(script.submission.pk) if script.submission else []
    rules = stages.rules_of(config)
    return {
        "ref": script.ref,
        "titles": script.titles,
        "country": country,
        "submitted_at": script.handed_in_at,
        "until": lease.lease_until,
        "fence": lease.fence,
        "letter": script.letter,
        "blocks": letter_blocks(script.letter, anchors=anchors, addressed=True, notes="remark-"),
        "asked": [one["question"] for one in config["case"]["ask"] if one["id"] in asked],
        "business": rendered(config["case"]["business"], country=country, facts=facts, shift=3),
        "local": rendered(config["case"]["local"].get(country, {}), country=country, facts=facts, shift=3),
        "task": rendered(config["case"]["task"], country=country, facts=facts, shift=3),
        "issues": issues,
        "rubric": config["rubric"],
        "pass_percent": config["pass_percent"],
        "at_once": rules.release == "at_once",
        "rules": stages.rule_sentences(rules),
        "discussing": lease.discussing,
        "alike": _alike(script),
        "declared": _declared(script),
        "files": [
            {"ref": str(file.ref), "name": script_file_name(script.ref, n, file.content_type), "size": file.size}
            for n, file in enumerate(files, start=1)
        ],
    }


def script_file_name(ref: str, number: int, content_type: str) -> str:
    """A file's name without its writer's words: «7F3K-2QXA-1.pdf»."""
    return f"{ref}-{number}{EXTENSIONS[content_type]}"


def file_number(submission: Submission, ref: str) -> int:
    """The place of a file among a letter's files, from 1."""
    return next(n for n, file in enumerate(files_of(submission.pk), start=1) if str(file.ref) == ref)
