"""The confirmation drive: per country, what its focal point has to look up, and how far it is. Drafts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

from courses.facts import LawAnswer, office_of
from courses.freshness import why_look_again
from courses.models import Confirmation, Item, ItemKind, ItemRequestLine, ItemVersion, RequestState
from courses.selectors.law import laws
from courses.wording import legal_basis
from lms.kernel.places import COUNTRIES
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """One item that a country's focal point has to look up. `why` is a code of `freshness`; `says` what it tells readers.

    `answer` is '' while open; rejected and corrected ones wait for the author. `suggested` is where to look.
    """

    item_id: int
    version_id: int
    kind: str
    key: str
    jurisdiction: str
    title: str
    says: str
    why: str
    as_of: str
    suggested: str
    answer: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Drive:
    """A country's drive. `done` counts answers ever given, `open` what is left; `percent` is done of both, whole."""

    country: str
    open: tuple[ToConfirm, ...]
    waiting: tuple[ToConfirm, ...]  # corrected or rejected: the author's turn
    done: int

    @property
    def total(self) -> int:
        return self.done + len(self.open)

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100


def drive_of(country: str, today: date) -> Drive:
    """What is left for a country, facts first, by key. Five queries, however much there is."""
    given = dict(Confirmation.objects.filter(country=country).values_list("version", "answer"))
    notes = dict(Confirmation.objects.filter(country=country).exclude(note="").values_list("version", "note"))
    answers = laws(_fact_keys(), [country], drafts=True)
    found = [_of_fact(answer, today) for (_key, _code), answer in sorted(answers.items())]
    found += [_of_item(item, today) for item in _dated(country)]
    open_, waiting = [], []
    for one in found:
        if one is None:
            continue
        answer = given.get(one.version_id, "")
        if not answer:
            open_.append(one)
        elif answer != "confirmed":
            waiting.append(_answered(one, answer, notes.get(one.version_id, "")))
    return Drive(country, tuple(open_), tuple(waiting), len(given))


def drive_figures(today: date) -> dict[str, Drive]:
    """{country: drive} of all four."""
    return {code: drive_of(code, today) for code in COUNTRIES}


def drive_counts(today: date) -> Counter[str]:
    """{country: what is open}."""
    return Counter({code: len(drive.open) for code, drive in drive_figures(today).items()})


def _fact_keys() -> list[str]:
    return list(Item.objects.filter(kind=ItemKind.FACT, archived_at=None).values_list("key", flat=True).distinct())


def _dated(country: str) -> list[Item]:
    kinds = (ItemKind.RESOURCE, ItemKind.SOURCE)
    items = Item.objects.filter(kind__in=kinds, country=country, archived_at=None).exclude(draft=None)
    return list(items.select_related("draft").order_by("kind", "key"))


def _of_fact(answer: LawAnswer, today: date) -> ToConfirm | None:
    body = {"needs_check": answer.needs_check, "confidence": answer.confidence, "as_of": answer.as_of}
    why = why_look_again(ItemKind.FACT, answer.key, body, today)
    if not why:
        return None
    return ToConfirm(
        item_id=0,
        version_id=answer.item_version_id,
        kind=ItemKind.FACT,
        key=answer.key,
        jurisdiction=answer.jurisdiction,
        title=in_language(answer.titles) or answer.key,
        says=in_language(answer.sentence),
        why=why,
        as_of=answer.as_of,
        suggested=legal_basis(answer.law, answer.article) or office_of(answer.key, answer.country),
    )


def _of_item(item: Item, today: date) -> ToConfirm | None:
    if item.draft is None:
        return None
    body: Mapping[str, Any] = item.draft.body
    why = why_look_again(item.kind, item.key, body, today)
    if not why:
        return None
    resource = item.kind == ItemKind.RESOURCE
    return ToConfirm(
        item_id=item.pk,
        version_id=item.draft.pk,
        kind=item.kind,
        key=item.key,
        jurisdiction=item.country,
        title=in_language(body["names"]) if resource else body["title"],
        says=in_language(body["what"]) if resource else f"{body['publisher']}, {body['year'] or ''}".strip(", "),
        why=why,
        as_of=body["checked_on"],
        suggested=body.get("url") or (body["by"] if resource else body["publisher"]),
    )


def _answered(one: ToConfirm, answer: str, note: str) -> ToConfirm:
    return ToConfirm(
        one.item_id, one.version_id, one.kind, one.key, one.jurisdiction, one.title, one.says, one.why, one.as_of,
        one.suggested, answer, note,
    )  # fmt: skip


def version_to_confirm(version_id: int) -> ItemVersion | None:
    """A draft's version with its item; None when it is no draft any more."""
    return (
        ItemVersion.objects.filter(pk=version_id, lms_draft_of__isnull=False, item__archived_at=None)
        .select_related("item")
        .first()
    )


def confirmations_of(item_ids: list[int]) -> list[Confirmation]:
    """Who looked an item up, where and when; the newest first."""
    return list(Confirmation.objects.filter(version__item__in=item_ids).select_related("by", "version__item").order_by("-pk"))


def ready_to_hand_in(country: str) -> list[int]:
    """Items whose draft came out of this country's answers and that nobody handed in yet."""
    made = Confirmation.objects.filter(country=country, made__lms_draft_of__isnull=False)
    items = Item.objects.filter(draft__in=made.values("made"), archived_at=None).exclude(draft=F("published"))
    waiting = ItemRequestLine.objects.filter(request__state=RequestState.OPEN)
    return list(items.exclude(pk__in=waiting.values("item")).order_by("pk").values_list("pk", flat=True))
