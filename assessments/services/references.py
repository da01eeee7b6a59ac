"""Reference scripts: read from files, archived, put back. A row is never changed: another one takes its place."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import rubrics
from assessments.errors.assessors import ReferencesRefused, ReferenceTaken
from assessments.kinds.case_drafts import drafted_config
from assessments.models import ReferenceScript, Rubric
from assessments.models.agreement_rows import case_config
from assessments.reference_files import ReferenceFile, read_references
from assessments.selectors.references import base_of, reference_cases
from courses.kinds import FileProblem
from lms.audit.api import record_event
from lms.kernel.canonical import digest

SHIPPED: Final = Path(__file__).resolve().parents[2]
CURRICULUM: Final = SHIPPED / "courses" / "curriculum"


@dataclass(slots=True)
class ReferenceReport:
    """What an import did, by the scripts' keys. `unusable`: the structure of the rubric is another one since the scores were
    agreed; `archived`: a person took them out of use, and the file is still the same. `short`: {certifying case: scripts that
    are missing before anybody can qualify: three from a private pack, two of them at the line}."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)
    archived: list[str] = field(default_factory=list)
    short: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def import_references(*, path: Path, by: int | None = None, dry_run: bool = False) -> ReferenceReport:
    """Write the reference scripts of a folder: all or nothing, as often as you like. A certifying case that no course has
    published is taken as its draft stands: judges set its pass score on these letters before it can be published.

    A script whose file or whose case's text changed gets another row, the old one is archived. One whose scores were agreed
    under another structure of the rubric, and whose file is the same, is left and named: its scores must be agreed again.
    Raises ReferencesRefused with `problems` [FileProblem].
    """
    problems: list[FileProblem] = []
    files = read_references(path, problems)
    places = {(one.case, one.country) for one in files}
    configs = {place: case_config(*place) or drafted_config(*place) for place in sorted(places)}
    for one in files:
        _check(one, configs[one.case, one.country], problems)
    if problems:
        raise ReferencesRefused(count=len(problems), problems=problems)
    report = ReferenceReport()
    for one in files:
        config = configs[one.case, one.country]
        assert config is not None
        _take(one, config, report, root=path, by=by, dry_run=dry_run)
    report.short = {case.key: case.short for case in reference_cases() if case.certifying and case.short}
    return report


def _check(one: ReferenceFile, config: dict[str, Any] | None, problems: list[FileProblem]) -> None:
    """The published rubric must be the one that the files are about."""
    if config is None:
        sentence = _("No course has published the case '{key}' in {country}.").format(key=one.case, country=one.country)
        problems.append(FileProblem(one.path, one.line, sentence))
        return
    rubric = config["rubric"]
    levels = {criterion["id"]: {level["n"] for level in criterion["levels"]} for criterion in rubric["criteria"]}
    fits = set(one.picks) == set(levels) and all(one.picks[key] in levels[key] for key in one.picks)
    if not fits or set(one.flags) - {flag["id"] for flag in rubric["flags"]}:
        sentence = _("The scores don't fit the published rubric of '{key}'. Import and publish the case first.")
        problems.append(FileProblem(one.path, one.line, sentence.format(key=one.case)))


def _said(root: Path, one: ReferenceFile) -> dict[str, Any]:
    """What a file says, by the columns of a row."""
    return {
        "case_key": one.case, "use": one.use, "country": one.country, "language": one.language, "letter": dict(one.letter),
        "asked": [{"id": key} for key in one.asked], "picks": dict(one.picks), "red_flags": list(one.flags),
        "why": {key: dict(words) for key, words in one.why.items()}, "borderline": one.borderline,
        "private": _is_private(root, one),
    }  # fmt: skip


def _is_private(root: Path, one: ReferenceFile) -> bool:
    """From outside this program's own files, and no copy of a letter that is shipped with them: whoever qualifies on it can't
    have read it there."""
    return not root.resolve().is_relative_to(SHIPPED) and digest(dict(one.letter)) not in _shipped()


@cache
def _shipped() -> frozenset[str]:
    """Digests of the letters that are shipped. Read once in a process."""
    return frozenset(digest(dict(one.letter)) for one in read_references(CURRICULUM, []))


def _take(
    one: ReferenceFile, config: dict[str, Any], report: ReferenceReport, *, root: Path, by: int | None, dry_run: bool
) -> None:
    rows = ReferenceScript.objects.select_for_update().order_by("-pk")
    versions = [row for row in rows.filter(key__startswith=one.key) if base_of(row.key) == one.key]
    last, said = (versions[0] if versions else None), _said(root, one)
    if last is not None and all(getattr(last, name) == value for name, value in said.items()):
        if last.archived_at:
            report.archived.append(one.key)
            return
        if last.structure_hash != config["rubric"]["structure_hash"]:
            report.unusable.append(one.key)
            return
        if last.config == config:
            report.unchanged.append(one.key)
            return
    (report.changed if last else report.new).append(one.key)
    if dry_run:
        return
    if last and not last.archived_at:
        _archive(last, by)
    rubric = Rubric.objects.get(content_hash=config["rubric"]["content_hash"])
    made = ReferenceScript.objects.create(
        key=f"{one.key}_{len(versions) + 1}" if last else one.key, rubric=rubric, structure_hash=rubric.structure_hash,
        config=config, percent=rubrics.percent_by(config["rubric"], one.picks), by_id=by, **said,
    )  # fmt: skip
    _audit("reference.made", made, by)


def _archive(row: ReferenceScript, by: int | None) -> None:
    row.archived_at = timezone.now()
    row.save(update_fields=["archived_at"])
    _audit("reference.archived", row, by)


@transaction.atomic
def archive_reference(*, reference_id: int, by: int) -> None:
    """Take a reference script out of use: nobody qualifies on it or is served it any more. What was scored stays. Safe to
    repeat."""
    row = ReferenceScript.objects.select_for_update().get(pk=reference_id)
    if not row.archived_at:
        _archive(row, by)


@transaction.atomic
def restore_reference(*, reference_id: int, by: int) -> None:
    """Take it back into use. Raises ReferenceTaken when a newer version of it is in use. Safe to repeat."""
    row = ReferenceScript.objects.select_for_update().get(pk=reference_id)
    if not row.archived_at:
        return
    live = ReferenceScript.objects.filter(key__startswith=base_of(row.key), archived_at=None)
    if any(base_of(key) == base_of(row.key) for key in live.values_list("key", flat=True)):
        raise ReferenceTaken
    row.archived_at = None
    row.save(update_fields=["archived_at"])
    _audit("reference.restored", row, by)


def _audit(act: str, row: ReferenceScript, by: int | None) -> None:
    record_event(
        act=act, subject="reference", subject_id=row.pk, actor=by,
        after={"key": row.key, "use": row.use, "structure": row.structure_hash[:12]},
    )  # fmt: skip
