"""Designs and their drafts: made, saved, taken back to an earlier version, put to use, archived. Publishing is `publishing`."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from certificates import papers
from certificates.errors import (
    DesignArchived,
    DesignChanged,
    DesignIsShipped,
    DesignKeyTaken,
    DesignNamed,
    DesignNotFound,
    DesignUnpublished,
    DesignVersionNotFound,
)
from certificates.models import Design
from certificates.selectors.designs import named_by
from certificates.services.shipped_designs import import_shipped_designs
from lms.audit.api import record_event


@transaction.atomic
def make_design(
    *,
    paper: str,
    titles: Mapping[str, str],
    country: str,
    institution_id: int | None,
    copy_of: int | None,
    by: int,
    key: str = "",
) -> int:
    """A new design with a draft; returns its id. `copy_of`: the design whose published text (else its draft) it begins with.

    Without one it begins with what ships for the paper. `key` is made from the English title when it is not given. The
    caller has looked whether `by` keeps designs of this institution (None: everybody's). Raises DesignKeyTaken,
    DesignNotFound.
    """
    import_shipped_designs()
    wanted = slugify(key)[:60] or _free_key(slugify(titles.get("en", ""))[:50] or paper)
    if wanted.startswith(Design.SHIPPED) or Design.objects.filter(key=wanted).exists():
        raise DesignKeyTaken(key=wanted)
    html, css = papers.shipped(paper).html, papers.shipped(paper).css
    if copy_of is not None:
        source = Design.objects.select_related("published").filter(pk=copy_of, paper=paper).first()
        if source is None:
            raise DesignNotFound
        html, css = (source.published.html, source.published.css) if source.published else (source.html, source.css)
    made = Design.objects.create(
        key=wanted, paper=paper, titles=dict(titles), country=country, institution_id=institution_id, html=html, css=css,
        draft_number=1, draft_by_id=by, draft_at=timezone.now(),
    )  # fmt: skip
    record_event(
        act="design.made", subject="design", subject_id=made.pk, actor=by, institution=institution_id,
        after={"key": wanted, "paper": paper, "country": country, "copy_of": copy_of},
    )  # fmt: skip
    return made.pk


def _free_key(stem: str) -> str:
    stem = stem.removeprefix(Design.SHIPPED) or "design"
    taken = set(Design.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(one for n in range(1, len(taken) + 2) if (one := stem if n == 1 else f"{stem}-{n}") not in taken)


@transaction.atomic
def save_draft(*, design_id: int, html: str, css: str, expected: int, by: int, titles: Mapping[str, str] | None = None) -> int:
    """Keep a draft; returns its number. A draft with problems is kept too: it can't be published, that is all.

    `expected` is the number that the editor began from: with two editors racing the second one is told, and has lost
    nothing. Saving what stands there already changes nothing. Raises DesignNotFound, DesignIsShipped, DesignArchived,
    DesignChanged (with the number as it stands).
    """
    design = editable(design_id)
    names = dict(titles) if titles is not None else design.titles
    if (design.html, design.css, design.titles) == (html, css, names):
        return design.draft_number
    if design.draft_number != expected:
        raise DesignChanged(number=design.draft_number)
    design.html, design.css, design.titles = html, css, names
    _keep(design, by)
    record_event(
        act="design.saved", subject="design", subject_id=design.pk, actor=by, institution=design.institution_id,
        before={"draft": expected}, after={"draft": design.draft_number},
    )  # fmt: skip
    return design.draft_number


def _keep(design: Design, by: int) -> None:
    design.draft_number += 1
    design.draft_by_id, design.draft_at = by, timezone.now()
    design.save(update_fields=["html", "css", "titles", "draft_number", "draft_by", "draft_at"])


@transaction.atomic
def revert_draft(*, design_id: int, number: int, expected: int, by: int) -> int:
    """The draft says again what version `number` said; returns the draft's number. Publishing it is a step of its own.

    Pictures are those of today. Raises what `save_draft` raises, and DesignVersionNotFound.
    """
    design = editable(design_id)
    version = design.lms_versions.filter(number=number).first()
    if version is None:
        raise DesignVersionNotFound
    if (design.html, design.css) == (version.html, version.css):
        return design.draft_number
    if design.draft_number != expected:
        raise DesignChanged(number=design.draft_number)
    design.html, design.css = version.html, version.css
    _keep(design, by)
    record_event(
        act="design.reverted", subject="design", subject_id=design.pk, actor=by, institution=design.institution_id,
        before={"draft": expected}, after={"draft": design.draft_number, "version": number},
    )  # fmt: skip
    return design.draft_number


@transaction.atomic
def use_generally(*, design_id: int, general: bool, by: int) -> None:
    """Draw papers of this kind with the design, in its country and institution, unless their credential names another one;
    or stop doing so. The one that was used so far steps back. Safe to repeat.

    Raises DesignNotFound, DesignIsShipped, DesignArchived, DesignUnpublished.
    """
    design = editable(design_id)
    if design.published_id is None:
        raise DesignUnpublished
    if design.general != general:
        put_in_place(design, general=general, by=by)


def put_in_place(design: Design, *, general: bool, by: int) -> None:
    """`use_generally` for a locked design that is published, or about to be."""
    place = {"paper": design.paper, "country": design.country, "institution": design.institution_id}
    rivals = Design.objects.select_for_update().filter(general=True, archived_at=None, **place).exclude(pk=design.pk)
    stepped_back = [one.pk for one in rivals] if general else []
    Design.objects.filter(pk__in=stepped_back).update(general=False)
    Design.objects.filter(pk=design.pk).update(general=general)
    design.general = general
    record_event(
        act="design.used" if general else "design.set_aside", subject="design", subject_id=design.pk, actor=by,
        institution=design.institution_id, before={"general": stepped_back}, after={"general": general},
    )  # fmt: skip


@transaction.atomic
def archive_design(*, design_id: int, by: int) -> None:
    """Take a design out of use; papers made with it stay as they are. Safe to repeat.

    Raises DesignNotFound, DesignIsShipped, DesignNamed (a credential names it).
    """
    design = Design.objects.select_for_update().filter(pk=design_id).first()
    if design is None:
        raise DesignNotFound
    if design.is_shipped:
        raise DesignIsShipped
    if named := named_by(design.key):
        raise DesignNamed(credentials=", ".join(named))
    if design.archived_at is None:
        design.general, design.archived_at = False, timezone.now()
        design.save(update_fields=["general", "archived_at"])
        record_event(act="design.archived", subject="design", subject_id=design.pk, actor=by, institution=design.institution_id)


@transaction.atomic
def restore_design(*, design_id: int, by: int) -> None:
    """Bring an archived design back; it is used where credentials name it. Safe to repeat. Raises DesignNotFound."""
    design = Design.objects.select_for_update().filter(pk=design_id).first()
    if design is None:
        raise DesignNotFound
    if design.archived_at is not None:
        Design.objects.filter(pk=design_id).update(archived_at=None)
        record_event(act="design.restored", subject="design", subject_id=design.pk, actor=by, institution=design.institution_id)


def editable(design_id: int) -> Design:
    """A design, locked, that may be changed. Raises DesignNotFound, DesignIsShipped, DesignArchived."""
    design = Design.objects.select_for_update().filter(pk=design_id).first()
    if design is None:
        raise DesignNotFound
    if design.is_shipped:
        raise DesignIsShipped
    if design.archived_at is not None:
        raise DesignArchived
    return design
