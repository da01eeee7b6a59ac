"""Words as search sees them, and the order of what was found. Pure: the same on every database.

A text is folded (no accents, lower case), cut into words of letters and digits, and each word is cut to its stem by Snowball
(M. Porter, 1980; the Spanish and English stemmers), after folding, so that «oposición» and «oposicion» are one word. A query
asks for every word, each by its Spanish or its English stem; the last word also as the beginning of a longer one.

Rank: for each word of the query, 8 if it stands in the title (6 when only as a beginning) and the occurrences in the text up
to 5; 10 more when the words follow each other in the title, 20 when the title is nothing else; 3 when a question holds all
words; kinds that explain come before kinds that list, at the same rank. Ties by kind, then key.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

LANGUAGES: Final = {"es": "spanish", "en": "english"}
LONGEST_QUERY: Final = 120  # letters
MOST_COUNTED: Final = 5  # occurrences of a word in a text: more say nothing new
MOST_WORDS: Final = 8
_WORD: Final = re.compile(r"[a-z0-9]+")
_LOCAL = threading.local()  # a stemmer keeps state: one a thread
KIND_ORDER: Final[Mapping[str, int]] = {
    "section": 0, "term": 1, "stage": 2, "comparison": 3, "fact": 4, "resource": 5, "office": 6,
}  # fmt: skip
# Words that carry nothing: left out of queries (not of texts) unless the query has no other.
_EMPTY: Final = (
    "a al an and ante are como con cual cuando cuanto cuanta cuantos cuantas de del desde does do el en entre es esta este "
    "for from hay how i if in is it la las lo los me mi mis my o of on or para pero por puede puedo que quien se si sin "
    "sobre son su sus the this to tu un una unos unas what when where which who with y yo can"
)
EMPTY_WORDS: Final = frozenset(_EMPTY.split())


def fold(text: str) -> str:
    """Lower case without accents: «Ñandú» → «nandu»."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order; none longer than 60 letters."""
    return [word[:60] for word in _WORD.findall(fold(text))]


@lru_cache(maxsize=65536)
def stem(word: str, language: str) -> str:
    """The stem of a folded word. An unknown language keeps the word."""
    name = LANGUAGES.get(language)
    if name is None or not word.isalpha():
        return word
    stemmers: dict[str, Any] = _LOCAL.__dict__.setdefault("stemmers", {})
    if name not in stemmers:
        import snowballstemmer  # 4 MB: loaded by who searches or indexes

        stemmers[name] = snowballstemmer.stemmer(name)
    return str(stemmers[name].stemWord(word))


def stems_of(text: str, language: str) -> list[str]:
    """The stems of a text, in order: what an entry keeps."""
    return [stem(word, language) for word in words_of(text)]


def marker(country: str, language: str) -> str:
    """The word that every entry of one country and language holds, so that the database looks at those alone."""
    return f"in{country}{language}".lower()


@dataclass(frozen=True, slots=True)
class Asked:
    """One word of a query: its stems, and what it may be the beginning of ('' = it is complete)."""

    word: str
    stems: tuple[str, ...]
    begins: str = ""

    def group(self) -> list[tuple[str, bool]]:
        """The alternatives for the database: (word, whether it may go on)."""
        whole = [(one, False) for one in self.stems]
        return [*whole, (self.begins, True)] if self.begins else whole


def asked_for(query: str, language: str) -> list[Asked]:
    """The words of a query that carry something, at most eight. A query of empty words keeps them."""
    found = words_of(query[:LONGEST_QUERY])
    unfinished = found[-1] if found and not query[:LONGEST_QUERY].endswith((" ", "?", ".")) else ""
    carrying = [word for word in dict.fromkeys(found) if word not in EMPTY_WORDS] or list(dict.fromkeys(found))
    order = [language, *(code for code in LANGUAGES if code != language)]
    return [
        Asked(
            word,
            tuple(dict.fromkeys(stem(word, code) for code in order)),
            word if word == unfinished and len(word) > 1 else "",
        )
        for word in carrying[:MOST_WORDS]
    ]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that the database found: stems parted by spaces, as they stand in the row."""

    id: int
    kind: str
    key: str
    title_words: str
    words: str
    questions: tuple[str, ...] = ()


def rank(asked: Sequence[Asked], candidate: Candidate) -> int:
    """How well an entry answers (see the top of this file). Higher is better."""
    title, text = f" {candidate.title_words} ", f" {candidate.words} "
    total = 0
    for one in asked:
        if any(f" {s} " in title for s in one.stems):
            total += 8
        elif one.begins and f" {one.begins}" in title:
            total += 6
        total += min(MOST_COUNTED, max((text.count(f" {s} ") for s in one.stems), default=0))
    run = " ".join(one.stems[0] for one in asked)
    if len(asked) > 1 and f" {run} " in title:
        total += 10
    if run == candidate.title_words:
        total += 20
    if candidate.questions and all(
        any(s in stems for s in one.stems) for one in asked for stems in [_stems_of_all(candidate.questions)]
    ):
        total += 3
    return total


@lru_cache(maxsize=4096)
def _stems_of_all(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(found for text in texts for code in LANGUAGES for found in stems_of(text, code))


def ranked(asked: Sequence[Asked], candidates: Iterable[Candidate]) -> list[int]:
    """The ids, best first."""
    scored = [(-rank(asked, one), KIND_ORDER.get(one.kind, 9), one.key, one.id) for one in candidates]
    return [identity for *_rest, identity in sorted(scored)]


def did_you_mean(query: str, titles: Iterable[str]) -> list[str]:
    """Up to three words of titles that look like the query's longest word; [] when nothing is near."""
    import difflib

    asked = [word for word in words_of(query[:LONGEST_QUERY]) if word not in EMPTY_WORDS]
    if not asked:
        return []
    spelled: dict[str, str] = {}
    for title in titles:
        for written in re.findall(r"\w{4,}", title):
            spelled.setdefault(fold(written), written.lower())
    near = difflib.get_close_matches(max(asked, key=len), list(spelled), n=3, cutoff=0.7)
    return [spelled[one] for one in near]
