"""A badge of the owner's certificate, its list, and the credential whose page tells what it is."""

from typing import Any

from certificates.models import Badge, Certificate
from certificates.services.badges import make_badges


def badge_samples(certificate: Certificate) -> dict[str, Any]:
    """The certificate's own number names its badge."""
    make_badges(certificate_ids=[certificate.pk])  # unless the issue made it
    badge = Badge.objects.select_related("status_list", "certificate__award__credential").get(certificate=certificate)
    assert badge.certificate.award is not None
    return {
        "status_list": badge.status_list.number,
        "credential_key": badge.certificate.award.credential.key,
        "picture_language": "es",
    }
