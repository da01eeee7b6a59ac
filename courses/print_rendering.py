"""A section's blocks as plain HTML for paper: what xhtml2pdf draws well. Pure; the same law as on the screen.

Same rule as `courses.rendering`: a slot shows the reader's country or nothing; what is unsure is told as such.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from courses.drawings import FigureCard, figure_on_paper
from courses.facts import LawAnswer, title_of_fact
from courses.markdown import Facts, cited_keys, render_text
from courses.resources import ResourceCard
from courses.wording import date_in_words, grouped_basis, in_country, legal_basis
from courses.wording_reference import cost_in_words
from lms.kernel.places import COUNTRIES, Country
from lms.kernel.words import in_language

VERSION: Final = "2"  # grows when the drawing changes: part of every paper's digest
_ITEM: Final = re.compile(r"<li>(.*?)</li>", re.DOTALL)
_SECTION: Final = re.compile(r'<a href="#section:([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
_LINK: Final = re.compile(r"</?a\b[^>]*>")
_LOOKS: Final = {"mistake": "warn", "flag": "bad", "example": "plain", "next": "info", "check": "plain"}


@dataclass(slots=True)
class Sheet:
    """What one country's paper needs at hand; collects the rules it told."""

    country: str
    language: str
    law: Mapping[str, Facts]
    resources: Sequence[ResourceCard] = ()
    told: dict[str, LawAnswer] = field(default_factory=dict)
    figures: Mapping[str, FigureCard] = field(default_factory=dict)
    links: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # section: (title, short address)

    @property
    def mine(self) -> Facts:
        return self.law.get(self.country, {})

    def text(self, markdown: str, *, shift: int = 1) -> SafeString:
        for key in cited_keys(markdown):
            if key in self.mine:
                self.told[key] = self.mine[key]
        links = {key: f"#section:{key}" for key in self.links}
        html = render_text(markdown, country=self.country, language=self.language, facts=self.mine, shift=shift, links=links)
        return mark_safe(_LINK.sub("", _SECTION.sub(self._where, html)))  # noqa: S308 - safe HTML without its links

    def _where(self, found: re.Match[str]) -> str:
        """The words of a link to a section, then where that stands: its title and its short address."""
        title, address = self.links[found[1]]
        said = format_html("«{}»{}{}", title, ", " if address else "", address)
        return f'{found[2]} <span class="soft">({said})</span>'


def section_on_paper(body: Mapping[str, Any], sheet: Sheet) -> SafeString:
    """The blocks of a section as its country's reader gets them."""
    with override(sheet.language):
        parts = [html for block in body.get("blocks", ()) if (html := _block(sheet, block))]
    return mark_safe("\n".join(parts))  # noqa: S308 - made by format_html


def _block(sheet: Sheet, block: Mapping[str, Any]) -> SafeString | str:  # noqa: PLR0911 - one line a kind
    kind = block["type"]
    if kind == "text":
        return sheet.text(block["markdown"])
    if kind == "slot":
        return _slot(sheet, block)
    if kind == "check":
        return checklist_rows(checks_of(block, sheet), title=str(block.get("title") or _("Checklist")))
    if kind in _LOOKS:
        return _callout(sheet, block)
    if kind == "facts":
        return _facts(sheet, block)
    if kind == "compare":
        return comparison_table(sheet, block["facts"], title=str(block.get("title") or ""))
    if kind == "figure":
        return _figure(sheet, block)
    return help_lines(sheet, str(block.get("title") or "")) if kind == "help" else ""


def _slot(sheet: Sheet, block: Mapping[str, Any]) -> SafeString | str:
    part = block["countries"].get(sheet.country) or {}
    because, markdown = part.get("na", ""), part.get("markdown", "")
    if not (because or markdown):
        return ""
    title = in_country(sheet.country)
    if because:
        title = _("%(in_country)s: does not apply") % {"in_country": title}
    text = sheet.text(because or markdown)
    answers = [sheet.mine[key] for key in cited_keys(because or markdown) if key in sheet.mine]
    foot = ""
    if basis := grouped_basis((a.law, a.article) for a in answers):
        as_of = _("Text as of %(date)s.") % {"date": date_in_words(min(a.as_of for a in answers))}
        foot = format_html('<p class="foot-line">{}. {}</p>', basis, as_of)
    return format_html(
        '<table class="slot"><tr><td><p class="tab">{} · {}</p>{}{}</td></tr></table>', sheet.country, title, text, foot
    )


def _callout(sheet: Sheet, block: Mapping[str, Any]) -> SafeString:
    name = {
        "mistake": _("Common mistake"), "flag": _("Red flag: refer the case"), "example": _("Example"), "next": _("Next step"),
    }[block["type"]]  # fmt: skip
    title = f"{name}: {block['title']}" if block.get("title") else name
    return format_html(
        '<table class="note {}"><tr><td><p class="note-title">{}</p>{}</td></tr></table>',
        _LOOKS[block["type"]], title, sheet.text(block["markdown"]),
    )  # fmt: skip


def _figure(sheet: Sheet, block: Mapping[str, Any]) -> SafeString | str:
    card = sheet.figures.get(block["figure"])
    if card is None:
        return ""
    return figure_on_paper(card, sheet.text(block["markdown"]) if block.get("markdown") else card.caption or card.title)


def checks_of(block: Mapping[str, Any], sheet: Sheet) -> list[SafeString]:
    """The lines of a checklist with the facts filled in."""
    return [mark_safe(item.strip()) for item in _ITEM.findall(sheet.text(block["markdown"]))]  # noqa: S308 - safe HTML


def checklist_rows(items: Sequence[SafeString], *, title: str = "") -> SafeString:
    """Lines with a box to tick."""
    head = format_html('<p class="note-title">{}</p>', title) if title else ""
    rows = format_html_join(
        "",
        '<tr><td class="tick"><table class="box"><tr><td></td></tr></table></td><td class="line">{}</td></tr>',
        ((i,) for i in items),
    )
    return format_html('{}<table class="checks">{}</table>', head, rows)


def _short(sheet: Sheet, answer: LawAnswer, *, mine: bool) -> str:
    text = answer.short_text(sheet.language, reader=sheet.country)
    if not answer.unsure:
        return text
    unsure = _("to be confirmed with %(office)s") % {"office": answer.office} if mine else _("to be confirmed")
    return f"{text} ({unsure})"


def _facts(sheet: Sheet, block: Mapping[str, Any]) -> SafeString:
    rows = []
    for key in block["facts"]:
        answer = sheet.mine.get(key)
        why = legal_basis(answer.law, answer.article) if answer else ""
        if answer:
            sheet.told[key] = answer
        rows.append(
            (
                title_of_fact(sheet.law, key, country=sheet.country, language=sheet.language),
                _short(sheet, answer, mine=True) if answer else pgettext("fact", "No data"),
                why,
            )
        )
    head = format_html("<h3>{}</h3>", block["title"]) if block.get("title") else ""
    body = format_html_join("", '<tr><td class="name">{}</td><td>{}<br/><span class="soft">{}</span></td></tr>', rows)
    return format_html('{}<table class="grid">{}</table>', head, body)


def comparison_table(sheet: Sheet, keys: Sequence[str], *, title: str = "") -> SafeString:
    """Rules by country, the reader's first."""
    order = [sheet.country, *(code for code in COUNTRIES if code != sheet.country)]
    head = format_html_join(
        "", '<th class="{}">{}</th>', (("mine" if c == sheet.country else "", Country(c).label) for c in order)
    )
    rows = []
    for key in keys:
        if not any(key in sheet.law.get(code, {}) for code in order):
            continue
        cells = []
        for code in order:
            answer = sheet.law.get(code, {}).get(key)
            if answer:
                sheet.told.setdefault(key, answer)
            text = _short(sheet, answer, mine=code == sheet.country) if answer else pgettext("fact", "No data")
            cells.append(("mine" if code == sheet.country else "", text))
        rows.append(
            (
                title_of_fact(sheet.law, key, country=sheet.country, language=sheet.language),
                format_html_join("", '<td class="{}">{}</td>', cells),
            )
        )
    name = format_html("<h3>{}</h3>", title) if title else ""
    return format_html(
        '{}<table class="grid compare" repeat="1"><tr><th class="name"></th>{}</tr>{}</table>', name, head,
        format_html_join("", '<tr><td class="name">{}</td>{}</tr>', rows),
    )  # fmt: skip


def help_lines(sheet: Sheet, title: str = "") -> SafeString | str:
    """Where to get help: the country's, then WIPO's."""
    if not sheet.resources:
        return ""
    rows = (
        (
            in_language(card.names, sheet.language), card.by, in_language(card.what, sheet.language),
            _("To be confirmed") if card.needs_check or card.unverified else cost_in_words(card.cost), card.url,
        )
        for card in sheet.resources
    )  # fmt: skip
    lines = format_html_join("", '<tr><td><b>{}</b> · {}. {} <span class="soft">{}. {}</span></td></tr>', rows)
    return format_html('<h3>{}</h3><table class="grid">{}</table>', title or _("Where to get help"), lines)
