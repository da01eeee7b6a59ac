"""Dates, articles and countries as sentences say them, in the active language. Pure."""

import re
from collections.abc import Iterable

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from courses.facts import NBSP


def in_country(country: str) -> str:
    """«En el Perú» in the active language."""
    return {"CL": _("In Chile"), "CO": _("In Colombia"), "MX": _("In Mexico"), "PE": _("In Peru")}[country]


def date_in_words(value: str) -> str:
    """«6 de agosto de 2022», «agosto de 2022», «2022»: as precise as the source, in the active language."""
    year, _dash, rest = value.partition("-")
    month, _dash, day = rest.partition("-")
    if not (month.isdigit() and int(month) in MONTHS):
        return year
    name = str(MONTHS[int(month)])
    if day.isdigit():
        return _("%(day)s %(month)s %(year)s") % {"day": int(day), "month": name, "year": year}
    return _("%(month)s %(year)s") % {"month": name, "year": year}


def legal_basis(law: str, article: str) -> str:
    """«Ley 19.039, arts. 24 y 18 bis B» in the active language; '' when there is no law."""
    if not law or not article:
        return law
    parts = [part.strip() for part in article.split(";") if part.strip()]
    joined = parts[0] if len(parts) == 1 else _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}
    many = len(parts) > 1 or re.search(r"\d[^,]*(?:, | y | and | a | to |–|-)[^,]*\d", article)
    return f"{law}, {_('arts.') if many else _('art.')}{NBSP}{joined}"


def grouped_basis(pairs: Iterable[tuple[str, str]]) -> str:
    """Several (law, article) as one text, each law once: «Ley 19.039, arts. 24 y 25; LFPPI, art. 178»."""
    articles: dict[str, dict[str, None]] = {}
    for law, article in pairs:
        if law:
            pieces = [piece.strip() for piece in re.split(r"[;,]| y | and ", article)]
            articles.setdefault(law, {}).update(dict.fromkeys(piece for piece in pieces if piece))
    return "; ".join(legal_basis(law, "; ".join(pieces)) for law, pieces in articles.items())


def kind_in_words(kind: str) -> str:
    """What an item is: «dato», «sección»."""
    return {
        "source": _("source"),
        "fact": _("fact"),
        "section": _("section"),
        "resource": _("help resource"),
        "term": _("term"),
        "figure": _("figure"),
        "office": _("office"),
        "stage": _("stage"),
        "comparison": _("comparison"),
        "question": _("question"),
        "case": _("case"),
        "rubric": _("rubric"),
    }.get(kind, kind)


def why_look_again_in_words(code: str) -> str:
    """Why something must be looked up again (`courses.freshness`)."""
    return {
        "needs_check": _("Not sure yet"),
        "old_fee": _("Fee older than a year"),
        "stale_resource": _("Not looked at for 180 days"),
        "stale_source": _("Past its review date"),
    }.get(code, code)
