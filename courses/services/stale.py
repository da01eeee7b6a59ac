"""Answering, block by block, for what moved in a text's origin: a translation's, a country's, a fact's sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from courses.differences import HEAD, blocks_by_id
from courses.errors import DeclineReasonMissing, OriginMoved, StillTheSame
from courses.models import Item, ItemVersion, StaleAnswer, StaleDecision
from courses.origins import assembled, without_numbers
from courses.selectors.stale import ALL, Moved, caught_up_countries, sentences_behind, translation_moved, variant_moved
from courses.services.editing import read_section
from courses.services.editing_versions import lock_item, refuse_if_moved, write_version
from courses.writing import block_text, front_matter, section_text
from lms.audit.api import record_event
from lms.kernel.canonical import digest
from lms.kernel.places import Language


@dataclass(frozen=True, slots=True)
class Answer:
    """What an author says of one block that moved: a StaleAnswer, why (when declined), and the block's Markdown from now on."""

    answer: str
    because: str = ""
    text: str = ""


@transaction.atomic
def decide_translation(*, item_id: int, expected: int, origin_id: int, answers: Mapping[str, Answer], by: int) -> bool:
    """Answer for blocks that moved in Spanish since a translation was made; True when none is left open.

    `expected` is the number of the own draft, `origin_id` the Spanish version that was shown. Accepted and adapted blocks
    take the text given ('' takes the block out). Raises ItemNotFound, SomebodyElseSaved, OriginMoved, DeclineReasonMissing,
    StillTheSame, TextRefused.
    """
    item = lock_item(item_id)
    refuse_if_moved(item, expected)
    moved = translation_moved(item)
    if moved is None or moved.new.pk != origin_id or item.draft is None:
        raise OriginMoved
    own, origin = without_numbers(item.draft.body), without_numbers(moved.new.body)
    given = {block.id: answers[block.id] for block in moved.open if block.id in answers}
    _refuse_empty(given, {name: _own_text(own, name) for name in given})
    texts = {name: one.text for name, one in given.items() if one.answer != StaleAnswer.DECLINED}
    parsed = read_section(assembled(own, origin, texts), item.language) if texts else None
    done = _record(moved, given, by)
    if parsed is not None and digest(parsed.body) != item.draft.digest:
        write_version(
            item=item,
            expected=expected,
            body=parsed.body,
            citations=parsed.citations,
            by=by,
            made_from=origin_id if done else item.draft.made_from_id,
            caught_up=caught_up_countries(item),
            act="translation brought in line",
        )
    return done


@transaction.atomic
def decide_variant(
    *,
    item_id: int,
    expected: int,
    country: str,
    origin_id: int,
    answers: Mapping[str, Answer],
    slots: Mapping[str, Mapping[str, str]],
    by: int,
) -> bool:
    """Answer for what moved in the shared text since a country's slots were written; True when nothing is left open.

    `slots` is {block id: {markdown: …} or {na: why}} for this country only. Raises as `decide_translation`.
    """
    item = lock_item(item_id)
    refuse_if_moved(item, expected)
    moved = variant_moved(item, country)
    if moved is None or moved.new.pk != origin_id or item.draft is None:
        raise OriginMoved
    own = without_numbers(item.draft.body)
    body = {**own, "blocks": [_with_slot(block, country, slots) for block in own["blocks"]]}
    given = {block.id: answers[block.id] for block in moved.open if block.id in answers}
    parsed = read_section(section_text(body), item.language)
    changed = digest(parsed.body) != item.draft.digest
    for name, one in given.items():
        if one.answer == StaleAnswer.DECLINED and not one.because.strip():
            raise DeclineReasonMissing(block=name)
        if one.answer != StaleAnswer.DECLINED and not changed:
            raise StillTheSame(block=name)
    done = _record(moved, given, by)
    if changed:
        write_version(
            item=item,
            expected=expected,
            body=parsed.body,
            citations=parsed.citations,
            by=by,
            made_from=item.draft.made_from_id,
            caught_up=[country] if done else (),
            act="country's text brought in line",
        )
    return done


@transaction.atomic
def decline_sentence(*, item_id: int, origin_id: int, because: str, by: int) -> None:
    """A fact's English sentence stays as it is although the Spanish one moved on in version `origin_id`, because.

    Raises ItemNotFound, OriginMoved, DeclineReasonMissing.
    """
    item = lock_item(item_id)
    late = next(iter(sentences_behind([item])), None)
    if late is None or late.moved_in.pk != origin_id:
        raise OriginMoved
    if not because.strip():
        raise DeclineReasonMissing(block="en")
    for block in ("sentence", ALL):
        StaleDecision.objects.create(
            item=item,
            origin_id=origin_id,
            language=Language.EN,
            block=block,
            answer=StaleAnswer.DECLINED,
            because=because.strip(),
            by_id=by,
        )
    _audit(item, late.moved_in, by, {"sentence": "declined"}, done=True)


def _own_text(own: Mapping[str, Any], name: str) -> str:
    if name == HEAD:
        return front_matter(own)
    block = blocks_by_id(own).get(name)
    return block_text(block) if block else ""


def _refuse_empty(given: Mapping[str, Answer], own: Mapping[str, str]) -> None:
    for name, one in given.items():
        if one.answer == StaleAnswer.DECLINED and not one.because.strip():
            raise DeclineReasonMissing(block=name)
        if one.answer != StaleAnswer.DECLINED and one.text.replace("\r\n", "\n").strip() == own[name].strip():
            raise StillTheSame(block=name)


def _with_slot(block: Mapping[str, Any], country: str, slots: Mapping[str, Mapping[str, str]]) -> Mapping[str, Any]:
    if block["type"] != "slot" or block["id"] not in slots:
        return block
    return {**block, "countries": {**block["countries"], country: dict(slots[block["id"]])}}


def _record(moved: Moved, given: Mapping[str, Answer], by: int) -> bool:
    """Write the answers; when nothing is left open, the row that says so."""
    rows = [(name, one.answer, one.because.strip()) for name, one in given.items()]
    done = all(block.id in given or block.id in moved.decided for block in moved.blocks)
    if done:
        rows.append((ALL, StaleAnswer.ACCEPTED, ""))
    for block, answer, because in rows:
        StaleDecision.objects.create(
            item=moved.item,
            origin=moved.new,
            language=moved.language,
            country=moved.country,
            block=block,
            answer=answer,
            because=because,
            by_id=by,
        )
    _audit(moved.item, moved.new, by, {name: one.answer for name, one in given.items()}, done=done)
    return done


def _audit(item: Item, origin: ItemVersion, by: int, answers: Mapping[str, str], *, done: bool) -> None:
    after = {"origin": origin.number, "answers": dict(answers), "done": done}
    record_event(act="stale text decided", subject="item", subject_id=item.pk, actor=by, after=after)
