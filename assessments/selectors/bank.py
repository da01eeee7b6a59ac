"""Banks of questions and the one list over all of them: filters, search, pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet

from assessments.kinds.banks import is_secret
from assessments.models import Bank, Life, QuestionEntry, QuizSlot
from assessments.models.bank_rows import open_requests
from assessments.question_kinds import question_kind
from assessments.question_words import EVERYWHERE, country_word, tag_word
from courses import api as courses
from lms.kernel.words import in_language

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the banks to show; what is empty or 0 asks nothing."""

    q: str = ""
    bank: str = ""
    topic: str = ""
    stage: str = ""
    difficulty: int = 0
    country: str = ""
    kind: str = ""
    life: str = ""
    tag: str = ""
    family: str = ""
    waits: str = ""  # "draft": not as readers have it

    @property
    def any(self) -> bool:
        """Whether anything is asked."""
        return self != Filters()


def matching(filters: Filters) -> QuerySet[QuestionEntry]:
    """The questions that fit, by bank and key. Words are searched in stem and options, in both languages, by their stems."""
    rows = QuestionEntry.objects.filter(item__archived_at=None).order_by("bank__key", "item__key")
    exact = {
        "bank__key": filters.bank, "topic": filters.topic, "stage": filters.stage, "difficulty": filters.difficulty,
        "life": filters.life, "family": filters.family, "item__draft__lms_question__kind": filters.kind,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.country:
        there = Q(words__contains=f" {country_word(filters.country)} ") | Q(words__contains=f" {country_word(EVERYWHERE)} ")
        rows = rows.filter(there)
    if filters.tag:
        rows = rows.filter(words__contains=f" {tag_word(filters.tag)} ")
    if filters.waits:
        rows = rows.filter(Q(item__published=None) | ~Q(item__draft=F("item__published")))
    return rows.filter(_said(filters.q)) if filters.q.strip() else rows


def _said(query: str) -> Q:
    words = Q()
    for one in courses.asked_for(query, "es"):
        said = Q()
        for word, goes_on in one.group():
            said |= Q(words__contains=f" {word}" if goes_on else f" {word} ")
        words &= said
    return Q(item__key__icontains="-".join(query.split())) | (words or Q(pk=None))


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question in the list, as its draft says it."""

    item_id: int
    key: str
    stem: Mapping[str, str]
    kind: str
    bank: str
    bank_titles: Mapping[str, str]
    topic: str
    stage: str
    difficulty: int
    countries: Sequence[str]
    tags: Sequence[str]
    family: str
    life: str
    published: bool
    moved: bool  # the draft is not what readers have
    request: int | None
    quizzes: int  # that ask it by name


@dataclass(frozen=True, slots=True)
class QuestionShelf:
    """One page of the list; `before` and `after` are pages, 0 for none."""

    rows: tuple[QuestionRow, ...]
    total: int
    page: int
    before: int
    after: int


def question_shelf(filters: Filters, page: int = 1) -> QuestionShelf:
    """One page of what fits. Four queries, however long the banks."""
    found = matching(filters)
    total = found.count()
    page = max(1, min(page, -(-total // PAGE)))
    entries = list(found.select_related("bank", "item__draft")[(page - 1) * PAGE : page * PAGE])
    return QuestionShelf(
        tuple(rows_of(entries)), total, page, page - 1, page + 1 if page * PAGE < total else 0
    )  # fmt: skip


def rows_of(entries: Sequence[QuestionEntry]) -> list[QuestionRow]:
    """Entries (with bank and draft) as the list shows them. Two queries."""
    requests = open_requests([entry.item_id for entry in entries])
    slots = QuizSlot.objects.filter(Q(entry__in=entries) | Q(pinned__version__item__lms_question_entry__in=entries))
    asked: dict[int, set[int]] = {}
    columns = ("quiz_id", "entry__item_id", "pinned__version__item_id")
    for quiz, latest, pinned in slots.filter(quiz__archived_at=None).values_list(*columns):
        asked.setdefault(latest or pinned, set()).add(quiz)
    return [_row(entry, requests, asked) for entry in entries]


def _row(entry: QuestionEntry, requests: Mapping[int, int], asked: Mapping[int, set[int]]) -> QuestionRow:
    item = entry.item
    body = item.draft.body if item.draft else {}
    return QuestionRow(
        item.pk, item.key, body.get("stem", {}), question_kind(body["kind"]).label() if body else "", entry.bank.key,
        entry.bank.titles, courses.topic_in_words(entry.topic) if entry.topic else "",
        courses.stage_in_words(entry.stage) if entry.stage else "", entry.difficulty, entry.countries, entry.tags, entry.family,
        entry.life, item.published_id is not None, item.draft_id != item.published_id, requests.get(item.pk),
        len(asked.get(item.pk, ())),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class BankRow:
    """A bank with how many questions it has, by life."""

    key: str
    titles: Mapping[str, str]
    pool: str
    total: int
    lives: tuple[tuple[str, int], ...]
    secret: bool  # an exam's: nobody may meet its questions elsewhere


def bank_rows() -> list[BankRow]:
    """Every bank, by title. Two queries."""
    counts: dict[int, dict[str, int]] = {}
    living = QuestionEntry.objects.filter(item__archived_at=None).order_by()
    for bank, life, n in living.values_list("bank_id", "life").annotate(n=Count("pk")):
        counts.setdefault(bank, {})[life] = n
    found = []
    for bank in Bank.objects.all():
        lives = tuple((life.value, counts.get(bank.pk, {})[life.value]) for life in Life if life in counts.get(bank.pk, {}))
        found.append(BankRow(bank.key, bank.titles, bank.pool, sum(n for _life, n in lives), lives, is_secret(bank)))
    return sorted(found, key=lambda row: in_language(row.titles).casefold())


@dataclass(frozen=True, slots=True)
class Known:
    """What filters and forms offer to choose from."""

    banks: tuple[tuple[str, str], ...]
    topics: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    families: tuple[str, ...]


def known() -> Known:
    """Banks, topics, tags and families that questions have. Four queries."""
    banks = sorted((in_language(titles), key) for key, titles in Bank.objects.values_list("key", "titles"))
    topics = QuestionEntry.objects.exclude(topic="").order_by("topic").values_list("topic", flat=True).distinct()
    lists: Any = QuestionEntry.objects.exclude(tags=[]).order_by().values_list("tags", flat=True).distinct()
    families = QuestionEntry.objects.exclude(family="").order_by("family").values_list("family", flat=True).distinct()
    return Known(
        tuple((key, title) for title, key in banks),
        tuple((topic, courses.topic_in_words(topic)) for topic in topics),
        tuple(sorted({tag for tags in lists for tag in tags})),
        tuple(families),
    )
