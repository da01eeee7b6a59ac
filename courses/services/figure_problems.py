"""What keeps a figure from readers: words for who can't see it, the right to use it, the file itself. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from courses.services.gate_facts import PERMITTED
from lms.kernel.places import Language


def problems_of_figure(key: str, body: Mapping[str, Any] | None) -> list[str]:
    """A sentence for each; `body` None: there is no such figure."""
    if body is None:
        return [_("There is no figure '%(key)s'.") % {"key": key}]
    found = [
        _("The figure '%(key)s' has no alternative text in %(language)s.") % {"key": key, "language": language.label}
        for language in Language
        if not str((body.get("alt") or {}).get(language.value) or "").strip()
    ]
    if not body.get("owner") or body.get("licence") not in PERMITTED:
        found.append(_("The figure '%(key)s' names no owner, or no licence that lets us use it.") % {"key": key})
    files = body.get("files") or {}
    if "any" not in files:
        found += [
            _("The figure '%(key)s' has no file in %(language)s.") % {"key": key, "language": language.label}
            for language in Language
            if language.value not in files
        ]
    return found
