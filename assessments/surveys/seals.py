"""The mark under which an answer is kept while it may be changed: only who has the key of this installation can make it.

It is made of the survey and the person; the database holds neither the key nor anything to try it with but the number of
people, so that a copy of the tables alone leads from no answer to its person.
"""

from django.conf import settings
from django.utils.crypto import salted_hmac


def seals(what: str, subject: int | str, person_id: int) -> list[str]:
    """The seal with the key in use, then those with older keys that still count (SECRET_KEY_FALLBACKS)."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [
        salted_hmac(f"assessments.seal.{what}", f"{subject}:{person_id}", secret=key, algorithm="sha256").hexdigest()
        for key in keys
    ]
