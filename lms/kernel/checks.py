"""System checks of the settings: each with an id and a cure."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from lms.kernel import conf


@register("lms")
def known_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """lms.E001: a key in `LMS` that does not exist is a typing mistake."""
    unknown = sorted(set(getattr(settings, "LMS", None) or {}) - set(conf.DEFAULTS))
    return [
        Error(f"LMS has an unknown key '{key}'.", hint=f"Known keys: {', '.join(sorted(conf.DEFAULTS))}.", id="lms.E001")
        for key in unknown
    ]


@register("lms")
def base_url_is_absolute(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """lms.E002: e-mails, PDFs and QR codes carry whole addresses."""
    if conf.base_url().startswith(("http://", "https://")):
        return []
    return [Error("LMS['BASE_URL'] is not an absolute address.", hint="For example https://asesores.example.org", id="lms.E002")]
