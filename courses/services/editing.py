"""Writing sections in the browser: a new one, a new language of one, a new version of a text. Drafts, not publications."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.errors import ItemNotFound, SectionExists, TextRefused
from courses.models import Item, ItemKind
from courses.parsing import ParsedSection, parse_section
from courses.selectors.stale import caught_up_countries, is_caught_up
from courses.services.editing_versions import lock_item, refuse_if_moved, write_version
from courses.writing import section_text
from lms.audit.api import record_event
from lms.kernel.places import Language
from lms.kernel.textfiles import CONTROL


@transaction.atomic
def save_section(*, item_id: int, expected: int, text: str, by: int) -> int:
    """Keep a section's text as its new draft; returns the version's number.

    `expected` is the number of the draft that the author opened (0: none). The same text again writes nothing. Unknown facts
    do not stop a draft; they stop its publication. A translation stays behind until what moved in its origin is decided.
    Raises ItemNotFound, SomebodyElseSaved, TextRefused (its `mistakes` are (line, sentence)).
    """
    item = lock_item(item_id)
    if item.kind != ItemKind.SECTION:
        raise ItemNotFound
    refuse_if_moved(item, expected)
    parsed = read_section(text, item.language)
    version = write_version(
        item=item,
        expected=expected,
        body=parsed.body,
        citations=parsed.citations,
        by=by,
        made_from=origin_of(item),
        caught_up=caught_up_countries(item),
    )
    return int(version.number)


def read_section(text: str, language: str) -> ParsedSection:
    """The text as blocks. Raises TextRefused."""
    clean = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n") + "\n"
    parsed = parse_section(clean, language=language)
    parsed.mistakes += [
        (clean.count("\n", 0, found.start()) + 1, said % {"code": ord(found[0])})
        for found in CONTROL.finditer(clean)
        for said in [_("There is an invisible control character here (U+%(code)04X). Delete it.")]
    ]
    if parsed.mistakes:
        raise TextRefused(count=len(parsed.mistakes), mistakes=tuple(parsed.mistakes))
    return parsed


def origin_of(item: Item) -> int | None:
    """The Spanish version that the next version of a translation follows: today's when it is the first or all is decided."""
    if item.language == Language.ES:
        return None
    spanish = spanish_of(item)
    return spanish if item.draft is None or is_caught_up(item, spanish) else item.draft.made_from_id


def spanish_of(item: Item) -> int | None:
    """The draft of the Spanish text of the same section."""
    return (
        Item.objects.filter(kind=item.kind, key=item.key, country=item.country, language=Language.ES)
        .values_list("draft_id", flat=True)
        .first()
    )


@transaction.atomic
def create_section(*, module: str, name: str, title: str, summary: str, text: str, by: int) -> int:
    """A new section in Spanish with its first words; returns the item's id. Raises SectionExists, TextRefused."""
    key = f"{module}/{name}"
    head: dict[str, Any] = {"title": " ".join(title.split()), "summary": " ".join(summary.split())}
    parsed = read_section(section_text({**head, "blocks": []}).rstrip("\n") + f"\n{text}", Language.ES)
    item = _new_item(key, Language.ES, by)
    write_version(item=item, expected=0, body=parsed.body, citations=parsed.citations, by=by, act="section begun")
    return int(item.pk)


@transaction.atomic
def begin_translation(*, item_id: int, language: str, by: int) -> int:
    """A place for the section's text in another language; returns the item's id. Repeated, it is the same one.

    Nothing is readable there until somebody saves a text. Raises ItemNotFound.
    """
    item = lock_item(item_id)
    if item.kind != ItemKind.SECTION or language not in Language.values:
        raise ItemNotFound
    found = Item.objects.filter(kind=item.kind, key=item.key, country="", language=language).first()
    if found is None:
        found = _new_item(item.key, language, by)
        record_event(act="translation begun", subject="item", subject_id=found.pk, actor=by, after={"language": language})
    return int(found.pk)


def _new_item(key: str, language: str, by: int) -> Item:
    try:
        with transaction.atomic():
            return Item.objects.create(kind=ItemKind.SECTION, key=key, country="", language=language, owner_id=by)
    except IntegrityError as collision:
        raise SectionExists(key=key) from collision
