"""How plain a part of a letter reads: an aid for its writer, never a gate. Pure: the lawyers' words are given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from lms.kernel.light_text import light_plain
from lms.kernel.plain_language import Legalese, measure, sentences_of, words_of

FEWEST: Final = 25  # words: a figure of fewer says nothing
LONG: Final = 30  # words: a sentence with more is long
MOST_SHOWN: Final = 3
_BANDS: Final[Mapping[str, tuple[float, float, float]]] = {"es": (65, 55, 40), "en": (60, 50, 30)}
"""From which score up a text is easy, normal, rather hard: INFLESZ (2008) in Spanish, Flesch (1949) in English."""


@dataclass(frozen=True, slots=True)
class LongSentence:
    """How a long sentence begins, and how many words it has."""

    begins: str
    words: int


@dataclass(frozen=True, slots=True)
class Gauge:
    """`band` easy, normal, hard or very-hard; '' for too few words. `ease` is the score, about 0 to 100, higher is easier."""

    band: str = ""
    ease: float | None = None
    long: tuple[LongSentence, ...] = ()
    words: tuple[Legalese, ...] = ()

    @property
    def says(self) -> str:
        """The band, for people."""
        return {
            "easy": _("easy to read"),
            "normal": _("normal to read"),
            "hard": _("rather hard to read"),
            "very-hard": _("hard to read"),
        }.get(self.band, "")

    @property
    def fine(self) -> bool:
        """Nothing to make plainer."""
        return self.band in ("easy", "normal") and not self.long and not self.words


def gauge(text: str, language: str, legalese: Mapping[str, str]) -> Gauge:
    """What a writer is told of one part: its band, the longest of its long sentences, the lawyers' words in it."""
    plain = light_plain(text)
    found = measure(plain, language, legalese=legalese)
    sentences = [(len(one.split()), one) for one in sentences_of(words_of(plain), language)]
    long = sorted((one for one in sentences if one[0] > LONG), key=lambda one: -one[0])[:MOST_SHOWN]
    ease = found.reading_ease if found.words >= FEWEST else None
    return Gauge(
        band="" if ease is None else _band(ease, language),
        ease=ease,
        long=tuple(LongSentence(" ".join(words.split()[:7]) + " …", n) for n, words in long),
        words=found.legalese,
    )


def _band(ease: float, language: str) -> str:
    easy, normal, hard = _BANDS.get(language, _BANDS["es"])
    return "easy" if ease >= easy else "normal" if ease >= normal else "hard" if ease >= hard else "very-hard"
