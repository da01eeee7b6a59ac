"""A message as words: subject, text and, where a template is there, HTML in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone, translation

from lms.institutions.api import PersonCard
from lms.kernel import conf
from lms.kernel.words import in_language
from lms.messages.kinds import more_of


@dataclass(frozen=True, slots=True)
class Words:
    """What is read: one line of subject, plain text, HTML ('' when there is none)."""

    subject: str
    text: str
    html: str


def write_words(*, kind: str, person: PersonCard, params: Mapping[str, Any]) -> Words:
    """Draw a message's templates for one reader. Raises UnknownMessageKind, and TemplateDoesNotExist when none was written."""
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
        }
        head, _line, text = _draw(f"{kind}.txt", facts, escape=False).strip().partition("\n")
        html = _draw(f"{kind}.html", facts, escape=True) if _exists(f"{kind}.html") else ""
    return Words(subject=" ".join(head.split()), text=text.strip() + "\n", html=html.strip())


def _draw(name: str, facts: Mapping[str, Any], *, escape: bool) -> str:
    """Plain text is not escaped, whoever wrote the template."""
    template: Any = get_template(f"lms/messages/{name}")
    return str(template.template.render(Context(dict(facts), autoescape=escape)))


def _exists(name: str) -> bool:
    try:
        get_template(f"lms/messages/{name}")
    except TemplateDoesNotExist:
        return False
    return True
