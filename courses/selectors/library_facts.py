"""The facts of the library as authors see them: by country. Drafts."""

from dataclasses import dataclass

from django.db.models import Q

from courses.facts import LawAnswer
from courses.models import Item, ItemKind
from courses.selectors.law import laws
from courses.selectors.library_matrix import PAGE, Shelf, shelf_of
from lms.kernel.places import COUNTRIES
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
