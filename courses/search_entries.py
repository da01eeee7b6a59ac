"""What search keeps of a published item for one country and language. Pure: bodies and facts in, words out."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from courses.blocks import FACT_REFERENCE, facts_cited, resolved_blocks
from courses.markdown import Facts
from courses.searching import MOST_COUNTED, stems_of
from lms.kernel.words import in_language

MOST_TOPICS: Final = 2
_TARGET: Final = re.compile(r"\]\([^)\s]*\)")  # where a link leads is no word of the text
_CITED_ENOUGH: Final = 0.25  # of a section's facts: then it is about that topic


@dataclass(frozen=True, slots=True)
class Entry:
    """One row, as values."""

    title: str
    summary: str
    topics: tuple[str, ...]
    stages: tuple[str, ...]
    questions: tuple[str, ...]
    title_words: str
    words: str


def _entry(
    title: str,
    summary: str,
    texts: Iterable[str],
    *,
    text_language: str,
    topics: Iterable[str] = (),
    stages: Iterable[str] = (),
    questions: Iterable[str] = (),
) -> Entry:
    asked = tuple(questions)
    whole = " ".join(filter(None, (title, summary, *asked, *texts)))
    return Entry(
        title=title[:400],
        summary=summary,
        topics=tuple(topics),
        stages=tuple(stages),
        questions=asked,
        title_words=" ".join(stems_of(title, text_language)),
        words=" ".join(_counted(stems_of(whole, text_language))),
    )


def _counted(stems: Iterable[str]) -> list[str]:
    """Each word as often as it counts, and no oftener."""
    seen: Counter[str] = Counter()
    kept = []
    for one in stems:
        seen[one] += 1
        if seen[one] <= MOST_COUNTED:
            kept.append(one)
    return kept


def facts_named(kind: str, body: Mapping[str, Any]) -> set[str]:
    """The keys of the facts that the entries of a body need."""
    if kind == "section":
        return {cited.key for country in ("CL", "CO", "MX", "PE") for cited in facts_cited(body, country)}
    if kind == "comparison":
        return set(body["rows"])
    if kind == "term":
        texts = [*body["plain"].values(), *(t for words in (body.get("notes") or {}).values() for t in words.values())]
        return {found[1] for text in texts for found in FACT_REFERENCE.finditer(text)}
    return set()


def entry_of(kind: str, body: Mapping[str, Any], *, country: str, language: str, facts: Facts) -> Entry:
    """The entry of an item's version for one country's reader. `facts` are that country's answers by key."""
    made: Entry = _MAKERS[kind](body, country, language, facts)
    return made


def _told(text: str, facts: Facts, language: str) -> str:
    """A text with its fact references filled in; what says nothing is left out."""

    def replaced(found: Any) -> str:
        answer = facts.get(found[1])
        return answer.text(found[2] or "", language) if answer else ""

    return _TARGET.sub("]", FACT_REFERENCE.sub(replaced, text))


def topics_of_section(body: Mapping[str, Any], country: str) -> list[str]:
    """What a section is about: the topics of the facts that its reader meets, the most cited first, two at most."""
    counted = Counter(cited.key.partition(".")[0] for cited in facts_cited(body, country))
    enough = [topic for topic, n in counted.most_common() if n >= _CITED_ENOUGH * counted.total()]
    return enough[:MOST_TOPICS]


def _section(body: Mapping[str, Any], country: str, language: str, facts: Facts) -> Entry:
    own = str(body.get("language") or "es")
    texts = []
    for block in resolved_blocks(body, country):
        texts.append(str(block.get("title", "")))
        texts.append(_told(f"{block.get('markdown', '')} {block.get('na', '')}", facts, own))
        rows = [answer for key in block.get("facts", ()) if (answer := facts.get(key))]
        texts += [f"{in_language(answer.titles, own)} {answer.short_text(own)}" for answer in rows]
    return _entry(
        body["title"], body.get("summary", ""), texts, text_language=own, topics=topics_of_section(body, country),
        stages=body.get("stages") or (), questions=body.get("questions") or (),
    )  # fmt: skip


def _term(body: Mapping[str, Any], country: str, language: str, facts: Facts) -> Entry:
    plain = _told(in_language(body["plain"], language), facts, language)
    note = _told(in_language((body.get("notes") or {}).get(country), language), facts, language)
    forms = (body.get("legalese") or {}).get(language, ())
    return _entry(in_language(body["names"], language), plain, [note, *forms], text_language=language)


def _stage(body: Mapping[str, Any], country: str, language: str, facts: Facts) -> Entry:
    texts = [in_language(words, language) for words in (*body["documents"], *body["flags"])]
    for action in body["actions"]:
        texts += [in_language(action["text"], language), in_language(action["why"], language)]
    for mistake in body["mistakes"]:
        texts += [in_language(mistake[part], language) for part in ("text", "consequence", "cure")]
    return _entry(in_language(body["names"], language), in_language(body["question"], language), texts, text_language=language)


def _comparison(body: Mapping[str, Any], country: str, language: str, facts: Facts) -> Entry:
    rows = [answer for key in body["rows"] if (answer := facts.get(key))]
    names = [in_language(answer.titles, language) for answer in rows]
    texts = [answer.short_text(language) for answer in rows]
    return _entry(
        in_language(body["titles"], language), " · ".join(names[:6]), [*names, *texts], text_language=language,
        topics=[body["topic"]],
    )  # fmt: skip


def _resource(body: Mapping[str, Any], country: str, language: str, facts: Facts) -> Entry:
    texts = [body["by"], *body.get("regions", ()), *(in_language(words, language) for words in body.get("bring", ()))]
    return _entry(
        in_language(body["names"], language), in_language(body["what"], language), texts, text_language=language,
        topics=body["topics"], stages=body["stages"],
    )  # fmt: skip


def _office(body: Mapping[str, Any], country: str, language: str, facts: Facts) -> Entry:
    name = f"{body['acronym']}: {in_language(body['names'], language)}"
    return _entry(name, in_language(body["covers_words"], language), [body.get("parent", "")], text_language=language)


def fact_entry(answer: Any, language: str) -> Entry:
    """The entry of the rule that applies in a country."""
    texts = [in_language(answer.sentence, language), answer.law, answer.article]
    title = in_language(answer.titles, language) or answer.key
    return _entry(title, answer.short_text(language), texts, text_language=language, topics=[answer.key.partition(".")[0]])


_MAKERS: Final[Mapping[str, Any]] = {
    "section": _section, "term": _term, "stage": _stage, "comparison": _comparison, "resource": _resource, "office": _office,
}  # fmt: skip
KINDS: Final = (*_MAKERS, "fact")
