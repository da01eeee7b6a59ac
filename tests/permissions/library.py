"""What authors write that belongs to no institution: texts with remarks, requests, a text behind its origin, a fact."""

from typing import Any

from assessments.services.uploads import upload_questions
from courses.models import Item
from courses.services.editing import begin_translation, create_section, save_section
from courses.services.editing_facts import begin_fact, save_fact
from courses.services.editing_items import begin_item
from courses.services.item_comments import add_comment, settle_comment
from courses.services.item_requests import approve_items, submit_items
from courses.writing import section_text
from lms.institutions.api import programme_people
from tests.permissions.banking import bank_bodies, bank_samples

LOCAL = "\n".join(f"::: local {code}\nTexto de {code}.\n:::" for code in ("CL", "CO", "MX", "PE"))
FACT: dict[str, Any] = {
    "topic": "loose", "kind": "text", "titles": {"es": "Suelto", "en": "Loose"}, "values": {},
    "short": {"es": "Breve", "en": "Short"}, "sentence": {"es": "Dice algo.", "en": "It says something."}, "law": "",
    "article": "", "sources": ["a-law"], "as_of": "2026", "in_force_from": "", "transitional": {}, "confidence": "low",
    "needs_check": True, "raw": "", "note": "",
}  # fmt: skip
TERM: dict[str, Any] = {
    "category": "general", "names": {"es": "suelto", "en": "loose"}, "plain": {"es": "Sin atar.", "en": "Not tied."},
}  # fmt: skip


def library_samples(name: str, *, author: int, second: int) -> dict[str, Any]:
    """One row of each kind, in no course; `name` makes its keys unique."""
    return {
        **_behind(name, author), **_handed_in(name, author, second), **_fact(name, author), **_questions(author),
        **bank_samples(name, author),
        "item_kind": "term", "term_item_id": begin_item(kind="term", key=f"loose-{name}", country="", entry=TERM, by=author),
    }  # fmt: skip


def _section(name: str, what: str, author: int) -> int:
    text = f"Texto de todos.\n\n{LOCAL}"
    return create_section(module="loose", name=f"{what}-{name}", title="Suelta", summary="Para ver.", text=text, by=author)


def _change(item_id: int, old: str, new: str, author: int) -> None:
    draft = Item.objects.select_related("draft").get(pk=item_id).draft
    assert draft is not None
    save_section(item_id=item_id, expected=draft.number, text=section_text(draft.body).replace(old, new), by=author)


def _behind(name: str, author: int) -> dict[str, Any]:
    """A text whose translation and whose countries' texts are behind, with an open and a resolved remark."""
    spanish = _section(name, "behind", author)
    english = begin_translation(item_id=spanish, language="en", by=author)
    draft = Item.objects.select_related("draft").get(pk=spanish).draft
    assert draft is not None
    save_section(item_id=english, expected=0, text=section_text(draft.body), by=author)
    _change(spanish, "Texto de todos.", "Texto nuevo de todos.", author)
    resolved = add_comment(item_id=spanish, by=author, text="Falta el plazo.")
    settle_comment(comment_id=resolved, by=author, resolved=True)
    return {
        "behind_item_id": spanish, "behind_english_id": english, "resolved_comment_id": resolved,
        "comment_id": add_comment(item_id=spanish, by=author, text="¿Y en el norte?"),
    }  # fmt: skip


def _handed_in(name: str, author: int, second: int) -> dict[str, Any]:
    """A text that was published twice by requests; another that waits for an answer."""
    done = _section(name, "done", author)
    for words in ("Texto de todos.", "Texto segundo."):
        _change(done, "Texto de todos.", words, author)
        request = submit_items(item_ids=[done], by=author, note="Una nota")
        approve_items(request_id=request, by=second)
    waits = _section(name, "waits", author)
    return {
        "done_item_id": done, "done_request_id": request,
        "item_request_id": submit_items(item_ids=[waits], by=author, note="Otra nota"),
    }  # fmt: skip


def _fact(name: str, author: int) -> dict[str, Any]:
    """A fact whose English sentence is behind the Spanish one."""
    item = begin_fact(key=f"loose.{name}", jurisdiction="PE", body=FACT, by=author)
    moved = {**FACT, "sentence": {**FACT["sentence"], "es": "Dice otra cosa."}}
    save_fact(item_id=item, expected=1, body=moved, by=author)
    return {"fact_item_id": item}


def library_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """A body for each POST of the pages for writing."""
    text = "---\ntitle: Otra\nsummary: Otra cosa.\n---\nOtro texto.\n"
    spanish = Item.objects.get(pk=samples["behind_item_id"])
    fact = Item.objects.get(pk=samples["fact_item_id"])
    words = {
        "sentence_es": "Dice más.", "sentence_en": "It says more.", "short_es": "Más", "short_en": "More", "sources": "a-law",
        "as_of": "2026", "confidence": "low", "needs_check": "on", "change_class": "editorial",
    }  # fmt: skip
    answered = {"answer-b1": "declined", "because-b1": "No toca.", "origin": spanish.draft_id}
    term = {
        "names-es": "otro", "names-en": "other", "plain-es": "Otra cosa.", "plain-en": "Another thing.", "category": "general",
        "act": "save",
    }  # fmt: skip
    return {
        "lms:courses:item-new": {**term, "key": "loose-new", "expected": 0},
        "lms:courses:item-edit": {**term, "expected": 1},
        "lms:courses:item-gauge": {**term, "expected": 1},
        "lms:courses:item-owner": {"owner": max(programme_people("author"))},
        "lms:courses:section-new": {"module": "loose", "name": "new", "title": "Una", "summary": "Dos.", "text": "Tres."},
        "lms:courses:section-edit": {
            "text": text, "expected": 2, "country": "PE", "language": "es", "act": "save"
        },
        "lms:courses:section-preview": {"text": text, "expected": 2, "country": "PE", "language": "es"},
        "lms:courses:section-translate": {"language": "en"},
        "lms:courses:stale-translation": {**answered, "expected": 1},
        "lms:courses:stale-variant": {**answered, "expected": 2, "slot-b2": "Texto de PE."},
        "lms:courses:comment-add": {"text": "Una nota."},
        "lms:courses:fact-new": {
            **words, "key": "loose.new", "jurisdiction": "PE", "kind": "text", "title_es": "Uno", "title_en": "One",
            "expected": 0,
        },
        "lms:courses:fact-edit": {**words, "expected": 2},
        "lms:courses:fact-sentence-decline": {"origin": fact.draft_id, "because": "Ya lo dice."},
        "lms:courses:item-request-new": {"items": [samples["behind_item_id"]], "note": "Nota"},
        "lms:courses:item-request-return": {"answer": "Falta una fuente."},
        "lms:courses:item-revert": {"version": 1},
        **bank_bodies(samples),
    }  # fmt: skip


def _questions(author: int) -> dict[str, Any]:
    """A file of questions that its author looks at; a bank to take out."""
    content = "::Suelta:: ¿Es cierto? {T}\n".encode()
    upload = upload_questions(content=content, file_name="suelta.txt", form="gift", bank="loose", language="es", by=author)
    return {"question_upload_id": upload, "bank_key": "marks", "bank_format": "gift"}
