"""A design and two pictures of the institution's own: published once, changed since, looked at by everybody who keeps it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from certificates.models import Design, DesignPreview, Picture
from certificates.selectors.designs import draft_as
from certificates.services.designs import make_design, save_draft
from certificates.services.pictures import record_permission
from certificates.services.shipped_designs import write_version
from lms.institutions.models import Person
from tests.conftest import House

HTML = "<p>{{ name }}</p>"


def design_samples(house: House, programme: dict[str, Person], mark: str = "") -> dict[str, Any]:
    """The free picture is shown by nobody; the protected one has a permission."""
    by, place = house.coordinator, house.institution.pk
    made = make_design(
        paper="certificate", titles={"es": f"Propio {mark}", "en": f"Own {mark}"}, country="", institution_id=place,
        copy_of=None, by=by.pk, key=f"{house.institution.key}-own",
    )  # fmt: skip
    save_draft(design_id=made, html=HTML, css="", expected=1, by=by.pk)
    design = Design.objects.get(pk=made)
    design.published = write_version(design, draft_as(design), note=f"Primera {mark}", by=by.pk)
    design.save()
    save_draft(design_id=made, html=f"{HTML}<p>{mark}</p>", css="", expected=2, by=by.pk)
    for person in (by, programme["administrator"], programme["decider"]):
        DesignPreview.objects.create(
            design=design, by=person, number=1, drawn=1, html=f"{HTML}<p>{mark}</p>", country="PE", pages=1,
            picture=b"\x89PNG\r\n\x1a\n", file=b"%PDF-1.7\n",
        )  # fmt: skip
    free, protected = (
        Picture.objects.create(
            key=f"{house.institution.key}-{name}", kind="logo", alt={"es": f"Sello {mark}", "en": f"Seal {mark}"},
            body=b"\x89PNG\r\n\x1a\n", mime="image/png", sha256=f"{place}{name}".ljust(64, "0"), protected=name == "guarded",
            institution_id=place, by=by,
        )
        for name in ("free", "guarded")
    )  # fmt: skip
    today = timezone.localdate()
    record_permission(
        picture_id=protected.pk, holder=f"Oficina {mark}", reference=f"Carta {mark}", countries=[], papers=[],
        starts_on=today, ends_on=today + timedelta(900), by=programme["administrator"].pk,
    )  # fmt: skip
    return {"design_id": made, "design_version": 1, "picture_id": free.pk, "guarded_picture": protected.pk}


def design_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """A body for each POST of these pages."""
    design = Design.objects.get(pk=samples["design_id"])
    today = timezone.localdate()
    shown = {"country": "MX", "language": "en", "length": "long"}
    return {
        "lms:certificates:credential-papers": {"languages": ["es+en"]},
        "lms:certificates:design-new": {
            "paper": "card", "title_es": "Otro", "title_en": "Other", "country": "", "owner": str(design.institution_id),
        },
        "lms:certificates:design-edit": {
            "title_es": "Otro", "title_en": "Other", "html": "<p>{{ name }}.</p>", "css": "", "expected": design.draft_number,
            "act": "save", **shown,
        },
        "lms:certificates:design-preview": shown,
        "lms:certificates:design-publish": {"expected": design.draft_number, "note": "Otra"},
        "lms:certificates:design-revert": {"number": 1, "expected": design.draft_number},
        "lms:certificates:design-use": {"general": "yes"},
        "lms:certificates:picture-new": {
            "file": ("sello.png", _png()), "key": "nuevo", "kind": "logo", "alt_es": "Sello", "alt_en": "Seal",
            "protected": "no", "owner": str(design.institution_id),
        },
        "lms:certificates:picture-change": {"alt_es": "Otra", "alt_en": "Other"},
        "lms:certificates:picture-protect": {"protected": "yes"},
        "lms:certificates:picture-permit": {
            "holder": "Oficina", "reference": "Carta 3", "countries": ["PE"], "papers": ["card"],
            "starts_on": today.isoformat(), "ends_on": (today + timedelta(30)).isoformat(),
        },
        "lms:certificates:picture-withdraw": {"reference": "Carta 4"},
    }  # fmt: skip


def _png() -> bytes:
    from tests.certificates.designing import png

    return png().getvalue()
