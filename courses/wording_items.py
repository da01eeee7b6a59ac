"""What sources and help resources are, in the active language. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def source_type_in_words(kind: str) -> str:
    """What a source is."""
    return {
        "law": _("Law"), "regulation": _("Regulation"), "office": _("Office's page"), "guide": _("Guide"),
        "other": pgettext("kind", "Other"),
    }.get(kind, kind)  # fmt: skip


def kind_of_help_in_words(kind: str) -> str:
    """What a help resource is."""
    return {
        "course": _("Course"), "tool": _("Tool"), "office": pgettext("help", "Office"), "programme": _("Programme"),
        "search": _("Search"), "mediation": _("Mediation"), "guide": _("Guide"), "network": _("Network"), "fund": _("Fund"),
        "other": pgettext("kind", "Other"),
    }.get(kind, kind)  # fmt: skip
