"""Names found whatever their accents and capitals, as the search of the courses does, on every database."""

import re
import unicodedata
from collections import defaultdict
from typing import Any, Final

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat

# Accented letters of the languages of the region and its neighbours. SQLite knows the capitals of ASCII alone, no database
# all accents: so each letter of a query stands for all its forms, in a pattern that both read alike.
_ACCENTED: Final = "áàâäãåéèêëíìîïóòôöõúùûüñçý"


def _bare(letter: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", letter.casefold()) if not unicodedata.combining(c))


_FORMS: Final[dict[str, str]] = defaultdict(str)
for _letter in _ACCENTED:
    _FORMS[_bare(_letter)] += _letter + _letter.upper()


def with_names(rows: QuerySet[Any], *columns: str) -> QuerySet[Any]:
    """Rows with `names`: the columns in one line."""
    found: QuerySet[Any] = rows.annotate(names=Concat(*(part for column in columns for part in (F(column), Value(" ")))))
    return found


def named(query: str) -> Q:
    """Every word of the query is in `names`."""
    found = Q()
    for word in unicodedata.normalize("NFC", query).replace("\0", " ").split():
        found &= Q(names__iregex="".join(_class(letter) for letter in word))
    return found


def _class(letter: str) -> str:
    """One letter in every form; any other sign as itself."""
    if not letter.isalpha():
        return letter if letter.isalnum() else re.escape(letter)
    forms = dict.fromkeys(letter.lower() + letter.upper() + _bare(letter) + _FORMS.get(_bare(letter), ""))
    return f"[{''.join(one for one in forms if one.isalpha())}]"
