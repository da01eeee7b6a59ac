"""Words of papers that are not about one credential: the mark of a demonstration. Pure but for gettext."""

from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

BETWEEN: Final = " · "
STOPPED: Final = "stopped"  # the problem of a paper whose batch was stopped


def development_warning(language: str) -> str:
    """What a paper that was signed with a development key says on its face, in its language (es, en or es+en)."""
    said = []
    for one in language.split("+"):
        with translation.override(one):
            said.append(_("DEMONSTRATION: signed with a key that proves nothing"))
    return BETWEEN.join(said)
