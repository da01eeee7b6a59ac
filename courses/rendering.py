"""A section + a country + a language → HTML. Pure: no database, no clock; the same values give the same page.

Author's text goes through markdown-it (HTML off) and nh3; the markup around it is built by `format_html`. A slot shows the
reader's country or nothing: there is no way from here to another country's text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from courses.drawings import FigureCard, figure_html
from courses.facts import LawAnswer, office_of, title_of_fact
from courses.markdown import NO_LINKS, Facts, cited_keys, render_text
from courses.resources import ResourceCard
from courses.terms import TermCard, Underliner
from courses.wording import date_in_words, grouped_basis, in_country, legal_basis
from lms.kernel.places import COUNTRIES, Country
from lms.kernel.words import in_language

VERSION: Final = "4"  # grows when the markup changes: part of every cache key

_NO_FACTS: Final[Mapping[str, Facts]] = {}
_NO_FIGURES: Final[Mapping[str, FigureCard]] = {}
_CALLOUT_LOOKS: Final = {
    "mistake": ("note-warn", "mistake"),
    "flag": ("note-bad", "flag"),
    "example": ("note-soft", "example"),
    "next": ("note-info", "step"),
    "check": ("note-soft", "list"),
}


@dataclass(slots=True)
class _Page:
    """What one rendering needs at hand."""

    country: str
    language: str
    facts: Mapping[str, Facts]
    resources: Sequence[ResourceCard]
    prefix: str
    shift: int
    icons: str
    level: int = 1
    terms: Underliner | None = None
    figures: Mapping[str, FigureCard] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    cited: dict[str, LawAnswer] = field(default_factory=dict)

    @property
    def mine(self) -> Facts:
        return self.facts.get(self.country, {})

    def icon(self, name: str) -> SafeString:
        return format_html('<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', self.icons, name)

    def tag(self) -> str:
        """The heading under the one that came last: no level is skipped."""
        return f"h{min(self.level + 1, 3 + self.shift)}"

    def text(self, markdown: str) -> SafeString:
        for key in cited_keys(markdown):
            if key in self.mine:
                self.cited[key] = self.mine[key]
        html = render_text(
            markdown, country=self.country, language=self.language, facts=self.mine, shift=self.shift, links=self.links
        )
        return self.terms.mark(html) if self.terms else html


def render_section(
    body: Mapping[str, Any],
    *,
    country: str,
    language: str,
    facts: Mapping[str, Facts] = _NO_FACTS,
    resources: Sequence[ResourceCard] = (),
    prefix: str = "s",
    shift: int = 0,
    icons: str = "",
    terms: Sequence[TermCard] = (),
    figures: Mapping[str, FigureCard] = _NO_FIGURES,
    links: Mapping[str, str] = NO_LINKS,
) -> SafeString:
    """The HTML of a section's version for one country and language.

    `facts` is {country: {key: answer}}: the reader's country's are told as the law, the others' only in comparison tables.
    `prefix` makes ids unique on a page; `shift` moves headings down; `icons` is the address of the sprite. A text that is not
    in `language` is shown in its own, marked as such. Words of `terms` are underlined once, with their gloss. `figures` by
    key; `links` are addresses of other sections by key, a link to one that is not there is its words alone.
    """
    own = str(body.get("language") or "es")
    page = _Page(country, own, facts, resources, prefix, shift, icons, level=1 + shift, figures=figures, links=links)
    if terms:
        page.terms = Underliner(terms, country=country, language=own, facts=page.mine, prefix=prefix)
    with override(own):
        parts = [html for block in body.get("blocks", ()) if (html := _block(page, block))]
        if unsure := [answer for answer in page.cited.values() if answer.unsure]:
            parts.append(_unsure(page, unsure))
    html = SafeString("\n".join(parts))
    if own == language:
        return html
    with override(language):
        note = format_html(
            '<p class="banner banner-warn">{}</p>', _("This text is not translated yet: it is shown in Spanish.")
        )
    return format_html('{}\n<div class="stack" lang="{}">{}</div>', note, own, html)


def render_slot(block: Mapping[str, Any], *, country: str, language: str, facts: Facts, prefix: str = "s") -> SafeString | str:
    """One slot as one country's reader gets it, for a page that sets countries side by side; '' when it is empty."""
    page = _Page(country, language, {country: facts}, (), prefix, 0, "", level=2)
    with override(language):
        return _slot(page, block)


def _block(page: _Page, block: Mapping[str, Any]) -> SafeString | str:  # noqa: PLR0911 - one line a kind
    kind = block["type"]
    if kind == "text":
        html = page.text(block["markdown"])
        if levels := re.findall(r"<h(\d)", html):
            page.level = int(levels[-1])
        return html
    if kind == "slot":
        return _slot(page, block)
    if kind in _CALLOUT_LOOKS:
        return _callout(page, block)
    if kind == "facts":
        return _facts(page, block)
    if kind == "compare":
        return _compare(page, block)
    if kind == "figure":
        return _figure(page, block)
    return _help(page, block) if kind == "help" else ""


def _anchor(page: _Page, block: Mapping[str, Any]) -> str:
    return f"{page.prefix}-{block['id']}"


def _slot(page: _Page, block: Mapping[str, Any]) -> SafeString | str:
    part = block["countries"].get(page.country) or {}
    because, markdown = part.get("na", ""), part.get("markdown", "")
    if not (because or markdown):
        return ""
    title = in_country(page.country)
    if because:
        title = _("%(in_country)s: does not apply") % {"in_country": title}
    text = page.text(because or markdown)
    return format_html(
        '<section class="slot" aria-labelledby="{id}"><{h} class="slot-tab" id="{id}"><span class="iso">{iso}</span>'
        "{title}</{h}>{text}{foot}</section>",
        id=_anchor(page, block), h=page.tag(), iso=page.country, title=title, text=text,
        foot=_slot_foot([page.mine[key] for key in cited_keys(because or markdown) if key in page.mine]),
    )  # fmt: skip


def _slot_foot(answers: Sequence[LawAnswer]) -> SafeString | str:
    basis = grouped_basis((a.law, a.article) for a in answers)
    if not basis:
        return ""
    said = [f"{basis}.", _("Text as of %(date)s.") % {"date": date_in_words(min(a.as_of for a in answers))}]
    reach = {a.jurisdiction for a in answers}
    if "AND" in reach:
        said.append(_("The Andean rule applies."))
    if "INT" in reach:
        said.append(_("An international rule applies."))
    return format_html('<p class="slot-foot">{}</p>', " ".join(said))


def _callout(page: _Page, block: Mapping[str, Any]) -> SafeString:
    look, icon = _CALLOUT_LOOKS[block["type"]]
    name = {
        "mistake": _("Common mistake"),
        "flag": _("Red flag: refer the case"),
        "example": _("Example"),
        "next": _("Next step"),
        "check": _("Checklist"),
    }[block["type"]]
    title = f"{name}: {block['title']}" if block.get("title") else name
    return format_html(
        '<aside class="note {look}" aria-labelledby="{id}"><{h} class="note-title" id="{id}">{icon}{title}</{h}>{text}</aside>',
        look=look, id=_anchor(page, block), h=page.tag(), icon=page.icon(icon), title=title, text=page.text(block["markdown"]),
    )  # fmt: skip


def _figure(page: _Page, block: Mapping[str, Any]) -> SafeString:
    card = page.figures.get(block["figure"])
    if card is None:
        return format_html('<p><span class="tag tag-bad">{}: {}</span></p>', _("Figure missing"), block["figure"])
    caption = page.text(block["markdown"]) if block.get("markdown") else format_html("<p>{}</p>", card.caption or card.title)
    return figure_html(card, caption, anchor=_anchor(page, block))


def _unsure_tag(page: _Page, answer: LawAnswer, *, mine: bool) -> SafeString | str:
    if not answer.unsure:
        return ""
    words = _("To be confirmed with %(office)s") % {"office": answer.office} if mine else _("To be confirmed")
    return format_html(' <span class="tag tag-warn">{}{}</span>', page.icon("info"), words)


def _missing(page: _Page) -> SafeString:
    return format_html('<span class="tag">{}{}</span>', page.icon("na"), pgettext("fact", "No data"))


def _facts(page: _Page, block: Mapping[str, Any]) -> SafeString:
    rows = []
    for key in block["facts"]:
        answer = page.mine.get(key)
        if answer is None:
            value: SafeString = _missing(page)
        else:
            page.cited[key] = answer
            why = legal_basis(answer.law, answer.article)
            value = format_html(
                "{}{}{}",
                answer.short_text(page.language),
                _unsure_tag(page, answer, mine=True),
                format_html(' <span class="why">{}</span>', why) if why else "",
            )
        rows.append((title_of_fact(page.facts, key, country=page.country, language=page.language), value))
    tag, level = page.tag(), page.level
    title = format_html("<{h}>{title}</{h}>", h=tag, title=block["title"]) if block.get("title") else ""
    page.level = level
    return format_html(
        '{}<dl class="facts small">{}</dl>', title, format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", rows)
    )


def _compare(page: _Page, block: Mapping[str, Any]) -> SafeString:
    order = [page.country, *(code for code in COUNTRIES if code != page.country)]
    head = format_html_join(
        "",
        '<th scope="col"{}>{}</th>',
        ((mark_safe(' class="mine"') if code == page.country else "", Country(code).label) for code in order),
    )
    rows, dates = [], []
    for key in block["facts"]:
        cells = []
        for code in order:
            answer = page.facts.get(code, {}).get(key)
            if answer is not None:
                dates.append(answer.as_of)
                if code == page.country:
                    page.cited[key] = answer
            cells.append(_cell(page, code, answer))
        rows.append((title_of_fact(page.facts, key, country=page.country, language=page.language), SafeString("".join(cells))))
    said = [_("Your country comes first.")]
    if dates:
        said.append(_("The oldest text is as of %(date)s.") % {"date": date_in_words(min(dates))})
    return format_html(
        '<div class="compare-box"><div class="scroll" role="region" aria-labelledby="{id}" tabindex="0"><table class="compare">'
        '<caption id="{id}">{title} <small>{said}</small></caption><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody>'
        "</table></div></div>",
        id=_anchor(page, block), title=block.get("title") or _("The four countries, side by side"), said=" ".join(said),
        head=head,
        rows=format_html_join("", '<tr><th scope="row">{}</th>{}</tr>', rows),
    )  # fmt: skip


def _cell(page: _Page, code: str, answer: LawAnswer | None) -> SafeString:
    mine = code == page.country
    inner: SafeString | str
    if answer is None:
        inner = _missing(page)
    else:
        tag = _unsure_tag(page, answer, mine=False)
        text = answer.short_text(page.language, reader=page.country)
        inner = format_html("<span>{}{}</span>", text, tag) if tag else conditional_escape(text)
    return format_html('<td{} data-c="{}">{}</td>', mark_safe(' class="mine"') if mine else "", code, inner)


def _help(page: _Page, block: Mapping[str, Any]) -> SafeString | str:
    wanted = {card.key: card for card in page.resources if card.country in (page.country, "INT")}
    if not wanted:
        return ""
    title = block.get("title") or _("Where to get help")
    rows = format_html_join("", "{}", ((_resource(page, card),) for card in wanted.values()))
    head = min(page.level + 1, 2 + page.shift)
    return format_html(
        '<section aria-labelledby="{id}"><h{level} id="{id}">{title}</h{level}><ul class="tasks small">{rows}</ul></section>',
        id=_anchor(page, block), level=head, title=title, rows=rows,
    )  # fmt: skip


def _resource(page: _Page, card: ResourceCard) -> SafeString:
    cost = {"free": _("Free"), "low": _("Low cost"), "paid": _("Paid")}.get(card.cost, _("Ask about the cost"))
    channel = {"web": _("On the web"), "phone": _("By phone"), "office": _("In person"), "mail": _("By e-mail")}.get(
        card.channel, ""
    )
    said = " ".join(filter(None, (f"{card.by}.", in_language(card.what, page.language), f"{channel}." if channel else "")))
    checked = _("Checked on %(date)s.") % {"date": date_in_words(card.checked_on)} if card.checked_on else ""
    if card.needs_check or card.unverified:
        words = _("To be confirmed") if card.needs_check else _("Not verified lately")
        tag = format_html('<span class="tag tag-warn">{}{}</span>', page.icon("stale"), words)
    else:
        tag = format_html('<span class="tag{}">{}</span>', " tag-ok" if card.cost == "free" else "", cost)
    name: SafeString | str = in_language(card.names, page.language)
    if card.url:
        name = format_html('<a href="https://{}" rel="noopener">{}</a>', card.url, name)
    return format_html(
        '<li><span class="is-on">{icon}</span><div><h{level}>{name}</h{level}><p>{said} <span class="soft">{checked}</span></p>'
        "</div>{tag}</li>",
        icon=page.icon("pin"), level=min(page.level + 2, 3 + page.shift), name=name,
        said=said, checked=checked, tag=tag,
    )  # fmt: skip


def _unsure(page: _Page, answers: Sequence[LawAnswer]) -> SafeString:
    offices = list(dict.fromkeys(office_of(a.key, page.country) for a in answers))
    with_whom = (
        offices[0]
        if len(offices) == 1
        else _("%(first)s and %(last)s") % {"first": ", ".join(offices[:-1]), "last": offices[-1]}
    )
    count = ngettext("%(count)s fact", "%(count)s facts", len(answers)) % {"count": len(answers)}
    rows = format_html_join(
        "",
        '<li><b>{}:</b> {} <span class="soft">{}</span></li>',
        (
            (
                in_language(a.titles, page.language) or a.key,
                a.short_text(page.language),
                " ".join(
                    filter(
                        None,
                        (
                            f"{basis}." if (basis := legal_basis(a.law, a.article)) else "",
                            _("Text as of %(date)s.") % {"date": date_in_words(a.as_of)},
                        ),
                    )
                ),
            )
            for a in answers
        ),
    )
    return format_html(
        '<details class="fold" id="{}-unsure"><summary>{} <span class="count">{}</span></summary><p>{}</p><ul>{}</ul>'
        "</details>",
        page.prefix,
        _("To be confirmed with %(office)s") % {"office": with_whom},
        count,
        _("Ask the office before you tell a business: we have not been able to check this in the text in force."),
        rows,
    )
