"""Author's Markdown → safe HTML, with fact references filled in for one country. Pure.

Two nets: markdown-it with HTML switched off, then nh3 with a short list of tags. Facts are put in as escaped text, after
the Markdown was read, so that nothing in a fact can become markup.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import nh3
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from courses.blocks import FACT_REFERENCE, MAX_MARKDOWN
from courses.facts import LawAnswer

Facts = Mapping[str, LawAnswer]
SECTION_SCHEME: Final = "section:"
NO_LINKS: Final[Mapping[str, str]] = {}
_TAGS: Final = {
    "p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "a", "code", "pre", "blockquote", "br", "hr", "span",
}  # fmt: skip
_ATTRIBUTES: Final = {"a": {"href", "title"}, "span": {"class"}, "ol": {"start"}}


def _fact_rule(state: StateInline, silent: bool) -> bool:
    found = FACT_REFERENCE.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        token = state.push("fact", "", 0)
        token.meta = {"key": found[1], "part": found[2] or ""}
    state.pos = found.end()
    return True


def _fact_html(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    meta = tokens[index].meta
    answer: LawAnswer | None = env["facts"].get(meta["key"])
    text = answer.text(meta["part"], env["language"]) if answer else ""
    if text:
        return escape(text)
    name = ".".join(filter(None, (meta["key"], meta["part"])))
    return str(format_html('<span class="tag tag-bad">{}: {}</span>', _("Fact missing"), name))


def _point(tokens: Sequence[Token], links: Mapping[str, str]) -> None:
    """Give links to sections their addresses; one that has none is only its words."""
    opened: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            href = str(token.attrs.get("href", ""))
            address = links.get(href.removeprefix(SECTION_SCHEME)) if href.startswith(SECTION_SCHEME) else href
            token.hidden = not address
            opened.append(token.hidden)
            if address:
                token.attrs["href"] = address
        elif token.type == "link_close" and opened:
            token.hidden = opened.pop()
        if token.children:
            _point(token.children, links)


def _no_link(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return "" if tokens[index].hidden else str(self.renderToken(tokens, index, options, env))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False})
    parser.disable(["image", "html_block", "html_inline"])
    parser.inline.ruler.before("emphasis", "fact", _fact_rule)
    parser.add_render_rule("fact", _fact_html)
    for name in ("link_open", "link_close"):
        parser.add_render_rule(name, _no_link)
    return parser


_markdown: Final = _parser()


def render_text(
    markdown: str, *, country: str, language: str, facts: Facts, shift: int = 0, links: Mapping[str, str] = NO_LINKS
) -> SafeString:
    """Markdown with fact references → safe HTML.

    `facts` are the reader's country's answers by key, another country's are not used; headings go down by `shift`.
    `links` are addresses of sections by key: a link to another one is its words alone.
    """
    if len(markdown.encode()) > MAX_MARKDOWN:
        markdown = markdown.encode()[:MAX_MARKDOWN].decode(errors="ignore")
    env = {"facts": {k: v for k, v in facts.items() if v.country == country}, "language": language}
    tokens = _markdown.parse(markdown, env)
    _point(tokens, links)
    if shift:
        for token in tokens:
            if token.type in ("heading_open", "heading_close"):
                token.tag = f"h{min(int(token.tag[1]) + shift, 6)}"
    with override(language):
        html = _markdown.renderer.render(tokens, _markdown.options, env)
    return mark_safe(  # noqa: S308 - cleaned by nh3
        nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto", "tel"}, link_rel="noopener")
    )


def cited_keys(markdown: str) -> list[str]:
    """The facts a text names, in order, once each."""
    return list(dict.fromkeys(found[1] for found in FACT_REFERENCE.finditer(markdown)))
