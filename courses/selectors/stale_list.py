"""Everything in the library whose origin moved on, in a number of queries that does not grow."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from courses.models import Item, ItemKind, ItemVersion
from courses.origins import countries_behind
from courses.selectors.stale import caught_up_pairs, sentences_behind
from lms.kernel.places import Country, Language


@dataclass(frozen=True, slots=True)
class StaleText:
    """A text behind its origin: which, for whom, where it is brought in line."""

    kind: str  # translation, variant, sentence
    key: str
    of: str  # the country or language that is behind
    label: str
    url: str


def stale_texts() -> list[StaleText]:
    """Translations, countries' texts and sentences of facts that nobody has answered for. Seven queries at most."""
    return [*_translations(), *_variants(), *_sentences()]


def _translations() -> list[StaleText]:
    spanish = dict(_sections().filter(language=Language.ES).values_list("key", "draft_id"))
    rows = list(
        _sections().exclude(language=Language.ES).order_by("key").values_list("pk", "key", "language", "draft__made_from_id")
    )
    behind = [row for row in rows if row[1] in spanish and spanish[row[1]] != row[3]]
    settled = caught_up_pairs([pk for pk, *_ in behind])
    return [
        StaleText("translation", key, language, Language(language).label, reverse("lms:courses:stale-translation", args=[pk]))
        for pk, key, language, _made_from in behind
        if (pk, spanish[key], language, "") not in settled
    ]


def _variants() -> list[StaleText]:
    rows = list(
        _sections().filter(language=Language.ES, draft__number__gt=1).order_by("key").values_list("pk", "key", "draft__body")
    )
    behind = [(pk, key, body["shared"], code) for pk, key, body in rows for code in countries_behind(body)]
    ids = {pk for pk, *_ in behind}
    shared = {
        (item, number): version
        for version, item, number in ItemVersion.objects.filter(item__in=ids).values_list("pk", "item_id", "number")
    }
    settled = caught_up_pairs(ids)
    return [
        StaleText("variant", key, code, str(Country(code).label), reverse("lms:courses:stale-variant", args=[pk, code]))
        for pk, key, number, code in behind
        if (pk, shared.get((pk, number), 0), "", code) not in settled
    ]


def _sentences() -> list[StaleText]:
    facts = Item.objects.filter(kind=ItemKind.FACT, archived_at=None, draft__number__gt=1).select_related("draft")
    return [
        StaleText(
            "sentence", late.key, late.jurisdiction, late.jurisdiction, reverse("lms:courses:fact-edit", args=[late.item_id])
        )
        for late in sentences_behind(facts.order_by("key", "country"))
    ]


def _sections() -> QuerySet[Item]:
    return Item.objects.filter(kind=ItemKind.SECTION, archived_at=None).exclude(draft=None)
