"""Searching the published toolkit: the database says what matches, `courses.searching` in which order."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db import connections, router
from django.db.models.expressions import RawSQL

from courses.models import SearchEntry
from courses.search_tables import condition
from courses.searching import KIND_ORDER, Candidate, asked_for, did_you_mean, marker, ranked

MOST: Final = 30  # hits on a page


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    kind: str
    key: str
    title: str
    summary: str
    topics: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one page in order; `counts` by kind, of all that matched whatever kind is shown."""

    hits: tuple[Hit, ...]
    total: int
    counts: Mapping[str, int] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()


def search(query: str, *, country: str, language: str, kind: str = "", most: int = MOST) -> Found:
    """What answers a query for one country's reader. Two queries; three when nothing was found (suggestions).

    The same entries in the same order on SQLite and PostgreSQL.
    """
    asked = asked_for(query, language)
    if not asked:
        return Found((), 0)
    using = router.db_for_read(SearchEntry)
    sql, params = condition(connections[using].vendor, [[(marker(country, language), False)], *(one.group() for one in asked)])
    mine = SearchEntry.objects.using(using).filter(country=country, language=language)
    rows = mine.filter(id__in=RawSQL(sql, params)).values_list("id", "kind", "key", "title_words", "words", "questions")  # noqa: S611
    candidates = [Candidate(i, k, key, title, words, tuple(asks)) for i, k, key, title, words, asks in rows]
    counts = Counter(one.kind for one in candidates)
    shown = [one for one in candidates if not kind or one.kind == kind]
    order = ranked(asked, shown)[:most]
    found = {row.pk: row for row in mine.filter(pk__in=order).defer("title_words", "words")}
    hits = tuple(_hit(found[pk]) for pk in order if pk in found)
    suggestions: tuple[str, ...] = ()
    if not candidates:
        suggestions = tuple(did_you_mean(query, mine.values_list("title", flat=True)[:4000]))
    return Found(hits, len(shown), {k: counts[k] for k in sorted(counts, key=lambda k: KIND_ORDER.get(k, 9))}, suggestions)


def _hit(row: SearchEntry) -> Hit:
    return Hit(row.kind, row.key, row.title, row.summary, tuple(row.topics), tuple(row.stages))
