"""The declaration about help, as it is sent with a letter."""

from django.http import QueryDict

from assessments.authorship import HELPS, MOST_WORDS, Said
from lms.kernel.words import clean_text


def read_declaration(post: QueryDict) -> Said | None:
    """What was declared; None when nothing was chosen."""
    helped = post.get("helped", "")
    if helped not in ("yes", "no"):
        return None
    helps = tuple(one for one in HELPS if one in post.getlist("help"))
    return Said(helped == "yes", helps, clean_text(post.get("help-words", "")).strip()[:MOST_WORDS])
