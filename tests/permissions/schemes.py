"""Schemes, the code of conduct, leave and second countries: what the walk needs of them."""

from typing import Any

from django.utils import timezone

from certificates.models import ConductVersion, Credential, Scheme
from certificates.scheming import WORDS, tidy
from certificates.wording.conduct_proposal import PROPOSAL
from lms.institutions.models import Leave
from tests.conftest import House


def scheme_samples(house: House, credential_id: int) -> dict[str, Any]:
    """A draft of the credential's scheme, a code of conduct, and a leave of somebody who holds nothing."""
    Scheme.objects.get_or_create(
        credential=Credential.objects.get(pk=credential_id),
        defaults={"body": tidy({part: {"es": f"Sobre {part}", "en": f"About {part}"} for part in WORDS})},
    )
    now = timezone.now()
    ConductVersion.objects.get_or_create(number=1, defaults={"body": PROPOSAL, "digest": "0" * 64, "accept_by": now, "at": now})
    day = timezone.localdate()
    leave = Leave.objects.create(person=house.facilitator, starts_on=day, ends_on=day)
    return {"leave": leave.pk}


def scheme_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """A body for each POST of these pages."""
    code = {f"{part}_{language}": text for language, texts in PROPOSAL.items() for part, text in texts.items()}
    words = {f"{part}_{language}": f"{part} {language}" for part in WORDS for language in ("es", "en")}
    leave = Leave.objects.get(pk=samples["leave"])
    return {
        "lms:certificates:scheme-edit": {**words, "seen": "1", "claim": "assessed_certificate"},
        "lms:certificates:scheme-publish": {"seen": "1"},
        "lms:certificates:conduct-accept": {"version": "1", "read": "on"},
        "lms:certificates:conduct-edit": {**code, "more_es": "Otra cosa.", "days": "60", "step": "publish"},
        "lms:certificates:endorsement-open": {"country": "MX"},
        "lms:institutions:leave-list": {"person": str(leave.person_id), "starts_on": "2027-01-04", "ends_on": "2027-01-08"},
    }
