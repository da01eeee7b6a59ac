"""Reading designs: as they are drawn, where they are used, and as their pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Q, QuerySet

from certificates import papers
from certificates.models import Certificate, CertificateState, Credential, Design, DesignVersion, PictureBytes
from certificates.papers import PAPERS, Problem
from certificates.selectors.pictures import Gap, gaps, gaps_among, pictures_named, protected_among
from lms.institutions.api import Scope
from lms.kernel.places import COUNTRIES


# As they are drawn ----------------------------------------------------------------------------------------------------
def drawn_as(version: DesignVersion) -> papers.Design:
    """A published version as `certificates.papers` takes it, its pictures as they were when it was published.

    Kept in memory, known by its digest: a version never changes. Two queries the first time.
    """
    return _drawn_as(version.digest, version.pk)


@lru_cache(maxsize=32)
def _drawn_as(digest: str, version_id: int) -> papers.Design:
    version = DesignVersion.objects.select_related("design").get(pk=version_id, digest=digest)
    bodies = dict(PictureBytes.objects.filter(sha256__in=version.pictures.values()).values_list("sha256", "body"))
    pictures = {name: papers.Picture(bytes(bodies[digest])) for name, digest in version.pictures.items()}
    return papers.Design(version.html, version.css, pictures, PAPERS[version.design.paper])


def draft_as(design: Design, html: str | None = None, css: str | None = None) -> papers.Design:
    """A draft (or a text that is not saved yet) as it would be drawn now."""
    words = design.html if html is None else html
    shown = pictures_named(words, design.institution_id)
    return papers.Design(words, design.css if css is None else css, shown, PAPERS[design.paper])


def problems_of(design: Design, html: str | None = None, css: str | None = None) -> list[Problem]:
    """Everything to mend in a draft, as sentences with lines; unknown pictures among them. One query at most."""
    return papers.problems(draft_as(design, html, css))


def countries_of(design: Design) -> tuple[str, ...]:
    """Where papers of a design are issued."""
    return (design.country,) if design.country else COUNTRIES


# Where they are used --------------------------------------------------------------------------------------------------
def in_use(credential: Credential, paper: str, institution_id: int | None, country: str) -> DesignVersion | None:
    """The published version that a paper is drawn with; None when nothing is published, not even what ships. One query.

    In order: the design that the credential names for the paper; the institution's own general one; everybody's general
    one; what ships. One for the country goes before one for all countries. A named design that is archived, not published
    or of another institution or country is passed over.
    """
    here = Q(country__in=("", country)) & (Q(institution=None) | Q(institution_id=institution_id))
    named = str(credential.papers.get(paper) or "")
    wanted = Q(key=named) | Q(general=True) | Q(key=f"{Design.SHIPPED}{paper}")
    rows = Design.objects.filter(here & wanted, paper=paper, archived_at=None, published__isnull=False)
    found = sorted(rows.select_related("published"), key=lambda one: _rank(one, named))
    return found[0].published if found else None


def _rank(design: Design, named: str) -> tuple[bool, bool, bool, bool, int]:
    """Smallest first."""
    return design.key != named, design.is_shipped, design.institution_id is None, not design.country, design.pk


def named_by(key: str) -> list[str]:
    """Keys of the credentials that name a design."""
    rows = Credential.objects.filter(archived_at=None).order_by("key").only("key", "papers")
    return [one.key for one in rows if key in one.papers.values()]


def waiting_for_permission() -> QuerySet[Certificate]:
    """Papers that wait because a protected picture of their design has no permission in force."""
    return Certificate.objects.filter(state=CertificateState.WAITING, problem__startswith="permission").defer("tail")


# As pages show them ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class DesignLine:
    """A design in a list."""

    design: Design
    changed: bool  # the draft is not what is published
    gaps: tuple[Gap, ...]  # of what is published: it draws no new paper
    named: tuple[str, ...]


def designs_in_reach(scope: Scope) -> QuerySet[Design]:
    """Designs that a person keeps: all, for deciders and administrators; their institutions' own, for coordinators."""
    rows = Design.objects.select_related("published", "institution").defer("institution__logo")
    if not (scope.administrator or scope.decider):
        rows = rows.filter(institution_id__in=scope.coordinator_of)
    return rows.order_by("paper", "institution_id", "country", "key")


def design_lines(designs: Sequence[Design], day: date | None = None) -> list[DesignLine]:
    """Designs with what a list says about them. Three queries."""
    shown = {name for one in designs if one.published for name in one.published.pictures}
    protected = protected_among(shown)
    naming: dict[str, list[str]] = {}
    for key, named in Credential.objects.filter(archived_at=None).order_by("key").values_list("key", "papers"):
        for design_key in named.values():
            naming.setdefault(design_key, []).append(key)
    return [
        DesignLine(
            one,
            changed=differs(one),
            gaps=tuple(
                gaps_among(protected, one.published.pictures, country=one.country, paper=one.paper, day=day)
                if one.published
                else ()
            ),
            named=tuple(dict.fromkeys(naming.get(one.key, ()))),
        )
        for one in designs
    ]


def differs(design: Design) -> bool:
    """Whether the draft is not what is published."""
    published = design.published
    return published is None or (design.html, design.css) != (published.html, published.css)


def published_gaps(design: Design, day: date | None = None) -> list[Gap]:
    """Why the published version of a design draws no new paper; [] when it does, or when there is none."""
    version = design.published
    return gaps(version.pictures, country=design.country, paper=design.paper, day=day) if version else []


def versions_of(design: Design) -> list[DesignVersion]:
    """The versions of a design, latest first."""
    return list(design.lms_versions.select_related("by").order_by("-number").defer("html", "css"))
