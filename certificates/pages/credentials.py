"""What the pages of credentials are given: plain values with their words."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.forms.credentials import CredentialPapersForm
from certificates.models import Credential
from certificates.services.credential_papers import PAPERS, designs_for
from certificates.wording.certificates import claim_title, country_in_words, joined
from certificates.wording.designs import LANGUAGE_NAMES
from lms.institutions.api import institution_cards
from lms.kernel.words import in_language


def lines(credentials: Sequence[Credential]) -> list[dict[str, Any]]:
    """Credentials in a list, with `courses` counted and the languages of their papers."""
    return [
        {
            "id": one.pk, "title": in_language(one.titles), "claim": claim_title(one.claim),
            "languages": joined([str(LANGUAGE_NAMES[code]) for code in one.languages if code in LANGUAGE_NAMES])
            or _("each person's own language"),
            "designs": ngettext("{n} design of its own", "{n} designs of its own", len(one.papers)).format(n=len(one.papers))
            if one.papers
            else _("designs in general use"),
            "archived": one.archived_at is not None,
        }
        for one in credentials
    ]  # fmt: skip


def facts(one: Credential) -> list[tuple[str, str]]:
    """What a credential is, in rows; it is changed where the toolkit is."""
    courses = [in_language(place.course.titles) for place in one.lms_courses.select_related("course").order_by("id")]
    months = one.validity_months
    return [
        (_("What it is called"), claim_title(one.claim)),
        (_("Courses"), joined(courses)),
        (_("Valid for"), ngettext("{n} month", "{n} months", months).format(n=months) if months else _("for ever")),
        (_("Countries"), joined([country_in_words(code) for code in one.countries]) or _("all countries")),
    ]


def form_for(one: Credential, data: Any = None) -> CredentialPapersForm:
    """The form with what can be chosen and what is chosen now. Four queries."""
    together = [*(one.design.get("coissuers") or ()), "", ""]
    initial = {"languages": one.languages, "coissuer_1": together[0], "coissuer_2": together[1]}
    initial |= {f"design_{paper}": one.papers.get(paper, "") for paper in PAPERS}
    designs = {
        paper: [
            (
                design.key,
                in_language(design.titles) + (f" ({in_language(design.institution.names)})" if design.institution else ""),
            )
            for design in designs_for(paper).select_related("institution").defer("institution__logo").order_by("key")
        ]
        for paper in PAPERS
    }
    houses = [(card.key, in_language(card.names)) for card in institution_cards(None).values() if not card.archived]
    houses.sort(key=lambda pair: pair[1])
    return CredentialPapersForm(data, initial=initial, designs=designs, institutions=houses)
