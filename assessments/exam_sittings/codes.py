"""The code that an invigilator gives in the room. Short, for it is read aloud; worth nothing outside its sitting. Pure.

Only a keyed hash is kept (`salted_hmac`: the key is the site's), so that neither the database nor a backup tells it. Eight
signs of an alphabet of 29 are 5 × 10^11 codes; `MOST_TRIES` tries a seat, and pauses between them, leave a guesser nothing.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac

ALPHABET: Final = "2346789ABCDEFGHJKMNPQRTUVWXYZ"  # without what is misread or misheard: 0 O 1 I L 5 S
LENGTH: Final = 8
FREE_TRIES: Final = 3  # a slip of the finger costs nothing
MOST_TRIES: Final = 10  # then only a new code helps, and the invigilator hears of it
PAUSE: Final = timedelta(minutes=1)


def new_code() -> str:
    """A code at random."""
    return "".join(secrets.choice(ALPHABET) for _one in range(LENGTH))


def in_groups(code: str) -> str:
    """As it is shown and read aloud: «K7QM 2XTD»."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def as_typed(text: str) -> str:
    """What somebody typed, as a code: capitals, without spaces and dashes."""
    return "".join(sign for sign in text.upper() if sign.isalnum())[:40]


def hash_of(sitting_id: int, code: str) -> str:
    """What is kept of a code."""
    return salted_hmac("lms.exam_sitting.code", f"{sitting_id}:{code}", algorithm="sha256").hexdigest()


def fits(sitting_id: int, kept: str, typed: str) -> bool:
    """Whether what was typed is the code of a sitting; never while it has none."""
    return bool(kept) and constant_time_compare(kept, hash_of(sitting_id, as_typed(typed)))


def next_try(wrong: int, last_wrong_at: datetime | None) -> datetime | None:
    """From when the next try counts after `wrong` wrong ones; None: at once."""
    return last_wrong_at + PAUSE if last_wrong_at and wrong >= FREE_TRIES else None


def used_up(wrong: int) -> bool:
    """Whether this seat takes no more tries until there is a new code."""
    return wrong >= MOST_TRIES


def device_hash(token: str) -> str:
    """What is kept of the token of the one session that may write."""
    return salted_hmac("lms.exam_sitting.device", token, algorithm="sha256").hexdigest()
