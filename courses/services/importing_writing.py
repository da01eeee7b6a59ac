"""Writing a planned import: items, versions, citations, the typed rows, the draft pointers. Call it in a transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Max, OuterRef, Subquery

from courses.blocks import resolved_blocks
from courses.kinds import ContentKind, Parsed
from courses.models import Citation, Item, ItemKind, ItemVersion
from lms.kernel.canonical import digest
from lms.kernel.errors import Stale
from lms.kernel.places import COUNTRIES, Language, jurisdictions_of

Identity = tuple[str, str, str, str]
BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Row:
    """An item as the database has it."""

    pk: int
    draft_id: int | None
    digest: str
    archived: bool


@dataclass(frozen=True, slots=True)
class Write:
    """One new version: what was read, its digest and its countries' digests, and the item that is there already."""

    kind: ContentKind
    parsed: Parsed
    digest: str
    parts: Mapping[str, str]
    row: Row | None

    @property
    def identity(self) -> Identity:
        return self.parsed.identity

    @property
    def is_translation(self) -> bool:
        return self.identity[3] not in ("", Language.ES)


def parts_of(one: Parsed) -> dict[str, str]:
    """{country: digest of what that country's reader gets}."""
    kind, _key, country, _language = one.identity
    if kind == ItemKind.SECTION:
        head = {"title": one.body["title"], "summary": one.body["summary"]}
        return {code: digest({**head, "blocks": resolved_blocks(one.body, code)}) for code in COUNTRIES}
    if kind == ItemKind.TERM:
        shared = {name: value for name, value in one.body.items() if name != "notes"}
        return {code: digest({**shared, "notes": one.body["notes"].get(code)}) for code in COUNTRIES}
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


def write_items(writes: Sequence[Write], rows: Mapping[Identity, Row], by: int | None) -> None:
    """Write all of it. Raises Stale when a draft moved since it was planned."""
    changed = {write.row.pk: write.row.draft_id for write in writes if write.row}
    current = Item.objects.select_for_update().filter(pk__in=changed).order_by("pk").values_list("pk", "draft_id")
    if changed and dict(current) != changed:
        raise Stale
    items = _items(writes, by)
    versions = _versions(writes, items, rows, by)
    _citations(writes, versions)
    for write in writes:
        write.kind.apply(item_version_id=versions[write.identity].pk, parsed=write.parsed)
    _point(list(items.values()))
    dated = [
        Item(pk=items[i], review_by=version.body["review_by"] or None)
        for i, version in versions.items()
        if "review_by" in version.body
    ]
    Item.objects.bulk_update(dated, ["review_by"], BATCH)


def _items(writes: Iterable[Write], by: int | None) -> dict[Identity, int]:
    found = {write.identity: write.row.pk for write in writes if write.row}
    missing = [write.identity for write in writes if write.row is None]
    made = Item.objects.bulk_create(
        [Item(kind=k, key=key, country=c, language=lang, owner_id=by) for k, key, c, lang in missing], BATCH
    )
    return found | {identity: item.pk for identity, item in zip(missing, made, strict=True)}


def _versions(
    writes: Sequence[Write], items: Mapping[Identity, int], rows: Mapping[Identity, Row], by: int | None
) -> dict[Identity, ItemVersion]:
    """The new versions; the Spanish ones first, so that a translation can name what it was made from."""
    old = [write.row for write in writes if write.row]
    numbers = dict(ItemVersion.objects.filter(item__in=[row.pk for row in old]).values_list("item").annotate(Max("number")))
    drafts = [w.row.draft_id for w in writes if w.row and w.row.draft_id and w.identity[0] == ItemKind.SECTION]
    before = dict(ItemVersion.objects.filter(pk__in=drafts).values_list("item_id", "body"))
    origins = _origins_kept(writes)
    versions: dict[Identity, ItemVersion] = {}
    for translations in (False, True):
        chosen = [write for write in writes if write.is_translation is translations]
        made = [
            ItemVersion(
                item_id=items[write.identity],
                number=(number := numbers.get(items[write.identity], 0) + 1),
                digest=write.digest,
                parts=write.parts,
                body=_body(write.parsed, number, before.get(items[write.identity])),
                change_class=write.parsed.change_class,
                made_from_id=_origin(write.parsed, rows, versions, origins) if translations else None,
                author_id=by,
            )
            for write in chosen
        ]
        written = ItemVersion.objects.bulk_create(made, BATCH)
        versions |= {write.identity: version for write, version in zip(chosen, written, strict=True)}
    return versions


def _point(item_ids: Sequence[int]) -> None:
    """Each item's draft is its last version."""
    last = ItemVersion.objects.filter(item=OuterRef("pk")).order_by("-number").values("pk")[:1]
    for start in range(0, len(item_ids), BATCH):
        Item.objects.filter(pk__in=item_ids[start : start + BATCH]).update(draft=Subquery(last), archived_at=None)


def _origins_kept(writes: Sequence[Write]) -> dict[Identity, int | None]:
    """{translation that is behind: the Spanish version that its draft was made from}; None when it is new here."""
    behind = {write.identity: write.row.draft_id if write.row else None for write in writes if write.parsed.behind}
    known = ItemVersion.objects.filter(pk__in=[pk for pk in behind.values() if pk]) if behind else ItemVersion.objects.none()
    made = dict(known.values_list("pk", "made_from_id"))
    return {identity: made.get(draft or 0) for identity, draft in behind.items()}


def _origin(
    one: Parsed,
    rows: Mapping[Identity, Row],
    versions: Mapping[Identity, ItemVersion],
    kept: Mapping[Identity, int | None],
) -> int | None:
    """The Spanish version that a translation was made from: the one that stands beside it now; of one behind, as it was."""
    if one.identity in kept:
        return kept[one.identity]
    kind, key, country, _language = one.identity
    origin: Identity = (kind, key, country, Language.ES)
    if origin in versions:
        return versions[origin].pk
    return rows[origin].draft_id if origin in rows else None


def _citations(writes: Iterable[Write], versions: Mapping[Identity, ItemVersion]) -> None:
    fields = ("block", "slot", "kind", "key", "part", "shown_only")
    Citation.objects.bulk_create(
        [
            Citation(version_id=versions[write.identity].pk, **{name: citation[name] for name in fields if name in citation})
            for write in writes
            for citation in write.parsed.citations
        ],
        BATCH,
    )
