"""What the pages of designs and pictures are given: plain values with their words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from certificates.differences import changed_lines
from certificates.forms.designs import EVERYBODY
from certificates.models import Design, DesignPreview, DesignVersion, Picture
from certificates.papers import FIELDS, Field, Problem
from certificates.papers.catalogue import Kind
from certificates.permitting import Lack
from certificates.sampling import Sample, shown, values_of
from certificates.selectors.designs import DesignLine, differs, published_gaps, versions_of
from certificates.selectors.pictures import PictureStanding
from certificates.services import previews
from certificates.services.previews import UNKNOWN, as_problems
from certificates.services.publishing import last_job_key, reasons_against
from certificates.wording.certificates import country_in_words
from certificates.wording.designs import PICTURE_KINDS, gap_sentence, paper_name, standing_of
from lms.institutions.api import Scope, institution_cards
from lms.jobs.api import job_view_of
from lms.kernel.words import in_language


# Lists ----------------------------------------------------------------------------------------------------------------
def design_line(line: DesignLine) -> dict[str, Any]:
    """A design in a list."""
    one = line.design
    return {
        "id": one.pk, "title": in_language(one.titles), "paper": paper_name(one.paper), "where": place_of(one),
        "tags": list(_tags(one, changed=line.changed, blocked=bool(line.gaps))), "named": ", ".join(line.named),
        "tone": "bad" if line.gaps else "warn" if line.changed and not one.is_shipped else "",
    }  # fmt: skip


def place_of(design: Design) -> str:
    """Where and for whom a design is used."""
    whose = in_language(design.institution.names) if design.institution else _("for everybody")
    return f"{country_in_words(design.country) if design.country else _('all countries')} · {whose}"


def _tags(design: Design, *, changed: bool, blocked: bool) -> Iterable[tuple[str, str]]:
    """(words, tone)"""
    if design.archived_at:
        yield _("archived"), ""
    if design.is_shipped:
        yield _("as shipped"), ""
    elif design.published is None:
        yield _("never published"), "warn"
    else:
        yield _("version %(number)s published") % {"number": design.published.number}, "ok"
        if changed:
            yield _("draft not published"), "warn"
    if design.general:
        yield _("in general use"), "accent"
    if blocked:
        yield _("draws no new paper"), "bad"


def owners(scope: Scope) -> list[tuple[str, str]]:
    """Whose a new design or picture of this person may be."""
    programme = scope.administrator or scope.decider
    cards = institution_cards(None if programme else scope.coordinator_of)
    own = [(str(card.id), in_language(card.names)) for card in cards.values() if not card.archived]
    return [(EVERYBODY, str(_("everybody's"))), *own] if programme else own


# One design -----------------------------------------------------------------------------------------------------------
def design_page(design: Design) -> dict[str, Any]:
    """A design for its page."""
    changed = differs(design)
    lacking = published_gaps(design)
    job = job_view_of(last_job_key(design)) if changed and not design.is_shipped else None
    published = design.published
    versions = versions_of(design)
    return {
        "design": design, "title": in_language(design.titles), "paper": paper_name(design.paper), "where": place_of(design),
        "tags": list(_tags(design, changed=changed, blocked=bool(lacking))),
        "gaps": [gap_sentence(one) for one in lacking],
        "job": job if job is not None and (job.moving or job.tone == "bad") else None,
        "changed": changed, "reasons": reasons_against(design) if changed and not design.archived_at else [],
        "differences": differences(published, design.html, design.css) if published else [],
        "versions": [
            {"number": one.number, "at": one.at, "by": one.by.full_name if one.by else "", "note": one.note,
             "current": published is not None and one.pk == published.pk}
            for one in versions
        ],
        "editable": not design.is_shipped and design.archived_at is None,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs in one part (HTML or CSS)."""

    part: str
    places: list[Any]


def differences(old: DesignVersion | Design, html: str, css: str) -> list[Difference]:
    """What a text would change in another one, part by part; [] for nothing."""
    found = [Difference("HTML", changed_lines(old.html, html)), Difference("CSS", changed_lines(old.css, css))]
    return [one for one in found if one.places]


def preview_state(row: DesignPreview | None, design: Design) -> dict[str, Any]:
    """How far a preview is. Polled while `moving`."""
    if row is None or not row.number:
        return {"preview": None, "moving": False, "design": design}
    drawing = row.drawn != row.number
    failed = drawing and previews.failed(row)
    return {
        "design": design, "preview": row, "drawing": drawing and not failed, "failed": failed,
        "moving": not failed and (drawing or row.slow == UNKNOWN),
        "problems": [] if drawing else as_problems(row), "slow": "" if row.slow == UNKNOWN else row.slow,
        "fast": row.slow == "" and not drawing and bool(row.pages),
        "sample": Sample(row.country, row.language, row.long).words(), "ready": bool(row.pages),
    }  # fmt: skip


# The catalogue of fields ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Entry:
    """A field: what to write for it, what it means, and what it says on the sample."""

    key: str
    code: str
    meaning: str
    sample: str


def catalogue(sample: Sample, paper: str) -> list[tuple[str, list[Entry]]]:
    """Groups of fields, with the words of a sample."""
    values = values_of(sample, paper)
    groups: dict[str, list[Entry]] = {}
    for field in FIELDS.values():
        entry = Entry(field.key, code_of(field), str(field.meaning), shown(field.key, values)[:120])
        groups.setdefault(_group(field), []).append(entry)
    return list(groups.items())


def _group(field: Field) -> str:
    if field.varies:
        return _("From person to person")
    if field.key.startswith("label_"):
        return _("Labels in the paper's language")
    return {
        Kind.FLAG: _("Conditions"), Kind.LIST: _("Lists"), Kind.PICTURE: _("Pictures of the institution"),
        Kind.PAGES: _("Page numbers"),
    }.get(field.kind, _("The same for a whole group"))  # fmt: skip


def code_of(field: Field) -> str:
    """What to write into the HTML for a field."""
    key = field.key
    if field.kind is Kind.LIST:
        inner = " · ".join(f"{{{{ one.{column.key} }}}}" for column in field.columns if column.kind is Kind.TEXT) or "{{ one }}"
        return f"{{% for one in {key} %}}<p>{inner}</p>{{% endfor %}}"
    return {
        Kind.FLAG: f"{{% if {key} %}} … {{% endif %}}",
        Kind.PICTURE: f'{{% if {key} %}}<img src="{{{{ {key} }}}}" fit="48mm x 15mm" alt="{{{{ institution }}}}">{{% endif %}}',
        Kind.QR: f'<img class="qr" src="{{{{ {key} }}}}" alt="{{{{ qr_words }}}}">',
        Kind.LINK: f'<a href="{{{{ {key} }}}}">{{{{ address }}}}</a>',
    }.get(field.kind, f"{{{{ {key} }}}}")


def picture_entries(pictures: Iterable[Picture]) -> list[Entry]:
    """Uploaded pictures as what to write for them."""
    return [
        Entry(one.key, f'<img src="{one.key}" fit="30mm x 15mm" alt="{in_language(one.alt)}">', in_language(one.alt), "")
        for one in pictures
    ]


# Pictures -------------------------------------------------------------------------------------------------------------
def picture_line(one: PictureStanding) -> dict[str, Any]:
    """A picture in a list."""
    words, tone, icon = standing_of(one)
    picture = one.picture
    whose = in_language(picture.institution.names) if picture.institution else _("everybody's")
    return {
        "id": picture.pk, "key": picture.key, "alt": in_language(picture.alt), "kind": str(PICTURE_KINDS[picture.kind]),
        "whose": whose, "state": words, "tone": tone, "icon": icon,
    }  # fmt: skip


def permission_rows(picture: Picture) -> Sequence[dict[str, Any]]:
    """What was recorded about a picture, latest first."""
    return [
        {
            "number": row.number, "holder": row.holder, "reference": row.reference, "withdrawn": row.withdrawn,
            "countries": ", ".join(country_in_words(code) for code in row.countries) or _("all countries"),
            "papers": ", ".join(paper_name(name) for name in row.papers) or _("all papers"),
            "starts_on": row.starts_on, "ends_on": row.ends_on, "by": row.by.full_name, "at": row.at,
        }
        for row in picture.lms_permissions.select_related("by").order_by("-number")
    ]  # fmt: skip


def lack_words(lack: Lack | None) -> str:
    """Why a picture is not printed now, in a sentence; '' when it is."""
    return {
        None: "", Lack.NONE: _("It is protected and no permission is recorded: no design with it can be published."),
        Lack.NOT_YET: _("Its permission has not begun: no design with it can be published yet."),
        Lack.ENDED: _("Its permission is over: designs that show it draw no new paper."),
        Lack.WITHDRAWN: _("Its permission was withdrawn: designs that show it draw no new paper."),
    }.get(lack, "")  # fmt: skip


def problem_rows(problems: Iterable[Problem]) -> list[Problem]:
    """Problems, those of the HTML first, by line."""
    return sorted(problems, key=lambda one: ({"html": 0, "css": 1}.get(one.part, 2), one.line))
