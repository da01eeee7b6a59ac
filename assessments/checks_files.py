"""System check: a scanner of uploads that can't be found would refuse every file."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

from lms.kernel import conf


@register("lms")
def the_scanner_is_there(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """lms.E033: `LMS["UPLOAD_SCAN"]` names nothing that can be called."""
    path = conf.get("UPLOAD_SCAN")
    if not path:
        return []
    try:
        if callable(import_string(path)):
            return []
    except (ImportError, AttributeError, TypeError):
        pass
    hint = "Give the dotted path of a function that takes the bytes of a file and returns None, or what it found in them."
    return [Error(f"LMS['UPLOAD_SCAN'] is '{path}', and there is no such function.", hint=hint, id="lms.E033")]
