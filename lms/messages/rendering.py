"""A message as words: subject, text and HTML in the reader's language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from lms.institutions.api import PersonCard
from lms.kernel import conf
from lms.kernel.words import in_language
from lms.messages.kinds import more_of

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]}»”]")


@dataclass(frozen=True, slots=True)
class Words:
    """What is read: one line of subject, plain text, HTML."""

    subject: str
    text: str
    html: str


def write_words(*, kind: str, person: PersonCard, params: Mapping[str, Any], unsubscribe: str = "") -> Words:
    """Draw a message for one reader. Raises UnknownMessageKind, and TemplateDoesNotExist when no text was written.

    The HTML is the kind's own template, or the words of the text in the shared frame: nothing is written twice by hand.
    `unsubscribe` is the link at the foot of an optional kind; '' for a mandatory one.
    """
    more = more_of(kind)
    with translation.override(person.language), timezone.override(person.time_zone or None):
        facts = {
            **params,
            **(more(params) if more else {}),
            "person": person,
            "base_url": conf.base_url(),
            "site_name": str(conf.get("SITE_NAME")),
            "site_subtitle": in_language(conf.get("SITE_SUBTITLE")),
            "LANGUAGE_CODE": person.language,
            "unsubscribe": unsubscribe,
        }
        head, _line, text = _draw(f"{kind}.txt", facts, escaped=False).strip().partition("\n")
        subject = " ".join(head.split())
        if _exists(f"{kind}.html"):
            html = _draw(f"{kind}.html", facts, escaped=True)
        else:
            html = _draw("framed.html", {**facts, "subject": subject, "words": html_of(text)}, escaped=True)
        foot = f"\n\n-- \n{gettext('To stop messages of this kind:')} {unsubscribe}" if unsubscribe else ""
    return Words(subject=subject, text=text.strip() + foot + "\n", html=html.strip())


def html_of(text: str) -> SafeString:
    """Plain text as HTML: paragraphs at empty lines, line ends kept, lists of «- », addresses as links, all else escaped."""
    parts = []
    for block in re.split(r"\n[ \t]*\n+", text.strip("\n")):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        if lines and all(line.startswith("- ") for line in lines):
            parts.append("<ul>" + "".join(f"<li>{_linked(line[2:])}</li>" for line in lines) + "</ul>")
        elif lines:
            parts.append("<p>" + "<br>\n".join(_linked(line) for line in lines) + "</p>")
    return mark_safe("\n".join(parts))  # noqa: S308  every piece was escaped by `_linked`


def _linked(line: str) -> str:
    done, at = [], 0
    for found in _ADDRESS.finditer(line):
        address = escape(found.group())
        done += [escape(line[at : found.start()]), f'<a href="{address}">{address}</a>']
        at = found.end()
    return "".join([*done, escape(line[at:])])


def _draw(name: str, facts: Mapping[str, Any], *, escaped: bool) -> str:
    """Plain text is not escaped, whoever wrote the template."""
    template: Any = get_template(f"lms/messages/{name}")
    return str(template.template.render(Context(dict(facts), autoescape=escaped)))


def _exists(name: str) -> bool:
    try:
        get_template(f"lms/messages/{name}")
    except TemplateDoesNotExist:
        return False
    return True
