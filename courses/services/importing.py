"""Toolkit files → items and versions. Read, check and plan outside the transaction; write in one short one; all or nothing."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from courses.blocks import resolved_blocks
from courses.errors import ImportRefused
from courses.kinds import ContentKind, Drafted, DraftKind, FileProblem, Known, Parsed, content_kinds, draft_kinds
from courses.models import Citation, Course, FactVersion, Item, ItemKind, ItemVersion
from courses.wording import kind_in_words
from lms.audit.api import record_event
from lms.kernel.canonical import digest
from lms.kernel.errors import Stale
from lms.kernel.places import COUNTRIES, Country, Language, jurisdictions_of

Identity = tuple[str, str, str, str]
BATCH: Final = 500


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do. Items are "kind:key:country:language"; drafts "courses:key"."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    absent: list[str] = field(default_factory=list)  # in the database, not in these files: left as they are
    drafts: dict[str, str] = field(default_factory=dict)  # new, changed, unchanged; "" in a dry run
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
            "problems": [{"path": p.path, "line": p.line, "sentence": p.sentence} for p in self.problems],
            "dry_run": self.dry_run,
        }


@dataclass(frozen=True, slots=True)
class _Row:
    """An item as the database has it."""

    pk: int
    draft_id: int | None
    digest: str
    archived: bool


@dataclass(slots=True)
class _Plan:
    report: ImportReport
    rows: dict[Identity, _Row]
    writes: list[tuple[ContentKind, Parsed, str, _Row | None]] = field(default_factory=list)
    drafts: list[tuple[DraftKind, Drafted]] = field(default_factory=list)


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
            _write(plan, by)
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
        {identity[0] for identity in by_identity} | {ItemKind.FACT, ItemKind.SECTION, ItemKind.SOURCE, ItemKind.RESOURCE}
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
        plan.writes.append((kind, one, wanted, row))
    kinds_read = {identity[0] for identity in by_identity}
    plan.report.absent = sorted(
        ":".join(i) for i, row in rows.items() if i[0] in kinds_read and i not in by_identity and not row.archived
    )
    plan.report.drafts = {f"{kind.name}:{one.key}": "" for kind, one in drafts}
    return plan


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


def _rows(kinds: Iterable[str]) -> dict[Identity, _Row]:
    items = Item.objects.filter(kind__in=set(kinds)).values_list(
        "kind", "key", "country", "language", "pk", "draft_id", "draft__digest", "archived_at"
    )
    return {
        (k, key, c, lang): _Row(pk, draft, hashed or "", archived is not None)
        for k, key, c, lang, pk, draft, hashed, archived in items
    }


def _known(parsed: Mapping[Identity, Any], rows: Mapping[Identity, _Row], drafts: Sequence[tuple[DraftKind, Drafted]]) -> Known:
    items: dict[str, set[str]] = defaultdict(set)
    for kind, key, _country, _language in [*parsed, *(i for i, row in rows.items() if not row.archived)]:
        items[kind].add(key)
    courses = set(Course.objects.filter(archived_at=None).values_list("key", flat=True))
    courses |= {one.key for kind, one in drafts if kind.name == "courses"}
    return Known({kind: frozenset(keys) for kind, keys in items.items()}, frozenset(courses))


def _cross_check(
    parsed: Mapping[Identity, tuple[ContentKind, Parsed]], rows: Mapping[Identity, _Row], problems: list[FileProblem]
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
    if kind != ItemKind.FACT or citation.get("shown_only"):
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


def _parts(one: Parsed) -> dict[str, str]:
    """{country: digest of what that country's reader gets}."""
    kind, _key, country, _language = one.identity
    if kind == ItemKind.SECTION:
        head = {"title": one.body["title"], "summary": one.body["summary"]}
        return {code: digest({**head, "blocks": resolved_blocks(one.body, code)}) for code in COUNTRIES}
    whole = digest(one.body)
    return {code: whole for code in COUNTRIES if not country or country in jurisdictions_of(code)}


def _body(one: Parsed, number: int, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """The body to keep. A section also remembers at which number its shared text and each slot last changed."""
    if one.identity[0] != ItemKind.SECTION:
        return dict(one.body)
    old_shared, old_slots = (_shared(before), {c: _slots(before, c) for c in COUNTRIES}) if before else (None, {})
    shared = int(before["shared"]) if before and old_shared == _shared(one.body) else number
    against = {
        code: int(before["against"][code]) if before and old_slots[code] == _slots(one.body, code) else shared
        for code in COUNTRIES
    }
    return {**one.body, "shared": shared, "against": against}


def _shared(body: Mapping[str, Any]) -> list[Any]:
    return [body["title"], body["summary"], [b if b["type"] != "slot" else b["id"] for b in body["blocks"]]]


def _slots(body: Mapping[str, Any], country: str) -> list[Any]:
    return [b["countries"].get(country) for b in body["blocks"] if b["type"] == "slot"]


def _write(plan: _Plan, by: int | None) -> None:
    if not plan.writes:
        return
    changed = [row.pk for _kind, _one, _wanted, row in plan.writes if row]
    current = (
        dict(Item.objects.select_for_update().filter(pk__in=changed).order_by("pk").values_list("pk", "draft_id"))
        if changed
        else {}
    )
    if any(row and current.get(row.pk) != row.draft_id for _kind, _one, _wanted, row in plan.writes):
        raise Stale
    items = _write_items(plan, by)
    numbers = dict(ItemVersion.objects.filter(item__in=changed).values_list("item").annotate(Max("number")))
    drafts = {row.draft_id for _k, one, _w, row in plan.writes if row and row.draft_id and one.identity[0] == ItemKind.SECTION}
    before = dict(ItemVersion.objects.filter(pk__in=drafts).values_list("item_id", "body"))
    spanish_first = sorted(plan.writes, key=lambda write: write[1].identity[3] not in ("", Language.ES))
    versions: dict[Identity, ItemVersion] = {}
    for late in (False, True):
        chosen = [w for w in spanish_first if (w[1].identity[3] not in ("", Language.ES)) is late]
        made = []
        for _kind, one, wanted, _row in chosen:
            item = items[one.identity]
            number = numbers.get(item, 0) + 1
            made.append(
                ItemVersion(
                    item_id=item,
                    number=number,
                    digest=wanted,
                    parts=_parts(one),
                    body=_body(one, number, before.get(item)),
                    change_class=one.change_class,
                    made_from_id=_origin(one, plan.rows, versions) if late else None,
                    author_id=by,
                )
            )
        for (_kind, one, _wanted, _row), version in zip(chosen, ItemVersion.objects.bulk_create(made, BATCH), strict=True):
            versions[one.identity] = version
    _write_citations(plan, versions)
    for kind, one, _wanted, _row in plan.writes:
        kind.apply(item_version_id=versions[one.identity].pk, parsed=one)
    pointers = [
        Item(pk=items[identity], draft=version, review_by=version.body.get("review_by") or None, archived_at=None)
        for identity, version in versions.items()
    ]
    Item.objects.bulk_update(pointers, ["draft", "review_by", "archived_at"], BATCH)


def _write_items(plan: _Plan, by: int | None) -> dict[Identity, int]:
    found = {one.identity: row.pk for _kind, one, _wanted, row in plan.writes if row}
    missing = [one.identity for _kind, one, _wanted, row in plan.writes if row is None]
    made = Item.objects.bulk_create(
        [Item(kind=k, key=key, country=c, language=lang, owner_id=by) for k, key, c, lang in missing], BATCH
    )
    return found | {identity: item.pk for identity, item in zip(missing, made, strict=True)}


def _origin(one: Parsed, rows: Mapping[Identity, _Row], versions: Mapping[Identity, ItemVersion]) -> int | None:
    """The Spanish version that a translation was made from: the one that stands beside it now."""
    kind, key, country, _language = one.identity
    origin: Identity = (kind, key, country, Language.ES)
    if origin in versions:
        return versions[origin].pk
    return rows[origin].draft_id if origin in rows else None


def _write_citations(plan: _Plan, versions: Mapping[Identity, ItemVersion]) -> None:
    fields = ("block", "slot", "kind", "key", "part", "shown_only")
    Citation.objects.bulk_create(
        [
            Citation(version=versions[one.identity], **{name: citation[name] for name in fields if name in citation})
            for _kind, one, _wanted, _row in plan.writes
            for citation in one.citations
        ],
        BATCH,
    )
