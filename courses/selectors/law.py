"""Which rule applies: reads the published pointers, the drafts, or the publish log as of a date."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from courses.facts import LawAnswer
from courses.models import FactVersion, Item, ItemKind, ItemVersion, LogRecord
from lms.kernel.places import COUNTRIES, TIME_ZONES, jurisdictions_of


def end_of(on: date, country: str) -> datetime:
    """The first instant after the day `on` in the country's zone."""
    return datetime.combine(on + timedelta(days=1), time.min, ZoneInfo(TIME_ZONES.get(country, "UTC")))


def versions_at(item_ids: Iterable[int], before: datetime) -> dict[int, int]:
    """{item: version} as published just before an instant, by the log. An item not yet published, or retired, is left out."""
    records = (
        LogRecord.objects.filter(item__in=list(item_ids), entry__effective_at__lt=before)
        .order_by("entry__effective_at", "entry_id")
        .values_list("item_id", "new_id")
    )
    last: dict[int, int | None] = dict(records)
    return {item: new for item, new in last.items() if new is not None}


def versions_on(item_ids: Iterable[int], on: date) -> dict[int, int]:
    """{item: version} as published at the end of the day `on` in the four countries (the latest of them)."""
    return versions_at(item_ids, max(end_of(on, country) for country in COUNTRIES))


def answer_from(country: str, jurisdiction: str, key: str, version: ItemVersion, fact: FactVersion) -> LawAnswer:
    """The answer that a jurisdiction's version is for a country."""
    body = version.body
    return LawAnswer(
        key=key,
        country=country,
        jurisdiction=jurisdiction,
        item_version_id=version.pk,
        kind=body.get("kind", "text"),
        titles=body.get("titles", {}),
        values=fact.values,
        sentence=fact.sentence,
        short=body.get("short", {}),
        law=fact.law,
        article=fact.article,
        as_of=fact.as_of,
        confidence=fact.confidence,
        needs_check=fact.needs_check,
        sources=tuple(body.get("sources", ())),
    )


def answer_of(version: ItemVersion, *, country: str) -> LawAnswer:
    """The answer that a given version of a fact is for a country. `version.item` and `version.lms_fact` must be loaded."""
    return answer_from(country, version.item.country, version.item.key, version, version.lms_fact)


def laws(
    keys: Iterable[str], countries: Sequence[str], on: date | None = None, *, drafts: bool = False
) -> dict[tuple[str, str], LawAnswer]:
    """{(key, country): answer} for many facts at once, in two queries (three with `on`). What has no answer is left out."""
    items = list(
        Item.objects.filter(kind=ItemKind.FACT, key__in=set(keys), archived_at=None).values_list(
            "pk", "key", "country", "draft_id", "published_id"
        )
        if on is None
        else Item.objects.filter(kind=ItemKind.FACT, key__in=set(keys)).values_list(
            "pk", "key", "country", "draft_id", "published_id"
        )
    )
    current: dict[int, int] = {
        pk: found for pk, _, _, draft, published in items if (found := (draft or published) if drafts else published)
    }
    chosen: dict[str, Mapping[int, int]] = {
        country: current if on is None else versions_at([pk for pk, *_ in items], end_of(on, country)) for country in countries
    }
    by_key = {(key, jurisdiction): pk for pk, key, jurisdiction, *_ in items}
    wanted: dict[tuple[str, str], tuple[str, int]] = {}
    for key in {key for _, key, *_ in items}:
        for country in countries:
            for jurisdiction in jurisdictions_of(country):
                version = chosen[country].get(by_key.get((key, jurisdiction), 0))
                if version is not None:
                    wanted[key, country] = (jurisdiction, version)
                    break
    facts = {
        fact.version_id: fact
        for fact in FactVersion.objects.filter(version__in={v for _, v in wanted.values()}).select_related("version")
    }
    return {
        (key, country): answer_from(country, jurisdiction, key, facts[version].version, facts[version])
        for (key, country), (jurisdiction, version) in wanted.items()
        if version in facts
    }


def law(key: str, country: str, on: date | None = None, *, drafts: bool = False) -> LawAnswer | None:
    """The rule `key` in a country now, or as published at the end of the day `on` there; None when there is none.

    The country's own rule, else the Andean one, else the treaty: the first published wins whole. `drafts` reads what
    would be published next instead (for checks before publishing).
    """
    return laws([key], [country], on, drafts=drafts).get((key, country))
