"""The focal point's answer about what has to be looked up: confirmed, corrected, rejected; where and when. Drafts only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.errors import AlreadyAnswered, AnswerIncomplete, ItemNotFound
from courses.models import ChangeClass, Citation, Confirmation, ConfirmationAnswer, Item, ItemKind, ItemVersion
from courses.resources import VERIFIED_FOR
from courses.selectors.confirming import version_to_confirm
from courses.selectors.law import laws
from courses.services.editing_versions import lock_item, write_version
from lms.audit.api import record_event
from lms.kernel.places import COUNTRIES

SOURCE_FOR: Final = timedelta(days=365)  # then somebody looks again


@dataclass(frozen=True, slots=True)
class Looked:
    """What a focal point found. `sentence` ({es, en}) is the corrected text of a fact, or what a resource gives."""

    answer: str
    source: str
    looked_on: date
    note: str = ""
    sentence: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def confirm_item(*, version_id: int, country: str, by: int, looked: Looked) -> int:
    """Keep one country's answer about one draft; returns the confirmation's id.

    *Confirmed*: the text is sure as of the day it was looked up; a rule shared by several countries only when all in which
    it applies have confirmed it. *Corrected*: a new draft with the corrected sentences, sure. *Rejected*: nothing changes
    for readers (it stays to be confirmed); the author is told why. What readers get moves when the draft is published.
    Raises ItemNotFound, AlreadyAnswered, AnswerIncomplete, SomebodyElseSaved.
    """
    version = version_to_confirm(version_id)
    if version is None:
        raise ItemNotFound
    _refuse_incomplete(version.item, looked)
    item = lock_item(version.item_id)
    if item.draft_id != version_id:
        raise ItemNotFound
    body = _body_after(item, version, country, looked)
    made = _write(item, version, body, by, looked) if body is not None else None
    try:
        with transaction.atomic():
            kept = Confirmation.objects.create(
                version=version,
                country=country,
                answer=looked.answer,
                source=" ".join(looked.source.split())[:400],
                looked_on=looked.looked_on,
                note=looked.note.strip(),
                made=made,
                by_id=by,
            )
    except IntegrityError as twice:
        raise AlreadyAnswered from twice
    record_event(
        act=f"item {looked.answer}",
        subject="item",
        subject_id=item.pk,
        actor=by,
        after={"version": version.number, "country": country, "made": made.number if made else None, "source": kept.source},
        reason=kept.note,
    )
    return int(kept.pk)


def _refuse_incomplete(item: Item, looked: Looked) -> None:
    if not looked.source.strip() or looked.looked_on > timezone.localdate():
        raise AnswerIncomplete
    if looked.answer == ConfirmationAnswer.REJECTED and not looked.note.strip():
        raise AnswerIncomplete
    if looked.answer == ConfirmationAnswer.CORRECTED:
        needed = ("es", "en") if item.kind in (ItemKind.FACT, ItemKind.RESOURCE) else ()
        if not needed or not all(looked.sentence.get(language, "").strip() for language in needed):
            raise AnswerIncomplete


def _body_after(item: Item, version: ItemVersion, country: str, looked: Looked) -> dict[str, Any] | None:
    """The body that the draft has from now on; None when it stays."""
    body = dict(version.body)
    day = looked.looked_on.isoformat()
    if looked.answer == ConfirmationAnswer.REJECTED:
        return None
    if item.kind == ItemKind.SOURCE:
        return {**body, "checked_on": day, "review_by": (looked.looked_on + SOURCE_FOR).isoformat()}
    if item.kind == ItemKind.RESOURCE:
        if looked.answer == ConfirmationAnswer.CORRECTED:
            body["what"] = dict(looked.sentence)
        again = (looked.looked_on + VERIFIED_FOR).isoformat()
        return {**body, "checked_on": day, "review_by": again, "needs_check": False}
    if looked.answer == ConfirmationAnswer.CORRECTED:
        body["sentence"] = dict(looked.sentence)
    elif not _all_have_confirmed(item, country):
        return None
    return {**body, "as_of": day, "needs_check": False, "confidence": "high"}


def _all_have_confirmed(item: Item, country: str) -> bool:
    """Every other country in which this jurisdiction's rule applies has confirmed this very draft."""
    reached = {code for code in COUNTRIES if _applies(item, code)} - {country}
    confirmed = Confirmation.objects.filter(version=item.draft_id, answer=ConfirmationAnswer.CONFIRMED)
    return reached <= set(confirmed.values_list("country", flat=True))


def _applies(item: Item, country: str) -> bool:
    answer = laws([item.key], [country], drafts=True).get((item.key, country))
    return answer is not None and answer.item_version_id == item.draft_id


def _write(item: Item, version: ItemVersion, body: Mapping[str, Any], by: int, looked: Looked) -> ItemVersion:
    fields = ("block", "slot", "kind", "key", "part", "shown_only")
    corrected = looked.answer == ConfirmationAnswer.CORRECTED and item.kind == ItemKind.FACT
    return write_version(
        item=item,
        expected=version.number,
        body=body,
        citations=list(Citation.objects.filter(version=version).order_by("pk").values(*fields)),
        by=by,
        change_class=ChangeClass.ADVISORY if corrected else ChangeClass.EDITORIAL,
        act="item confirmed",
    )
