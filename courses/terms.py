"""Words of the glossary: their gloss for a country, and where they stand in a text. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from courses.facts import LawAnswer
from courses.markdown import Facts, cited_keys, render_text
from lms.kernel.words import in_language

_TAG: Final = re.compile(r"(<[^>]+>)")
_NAME: Final = re.compile(r"</?([a-z0-9]+)")
_CLOSED: Final = frozenset({"a", "code", "pre", "button", "h1", "h2", "h3", "h4", "h5", "h6", "span"})  # never inside these
_VOID: Final = frozenset({"br", "hr"})


@dataclass(frozen=True, slots=True)
class TermCard:
    """A word of the trade. `names`, `plain` and `instead` are {es, en}; `notes` is {country: {es, en}}."""

    key: str
    category: str
    names: Mapping[str, str]
    plain: Mapping[str, str]
    notes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    version: int = 0

    def forms(self, language: str) -> list[str]:
        """The ways the word is written in a language: «right holder / owner» are two."""
        return [form.strip() for form in self.names.get(language, "").split("/") if form.strip()]


def term_of(key: str, body: Mapping[str, Any], *, version: int = 0) -> TermCard:
    """The card of a term's version."""
    return TermCard(
        key, body["category"], body["names"], body["plain"], body.get("notes") or {}, body.get("instead") or {}, version
    )


def keys_of(term: TermCard, country: str = "") -> list[str]:
    """The facts that the glosses of a term name; with a country, only those that its reader sees."""
    notes = [term.notes.get(country, {})] if country else list(term.notes.values())
    texts = [text for words in (term.plain, *notes) for text in words.values()]
    return list(dict.fromkeys(key for text in texts for key in cited_keys(text)))


@dataclass(frozen=True, slots=True)
class Gloss:
    """A term as one country's reader gets it: safe HTML, and the unsure facts it rests on."""

    key: str
    category: str
    name: str
    plain: SafeString
    note: SafeString | str
    instead: str
    unsure: tuple[LawAnswer, ...]


def gloss_of(term: TermCard, *, country: str, language: str, facts: Facts) -> Gloss:
    """The plain words, and what is different in the reader's country, with the facts filled in."""
    note = in_language(term.notes.get(country), language)
    return Gloss(
        key=term.key,
        category=term.category,
        name=in_language(term.names, language),
        plain=render_text(in_language(term.plain, language), country=country, language=language, facts=facts),
        note=render_text(note, country=country, language=language, facts=facts) if note else "",
        instead=in_language(term.instead, language) if term.instead else "",
        unsure=tuple(facts[key] for key in keys_of(term, country) if key in facts and facts[key].unsure),
    )


@lru_cache(maxsize=16)
def _matcher(forms: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(forms, key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?:e?s)?(?!\w)", re.IGNORECASE)


class Underliner:
    """Marks the first occurrence of each term in the texts of one section, with the gloss after the paragraph.

    Works without scripts (`popover`), and is printed as a note. `prefix` makes ids unique on a page.
    """

    def __init__(
        self, terms: Sequence[TermCard], *, country: str, language: str, facts: Facts, prefix: str, skip: Sequence[str] = ()
    ) -> None:
        self.country, self.language, self.facts, self.prefix = country, language, facts, prefix
        self.by_form = {form.casefold(): term for term in terms for form in term.forms(language) if term.key not in skip}
        self.seen: set[str] = set()

    def mark(self, html: SafeString) -> SafeString:
        """The same text with terms that were not met before as buttons. Headings, links and code are left alone."""
        if not self.by_form:
            return html
        matcher = _matcher(tuple(self.by_form))
        out: list[str] = []
        waiting: list[str] = []
        open_tags: list[str] = []
        for piece in _TAG.split(html):
            if not piece.startswith("<"):
                out.append(self._marked(piece, matcher, waiting) if open_tags and not _CLOSED & set(open_tags) else piece)
                continue
            out.append(piece)
            name = _NAME.match(piece)
            if name is None or name[1] in _VOID:
                continue
            if not piece.startswith("</"):
                open_tags.append(name[1])
            elif open_tags:
                open_tags.pop()
                if not open_tags:
                    out += waiting
                    waiting.clear()
        return mark_safe("".join([*out, *waiting]))  # noqa: S308 - pieces of safe HTML and format_html

    def _marked(self, text: str, matcher: re.Pattern[str], waiting: list[str]) -> str:
        def replaced(found: re.Match[str]) -> str:
            term = self.by_form.get(found[1].casefold())
            if term is None or term.key in self.seen:
                return found[0]
            self.seen.add(term.key)
            gloss = gloss_of(term, country=self.country, language=self.language, facts=self.facts)
            mark = f"{self.prefix}-t-{term.key}"
            waiting.append(
                format_html('<div class="gloss" popover id="{}"><b>{}</b>{}{}</div>', mark, gloss.name, gloss.plain, gloss.note)
            )
            return str(
                format_html('<button class="term" type="button" popovertarget="{}">{}</button>', mark, mark_safe(found[0]))  # noqa: S308 - text of safe HTML
            )

        return matcher.sub(replaced, text)
