"""The entries of search, kept in step with what is published: made in chunks by a job, never in a request."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.db import transaction

from courses.models import Citation, Item, ItemKind, LogRecord, SearchEntry
from courses.search_entries import KINDS, Entry, entry_of, fact_entry, facts_named
from courses.searching import marker
from courses.selectors.law import laws
from lms.jobs.api import Claim, finish, job_view_of, report_progress, request_job
from lms.kernel.places import COUNTRIES, Language, jurisdictions_of

INDEX: Final = "courses.index_toolkit"
CHUNK: Final = 40  # keys in one transaction
_PARTS: Final = ("version_id", "kind", "key", "title", "summary", "topics", "stages", "questions", "title_words", "words")

Name = tuple[str, str]  # kind, key
Place = tuple[int, str, str]  # item, country, language


def request_index(*, entry_id: int) -> None:
    """Ask for the entries of what a log entry published. Call it in that transaction. Safe to repeat."""
    request_job(kind=INDEX, key=f"{INDEX}:{entry_id}", args={"entry": entry_id})


def is_settled(entry_id: int) -> bool:
    """Whether the entries of a publication are made: until then lists may be those of before. One query."""
    job = job_view_of(f"{INDEX}:{entry_id}")
    return job is None or not job.moving


def index_published(claimed: Claim) -> None:
    """The job: entries of what was published, and of what tells the facts that were. A second delivery does nothing new."""
    names = sorted(names_touched(claimed.args["entry"]))
    for done, chunk in enumerate(_chunks(names), 1):
        index_names(names=chunk)
        report_progress(claimed, done=min(done * CHUNK, len(names)), total=len(names))
    with transaction.atomic():
        finish(claimed)


def names_touched(entry_id: int) -> set[Name]:
    """What a log entry moved, and the published texts that cite a fact among it."""
    moved = set(LogRecord.objects.filter(entry=entry_id).values_list("item__kind", "item__key"))
    facts = {key for kind, key in moved if kind == ItemKind.FACT}
    citing = Citation.objects.filter(kind=ItemKind.FACT, key__in=facts, version__lms_published_of__isnull=False)
    moved |= set(citing.values_list("version__item__kind", "version__item__key"))
    return {name for name in moved if name[0] in KINDS}


def index_everything() -> int:
    """Make all entries anew, writing only what differs; returns how many there are."""
    rows = Item.objects.filter(kind__in=KINDS).exclude(published=None).values_list("kind", "key")
    held = SearchEntry.objects.values_list("kind", "key")
    for chunk in _chunks(sorted({*rows, *held})):
        index_names(names=chunk)
    return SearchEntry.objects.count()


def _chunks(names: Sequence[Name]) -> Iterator[Sequence[Name]]:
    for start in range(0, len(names), CHUNK):
        yield names[start : start + CHUNK]


@transaction.atomic
def index_names(*, names: Iterable[Name]) -> None:
    """Bring the entries of some items in step with what is published. Writes only what differs; safe to repeat."""
    wanted_names = set(names)
    kinds, keys = {kind for kind, _key in wanted_names}, {key for _kind, key in wanted_names}
    wanted = _wanted(wanted_names, kinds, keys)
    held = {
        (row.item_id, row.country, row.language): row
        for row in SearchEntry.objects.filter(kind__in=kinds, key__in=keys)
        if (row.kind, row.key) in wanted_names
    }
    gone = [row.pk for place, row in held.items() if place not in wanted]
    SearchEntry.objects.filter(pk__in=gone).delete()
    fresh = [row for place, row in wanted.items() if place not in held]
    SearchEntry.objects.bulk_create(fresh, 500)
    moved = []
    for place, row in wanted.items():
        known = held.get(place)
        if known is not None and any(getattr(known, part) != getattr(row, part) for part in _PARTS):
            row.pk = known.pk
            moved.append(row)
    SearchEntry.objects.bulk_update(moved, [part.removesuffix("_id") for part in _PARTS], 200)


def _wanted(names: set[Name], kinds: set[str], keys: set[str]) -> dict[Place, SearchEntry]:
    items = [
        item
        for item in Item.objects.filter(kind__in=kinds, key__in=keys, archived_at=None)
        .exclude(published=None)
        .select_related("published")
        if (item.kind, item.key) in names
    ]
    needed = {item.key for item in items if item.kind == ItemKind.FACT}
    for item in items:
        if item.published is not None and item.kind != ItemKind.FACT:
            needed |= facts_named(item.kind, item.published.body)
    law = laws(needed, COUNTRIES)
    by_country = {code: {key: a for (key, country), a in law.items() if country == code} for code in COUNTRIES}
    found: dict[Place, SearchEntry] = {}
    by_name: dict[Name, list[Item]] = {}
    for item in items:
        by_name.setdefault((item.kind, item.key), []).append(item)
    for (kind, key), family in by_name.items():
        for country in COUNTRIES:
            for language in Language.values:
                chosen = _chosen(kind, family, country, language)
                if chosen is None or chosen.published is None:
                    continue
                if kind == ItemKind.FACT:
                    entry = fact_entry(by_country[country][key], language)
                else:
                    entry = entry_of(kind, chosen.published.body, country=country, language=language, facts=by_country[country])
                found[chosen.pk, country, language] = _row(chosen, country, language, entry)
    return found


def _chosen(kind: str, family: Sequence[Item], country: str, language: str) -> Item | None:
    """What a country's reader gets: of a section the language, of a fact the first that reaches, of help own or WIPO's."""
    if kind == ItemKind.SECTION:
        by_language = {item.language: item for item in family}
        return by_language.get(language) or by_language.get(Language.ES)
    by_place = {item.country: item for item in family}
    if "" in by_place:
        return by_place[""]
    return next((by_place[code] for code in jurisdictions_of(country) if code in by_place), None)


def _row(item: Item, country: str, language: str, entry: Entry) -> SearchEntry:
    return SearchEntry(
        item_id=item.pk, version=item.published, kind=item.kind, key=item.key, country=country, language=language,
        title=entry.title, summary=entry.summary, topics=list(entry.topics), stages=list(entry.stages),
        questions=list(entry.questions), title_words=entry.title_words,
        words=f"{marker(country, language)} {entry.words}",
    )  # fmt: skip
