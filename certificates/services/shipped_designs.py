"""The designs that ship, as rows: every paper's design under certificates/design/ becomes a version as soon as it is new."""

from django.db import transaction

from certificates import papers
from certificates.models import Design, DesignVersion, PictureBytes
from certificates.papers import PAPERS
from certificates.selectors.pictures import digest_of
from lms.audit.api import record_event

TITLES = {
    "certificate": {"es": "Certificado (de fábrica)", "en": "Certificate (as shipped)"},
    "transcript": {"es": "Constancia de estudios (de fábrica)", "en": "Transcript (as shipped)"},
    "enrolment": {"es": "Constancia de inscripción (de fábrica)", "en": "Proof of enrolment (as shipped)"},
    "attendance": {"es": "Constancia de participación (de fábrica)", "en": "Record of participation (as shipped)"},
    "hours": {"es": "Constancia de horas (de fábrica)", "en": "Proof of hours (as shipped)"},
    "card": {"es": "Credencial de bolsillo (de fábrica)", "en": "Wallet card (as shipped)"},
}


@transaction.atomic
def import_shipped_designs() -> list[str]:
    """Bring in the designs of this version of the software; returns the keys of those that are new or changed.

    Safe to repeat: one query when nothing changed. Papers that were made keep the version they were made with.
    """
    rows = Design.objects.filter(key__startswith=Design.SHIPPED, published__isnull=False)
    known = dict(rows.values_list("key", "published__digest"))
    done = []
    for paper in PAPERS:
        shipped, key = papers.shipped(paper), f"{Design.SHIPPED}{paper}"
        if known.get(key) == shipped.digest:
            continue
        _bring_in(key, paper, shipped)
        done.append(key)
    return done


def _bring_in(key: str, paper: str, shipped: papers.Design) -> None:
    Design.objects.get_or_create(key=key, defaults={"paper": paper, "titles": TITLES[paper]})
    design = Design.objects.select_for_update().get(key=key)
    before = design.published
    if before is not None and before.digest == shipped.digest:  # another process was quicker
        return
    design.html, design.css = shipped.html, shipped.css
    design.published = write_version(design, shipped, note="", by=None)
    design.draft_number += 1
    design.save(update_fields=["html", "css", "published", "draft_number"])
    record_event(
        act="design.shipped", subject="design", subject_id=design.pk,
        before={"version": before.number if before else 0},
        after={"key": key, "version": design.published.number, "digest": shipped.digest},
    )  # fmt: skip


def write_version(design: Design, drawn: papers.Design, *, note: str, by: int | None) -> DesignVersion:
    """The next version of a locked design, with its pictures kept for ever."""
    for picture in drawn.pictures.values():
        mime = "image/svg+xml" if picture.is_drawing else "image/png" if picture.data[:4] == b"\x89PNG" else "image/jpeg"
        PictureBytes.objects.get_or_create(sha256=digest_of(picture), defaults={"mime": mime, "body": picture.data})
    last = design.lms_versions.order_by("-number").values_list("number", flat=True).first() or 0
    return DesignVersion.objects.create(
        design=design, number=last + 1, digest=drawn.digest, html=drawn.html, css=drawn.css, note=note, by_id=by,
        pictures={name: digest_of(picture) for name, picture in drawn.pictures.items()},
    )  # fmt: skip
