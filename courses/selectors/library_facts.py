"""The facts of the library as authors see them: by country, one with all that rests on it, what is missing. Drafts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from courses.facts import LawAnswer
from courses.models import FactVersion, Item, ItemKind
from courses.resources import SourceCard, source_of
from courses.selectors.law import answer_from, laws
from courses.selectors.library import HistoryRow, history_of
from courses.selectors.library_matrix import PAGE, Shelf, shelf_of
from lms.kernel.places import COUNTRIES, Jurisdiction, jurisdictions_of
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact with what it says for each country; None where it says nothing."""

    key: str
    title: str
    answers: tuple[LawAnswer | None, ...]


def fact_shelf(*, q: str = "", topic: str = "", page: int = 1) -> Shelf:
    """Facts by country, one page. Four queries."""
    items = Item.objects.filter(kind=ItemKind.FACT, archived_at=None)
    if topic:
        items = items.filter(key__startswith=f"{topic}.")
    if q:
        items = items.filter(
            Q(key__icontains=q) | Q(draft__body__titles__es__icontains=q) | Q(draft__body__titles__en__icontains=q)
        )
    keys = sorted(set(items.values_list("key", flat=True)))
    chosen = keys[(page - 1) * PAGE : page * PAGE]
    answers = laws(chosen, COUNTRIES, drafts=True)
    rows = []
    for key in chosen:
        row = tuple(answers.get((key, code)) for code in COUNTRIES)
        title = next((in_language(answer.titles) for answer in row if answer), key)
        rows.append(FactRow(key, title, row))
    return shelf_of(rows, len(keys), page)


def topics() -> list[str]:
    """The topics that facts stand under."""
    keys = Item.objects.filter(kind=ItemKind.FACT, archived_at=None).values_list("key", flat=True)
    return sorted({key.partition(".")[0] for key in keys})


@dataclass(frozen=True, slots=True)
class FactVersionRow:
    """What one jurisdiction's item says: the draft, and whether that is what is published."""

    jurisdiction: str
    number: int
    answer: LawAnswer
    published: bool
    reaches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact for its authors."""

    key: str
    titles: Mapping[str, str]
    by_country: tuple[tuple[str, LawAnswer | None], ...]
    versions: tuple[FactVersionRow, ...]
    sources: tuple[SourceCard, ...]
    cited_by: tuple[tuple[str, str, str, int], ...]  # kind, key, language, item id
    history: tuple[HistoryRow, ...]


def fact_view(items: Sequence[Item]) -> FactView:
    """What an author sees of a fact."""
    key = items[0].key
    answers = laws([key], COUNTRIES, drafts=True)
    typed = {
        fact.version_id: fact
        for fact in FactVersion.objects.filter(version__in=[i.draft_id for i in items if i.draft_id]).select_related("version")
    }
    versions = []
    for item in items:
        if item.draft and item.draft_id in typed and not item.archived_at:
            reaches = tuple(
                code
                for code in COUNTRIES
                if item.country in jurisdictions_of(code) and _jurisdiction(answers, key, code) == item.country
            )
            versions.append(
                FactVersionRow(
                    item.country,
                    item.draft.number,
                    _draft_answer(item, typed[item.draft_id]),
                    item.draft_id == item.published_id,
                    reaches,
                )
            )
    wanted = {source for row in versions for source in row.answer.sources}
    sources = Item.objects.filter(kind=ItemKind.SOURCE, key__in=wanted).exclude(draft=None).order_by("key")
    citing = Item.objects.filter(draft__lms_citations__kind=ItemKind.FACT, draft__lms_citations__key=key, archived_at=None)
    order = {code: place for place, code in enumerate(Jurisdiction.values)}
    return FactView(
        key=key,
        titles=versions[0].answer.titles if versions else {},
        by_country=tuple((code, answers.get((key, code))) for code in COUNTRIES),
        versions=tuple(sorted(versions, key=lambda row: order.get(row.jurisdiction, 9))),
        sources=tuple(source_of(*row) for row in sources.values_list("key", "country", "draft__body")),
        cited_by=tuple(citing.order_by("kind", "key", "language").values_list("kind", "key", "language", "pk").distinct()),
        history=tuple(history_of([i.pk for i in items])),
    )


def _jurisdiction(answers: Mapping[tuple[str, str], LawAnswer], key: str, country: str) -> str:
    answer = answers.get((key, country))
    return answer.jurisdiction if answer else ""


def _draft_answer(item: Item, fact: FactVersion) -> LawAnswer:
    return answer_from(item.country, item.country, item.key, fact.version, fact)


def content_gaps() -> dict[str, dict[str, dict[str, list[str]]]]:
    """{topic: {country: {missing, to_confirm}}}: keys of facts that say nothing there, or must be confirmed. Drafts."""
    keys = sorted(set(Item.objects.filter(kind=ItemKind.FACT, archived_at=None).values_list("key", flat=True)))
    answers = laws(keys, COUNTRIES, drafts=True)
    found: dict[str, dict[str, dict[str, list[str]]]] = {}
    for key in keys:
        topic = found.setdefault(key.partition(".")[0], {code: {"missing": [], "to_confirm": []} for code in COUNTRIES})
        for code in COUNTRIES:
            answer = answers.get((key, code))
            if answer is None:
                topic[code]["missing"].append(key)
            elif answer.unsure:
                topic[code]["to_confirm"].append(key)
    return found
