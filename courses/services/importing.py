"""Toolkit files → items and versions. Read, check and plan outside the transaction; write in one short one; all or nothing."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.errors import ImportRefused
from courses.kinds import ContentKind, Drafted, DraftKind, FileProblem, Known, Parsed, content_kinds, draft_kinds
from courses.models import Course, FactVersion, Item, ItemKind, ToolkitFile
from courses.services.importing_places import files_to_write, places_of, write_files
from courses.services.importing_writing import Identity, Row, Write, parts_of, write_items
from courses.wording import kind_in_words
from lms.audit.api import record_event
from lms.kernel.canonical import digest
from lms.kernel.errors import Stale
from lms.kernel.places import COUNTRIES, Country, jurisdictions_of
from lms.kernel.planning import fresh_statistics


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do. Items are "kind:key:country:language"; drafts "courses:key"."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    absent: list[str] = field(default_factory=list)  # in the database, not in these files: left as they are
    drafts: dict[str, str] = field(default_factory=dict)  # new, changed, unchanged; "" in a dry run
    files: list[str] = field(default_factory=list)  # whose note or order of entries is new
    behind: list[str] = field(default_factory=list)  # translations of an older Spanish text: taken, and shown as behind
    restated: list[str] = field(default_factory=list)  # facts where a national rule stands beside a wider one: it wins whole
    problems: list[FileProblem] = field(default_factory=list)
    dry_run: bool = False

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "absent": self.absent,
            "drafts": self.drafts,
            "files": self.files,
            "behind": self.behind,
            "restated": self.restated,
            "problems": [{"path": p.path, "line": p.line, "sentence": p.sentence} for p in self.problems],
            "dry_run": self.dry_run,
        }


@dataclass(slots=True)
class _Plan:
    report: ImportReport
    rows: dict[Identity, Row]
    writes: list[Write] = field(default_factory=list)
    drafts: list[tuple[DraftKind, Drafted]] = field(default_factory=list)
    files: list[ToolkitFile] = field(default_factory=list)


MANY: Final = 200  # new items from which on the database plans anew


def import_toolkit(*, path: Path | str, by: int | None = None, dry_run: bool = False) -> ImportReport:
    """Read a toolkit directory and write what is new or changed as drafts. Safe to repeat: a second run writes nothing.

    A dry run writes nothing and returns the mistakes with the plan. Raises ImportRefused (its `problems` are FileProblems
    in the order of files and lines) when anything is wrong, Stale when an author changed the same item meanwhile.
    """
    plan = _plan(Path(path))
    plan.report.dry_run = dry_run
    if dry_run:
        return plan.report
    if plan.report.problems:
        raise ImportRefused(count=len(plan.report.problems), problems=tuple(plan.report.problems))
    try:
        with transaction.atomic():
            write_items(plan.writes, plan.rows, by)
            write_files(plan.files)
            if len(plan.report.new) >= MANY:
                fresh_statistics()
            for kind, drafted in plan.drafts:
                plan.report.drafts[f"{kind.name}:{drafted.key}"] = kind.apply(drafted)
            if plan.report.new or plan.report.changed or set(plan.report.drafts.values()) - {"unchanged"}:
                record_event(
                    act="toolkit imported",
                    subject="toolkit",
                    subject_id=digest([plan.report.new, plan.report.changed])[:16],
                    actor=by,
                    after={"new": len(plan.report.new), "changed": len(plan.report.changed), "drafts": plan.report.drafts},
                )
    except IntegrityError as collision:
        raise Stale from collision
    return plan.report


def _plan(root: Path) -> _Plan:
    problems: list[FileProblem] = []
    if not root.is_dir():
        problems.append(FileProblem(str(root), 1, _("There is no such folder.")))
        return _Plan(ImportReport(problems=problems), {})
    parsed = [(kind, one) for kind in content_kinds() for one in kind.read(root, problems)]
    drafts = [(kind, one) for kind in draft_kinds() for one in kind.read(root, problems)]
    by_identity = _unique(parsed, problems)
    rows = _rows(
        {identity[0] for identity in by_identity}
        | {ItemKind.FACT, ItemKind.SECTION, ItemKind.SOURCE, ItemKind.RESOURCE, ItemKind.FIGURE}
    )
    _cross_check(by_identity, rows, problems)
    known = _known(by_identity, rows, drafts)
    for draft_kind, drafted in drafts:
        problems.extend(draft_kind.check(drafted, known))
    problems.sort(key=lambda problem: (problem.path, problem.line))
    plan = _Plan(ImportReport(problems=problems), rows, drafts=drafts)
    for identity, (kind, one) in by_identity.items():
        row, wanted = rows.get(identity), digest(one.body)
        if row is None:
            plan.report.new.append(":".join(identity))
        elif row.digest != wanted or row.archived:
            plan.report.changed.append(":".join(identity))
        else:
            plan.report.unchanged += 1
            continue
        plan.writes.append(Write(kind, one, wanted, parts_of(one), row))
    plan.report.behind = sorted(":".join(identity) for identity, (_kind, one) in by_identity.items() if one.behind)
    kinds_read = {identity[0] for identity in by_identity}
    plan.report.absent = sorted(
        ":".join(i) for i, row in rows.items() if i[0] in kinds_read and i not in by_identity and not row.archived
    )
    plan.report.drafts = {f"{kind.name}:{one.key}": "" for kind, one in drafts}
    plan.files = files_to_write(places_of(by_identity.values(), drafts))
    plan.report.files = sorted(row.path for row in plan.files)
    plan.report.restated = _restated([*by_identity, *(i for i, row in rows.items() if not row.archived)])
    return plan


def _restated(identities: Iterable[Identity]) -> list[str]:
    """«key CO AND»: a country has its own fact beside an Andean or international one. Its own wins whole: whatever of the
    wider rule still holds there must be said again."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind, key, jurisdiction, _language in identities:
        if kind == ItemKind.FACT:
            found[key].add(jurisdiction)
    told = [
        f"{key} {reached[0]} {reached[1]}"
        for key, have in sorted(found.items())
        for country in COUNTRIES
        if len(reached := [code for code in jurisdictions_of(country) if code in have]) > 1
    ]
    return list(dict.fromkeys(told))


def _unique(
    parsed: Iterable[tuple[ContentKind, Parsed]], problems: list[FileProblem]
) -> dict[Identity, tuple[ContentKind, Parsed]]:
    found: dict[Identity, tuple[ContentKind, Parsed]] = {}
    for kind, one in parsed:
        if one.identity in found:
            first = found[one.identity][1]
            said = {"key": one.identity[1], "path": first.path, "line": first.line}
            problems.append(
                FileProblem(one.path, one.line, _("The key '%(key)s' is already used at %(path)s:%(line)s.") % said)
            )
        else:
            found[one.identity] = (kind, one)
    return found


def _rows(kinds: Iterable[str]) -> dict[Identity, Row]:
    items = Item.objects.filter(kind__in=set(kinds)).values_list(
        "kind", "key", "country", "language", "pk", "draft_id", "draft__digest", "archived_at"
    )
    return {
        (k, key, c, lang): Row(pk, draft, hashed or "", archived is not None)
        for k, key, c, lang, pk, draft, hashed, archived in items
    }


def _known(parsed: Mapping[Identity, Any], rows: Mapping[Identity, Row], drafts: Sequence[tuple[DraftKind, Drafted]]) -> Known:
    items: dict[str, set[str]] = defaultdict(set)
    for kind, key, _country, _language in [*parsed, *(i for i, row in rows.items() if not row.archived)]:
        items[kind].add(key)
    courses = set(Course.objects.filter(archived_at=None).values_list("key", flat=True))
    courses |= {one.key for kind, one in drafts if kind.name == "courses"}
    return Known({kind: frozenset(keys) for kind, keys in items.items()}, frozenset(courses))


def _cross_check(
    parsed: Mapping[Identity, tuple[ContentKind, Parsed]], rows: Mapping[Identity, Row], problems: list[FileProblem]
) -> None:
    """Every cited key exists, for every country that reads it, with the part that is named."""
    keys: dict[str, set[str]] = defaultdict(set)
    for kind, key, _country, _language in [*parsed, *(i for i, row in rows.items() if not row.archived)]:
        keys[kind].add(key)
    values: dict[tuple[str, str], Mapping[str, Any]] = {
        (i[1], i[2]): one.body.get("values", {}) for i, (_kind, one) in parsed.items() if i[0] == ItemKind.FACT
    }
    stored = {
        row.draft_id: (i[1], i[2]) for i, row in rows.items() if i[0] == ItemKind.FACT and i not in parsed and not row.archived
    }
    for version, held in FactVersion.objects.filter(version__in=[v for v in stored if v]).values_list("version_id", "values"):
        values[stored[version]] = held
    said: set[tuple[str, int, str]] = set()
    for _kind, one in parsed.values():
        for citation in one.citations:
            line = int(citation.get("line") or one.line)
            for sentence in _broken(citation, keys, values):
                if (one.path, line, sentence) not in said:
                    said.add((one.path, line, sentence))
                    problems.append(FileProblem(one.path, line, sentence))


def _broken(
    citation: Mapping[str, Any], keys: Mapping[str, set[str]], values: Mapping[tuple[str, str], Mapping[str, Any]]
) -> list[str]:
    kind, key, part = citation["kind"], citation["key"], citation.get("part", "")
    if key not in keys.get(kind, ()):
        return [no_such(kind, key, keys.get(kind, ()))]
    if kind != ItemKind.FACT or citation.get("shown_only") or citation.get("anywhere"):
        return []
    sentences = []
    for country in [citation["slot"]] if citation.get("slot") else COUNTRIES:
        reached = next((values[key, j] for j in jurisdictions_of(country) if (key, j) in values), None)
        if reached is None:
            sentences.append(
                _("The fact '%(key)s' says nothing for %(country)s.") % {"key": key, "country": Country(country).label}
            )
        elif part and part not in reached:
            named = {"key": key, "part": part, "country": Country(country).label, "parts": ", ".join(reached) or "–"}
            sentences.append(_("The fact '%(key)s' has no part '%(part)s' for %(country)s. Its parts: %(parts)s.") % named)
    return sentences


def no_such(kind: str, key: str, known: Iterable[str]) -> str:
    """«There is no fact 'x'. Did you mean 'y'?»"""
    sentence = _("There is no %(kind)s '%(key)s'.") % {"kind": kind_in_words(kind), "key": key}
    near = difflib.get_close_matches(key, sorted(known), n=1, cutoff=0.75)
    return f"{sentence} {_('Did you mean')} '{near[0]}'?" if near else sentence
