"""Keys of the site that are valid on the days of the journey."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from certificates.badges.keys import new_key
from certificates.signing.development import make_development_key
from tests.certifying.world import BEGIN


@pytest.fixture
def keys(settings: LazySettings, tmp_path: Path) -> None:
    """One signs papers, one signs badges; and the site has a public address."""
    (tmp_path / "keys").mkdir()
    badges = tmp_path / "keys" / "badges.pem"
    badges.write_bytes(new_key().pem)
    papers = make_development_key(tmp_path / "keys", "Asesores PI", BEGIN)
    settings.LMS = {
        **settings.LMS, "BADGE_KEY": str(badges), "CERTIFICATE_KEY": str(papers), "BASE_URL": "https://lms.example",
    }  # fmt: skip
