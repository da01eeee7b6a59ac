"""A badge of the owner's certificate, its list, and the credential whose page tells what it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import override_settings

from certificates.badges.keys import new_key
from certificates.models import Badge, Certificate
from certificates.services.badges import make_badges


@contextmanager
def making_badges(folder: Path) -> Iterator[None]:
    """A site that makes badges: otherwise their pages have nothing to show."""
    file = folder / "badge-key.pem"
    file.write_bytes(new_key().pem)
    with override_settings(LMS={**settings.LMS, "BADGE_KEY": str(file)}):
        yield


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
