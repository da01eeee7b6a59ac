"""The published toolkit as a reader of one country meets it: the first page, shelves by stage and by right.

Lists are read from the search entries (light rows, one a country and language); texts from the published versions.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from courses.blocks import STAGES
from courses.models import Item, ItemKind, LogEntry, SearchEntry
from courses.resources import SourceCard, source_of
from courses.wording_reference import stage_in_words, topic_in_words

MOST_QUESTIONS: Final = 12
TABLES_ONLY: Final = frozenset({"fees", "msme", "units", "laws"})  # shelves of figures: last


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a page is made. `own`: the country is the reader's; `public`: nobody is signed in, nothing personal."""

    country: str
    language: str
    own: bool = True
    public: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """Something to open."""

    kind: str
    key: str
    title: str
    summary: str
    topics: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """A named group with how many texts stand on it."""

    key: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Asking:
    """A question of a business, and what answers it."""

    text: str
    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class ReferenceHome:
    """The first page: by stage, by right, by question."""

    stages: tuple[Card, ...]
    topics: tuple[Shelf, ...]
    questions: tuple[Asking, ...]
    comparisons: tuple[Card, ...]
    terms: int
    texts: int

    @property
    def empty(self) -> bool:
        return not (self.texts or self.stages or self.comparisons or self.terms)


def cards(reader: Reader, kinds: Iterable[str]) -> list[Card]:
    """The entries of some kinds, by key. One query."""
    rows = SearchEntry.objects.filter(country=reader.country, language=reader.language, kind__in=list(kinds)).order_by("key")
    return [
        Card(kind, key, title, summary, tuple(topics), tuple(stages), tuple(questions))
        for kind, key, title, summary, topics, stages, questions in rows.values_list(
            "kind", "key", "title", "summary", "topics", "stages", "questions"
        )
    ]


def reference_home(reader: Reader) -> ReferenceHome:
    """Two queries, whatever the toolkit holds."""
    found = cards(reader, (ItemKind.SECTION, ItemKind.STAGE, ItemKind.COMPARISON))
    sections = [card for card in found if card.kind == ItemKind.SECTION]
    stages = {card.key: card for card in found if card.kind == ItemKind.STAGE}
    per_stage = Counter(stage for card in sections for stage in card.stages)
    journey = [
        stages.get(key) or Card(ItemKind.STAGE, key, stage_in_words(key), "")
        for key in STAGES
        if key in stages or per_stage[key]
    ]
    questions = [Asking(text, card.kind, card.key) for card in sections for text in card.questions]
    terms = SearchEntry.objects.filter(country=reader.country, language=reader.language, kind=ItemKind.TERM)
    return ReferenceHome(
        stages=tuple(journey),
        topics=tuple(topic_shelves(found)),
        questions=tuple(questions[:MOST_QUESTIONS]),
        comparisons=tuple(card for card in found if card.kind == ItemKind.COMPARISON),
        terms=terms.count(),
        texts=len(sections),
    )


def topic_shelves(found: Iterable[Card]) -> list[Shelf]:
    """The rights that texts and comparisons speak of, those with most texts first, tables of figures last."""
    counted = Counter(topic for card in found for topic in card.topics)
    order = sorted(counted, key=lambda topic: (topic in TABLES_ONLY, -counted[topic], topic))
    return [Shelf(topic, topic_in_words(topic), counted[topic]) for topic in order]


def sections_of(reader: Reader, *, stage: str = "", topic: str = "") -> list[Card]:
    """The texts for a stage, or about a right. One query."""
    return [
        card
        for card in cards(reader, (ItemKind.SECTION,))
        if (not stage or stage in card.stages) and (not topic or topic in card.topics)
    ]


def sources_named(keys: Iterable[str]) -> list[SourceCard]:
    """The published sources by key. One query."""
    rows = Item.objects.filter(kind=ItemKind.SOURCE, key__in=set(keys)).exclude(published=None).order_by("key")
    return [source_of(*row) for row in rows.values_list("key", "country", "published__body")]


@dataclass(frozen=True, slots=True)
class Stamp:
    """The last publication that is in effect: what tells a page of today from one of yesterday. One query."""

    entry: int
    at: datetime | None


def toolkit_stamp() -> Stamp:
    """The stamp of the toolkit as it stands; 0 and no date before anything was published."""
    last = LogEntry.objects.exclude(applied_at=None).order_by("-applied_at", "-pk").values_list("pk", "applied_at").first()
    return Stamp(*last) if last else Stamp(0, None)
