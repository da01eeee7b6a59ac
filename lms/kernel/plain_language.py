"""How easy a text is to read: figures with their sources, and the lawyers' words in it. Pure: no database, no clock.

Markdown counts as what a person reads of it (no addresses, no marks). Stated rules: a word is a run of letters, with
apostrophes and hyphens inside; a number is one word of as many syllables as it has digits; a sentence ends with . ! ? …
or with its paragraph, heading, list item or table cell; the dots of abbreviations, initials, numbers and addresses end nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from silabeador import syllabify

MAX_CHARACTERS: Final = 300_000
INFLESZ: Final = ((80.0, "muy fácil"), (65.0, "bastante fácil"), (55.0, "normal"), (40.0, "algo difícil"))
"""Barrio-Cantalejo et al. (2008), «Validación de la Escala INFLESZ…», An. Sist. Sanit. Navar. 31(2): from which score up."""

_WORD = re.compile(r"[^\W\d_]+(?:['’\-‐‑][^\W\d_]+)*|\d+(?:[.,:/\u00a0\u202f ]?\d+)*", re.UNICODE)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|\b[\w-]+\.(?:cl|co|mx|pe|int|org|com|gob|gov|net)(?:[./]\S*)?\b", re.IGNORECASE
)
_REFERENCE = re.compile(r"\{[a-z]+:[^}\n]*\}|\{#[a-z][a-z0-9-]*\}")
_FENCE = re.compile(r"^ {0,3}:::+[ \t]*(.*?)[ \t]*(?:\{#[a-z0-9-]+\})?[ \t]*$", re.MULTILINE)
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_END = re.compile(r"(?<=[.!?…])[»”\"')\]]*\s+(?=[¿¡«“\"'(\[]*[^\W_a-záéíóúüñ])|(?<=[!?…])\s+")
_ABBREVIATIONS: Final = {
    "es": "art|arts|núm|num|nro|no|pág|págs|párr|inc|lit|sr|sra|srta|dr|dra|lic|ing|etc|ej|p|ss|cap|vol|ed|aprox|máx|mín|tel|"
    "av|cía|ltda|s|ee|uu|d|n|mod|dec|res|reg",
    "en": "art|arts|no|nos|p|pp|para|mr|mrs|ms|dr|inc|ltd|co|corp|etc|e|g|i|vs|cf|approx|max|min|tel|fig|sec|ch|vol|ed|u|st",
}
_DOT: Final = "\ue000"  # a dot that ends nothing
_BREAK: Final = "\ue001"  # the end of a paragraph

_PARTICIPLE_ES: Final = (
    r"(?:\w{2,}[aií]d[oa]s?|hech[oa]s?|dich[oa]s?|escrit[oa]s?|inscrit[oa]s?|descrit[oa]s?|vist[oa]s?|puest[oa]s?|"
    r"abiert[oa]s?|cubiert[oa]s?|resuelt[oa]s?|devuelt[oa]s?|rot[oa]s?|impres[oa]s?)"
)
_PASSIVE: Final = {
    "es": re.compile(
        r"\b(?:es|son|era|eran|fue|fueron|ser|sea|sean|será|serán|sería|serían|sido|siendo|fuera|fueran)\s+"
        rf"(?:\w+mente\s+|no\s+|ya\s+|también\s+|solo\s+)?{_PARTICIPLE_ES}\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:is|are|was|were|be|been|being|am|get|gets|got)\s+(?:\w+ly\s+|not\s+|also\s+|only\s+|never\s+)?"
        r"(?:\w{2,}ed|made|done|given|taken|kept|held|known|shown|seen|sold|sent|paid|put|set|said|told|built|bought|brought|"
        r"found|lost|left|led|written|drawn|chosen|broken|sought|understood|withdrawn|forbidden)\b",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True)
class Legalese:
    """Lawyers' words found in a text, as written there, how often, and the plain words to use instead."""

    term: str
    plain: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Measures:
    """What a text is like. Counts are whole numbers; scores have two decimals and are None where they do not apply.

    `reading_ease` is the figure that a module's band is held against: Szigriszt-Pazos in Spanish, Flesch in English; the
    higher the easier, about 0 to 100. `passive_share` is the share (0 to 1) of sentences with a passive.
    """

    language: str
    words: int
    sentences: int
    syllables: int
    letters: int
    fernandez_huerta: float | None = None
    szigriszt_pazos: float | None = None
    inflesz: str | None = None
    gutierrez_polini: float | None = None
    flesch: float | None = None
    flesch_kincaid: float | None = None
    words_per_sentence: float | None = None
    letters_per_word: float | None = None
    passive_share: float | None = None
    longest_sentence: str = ""
    legalese: tuple[Legalese, ...] = ()

    @property
    def reading_ease(self) -> float | None:
        return self.szigriszt_pazos if self.language == "es" else self.flesch

    def as_json(self) -> dict[str, Any]:
        """For scripts: the names and shapes are kept from release to release."""
        names = (
            "words", "sentences", "syllables", "letters", "fernandez_huerta", "szigriszt_pazos", "inflesz",
            "gutierrez_polini", "flesch", "flesch_kincaid", "words_per_sentence", "letters_per_word", "passive_share",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names} | {
            "legalese": [{"term": found.term, "plain": found.plain} for found in self.legalese]
        }


def measure(text: str, language: str, *, legalese: Mapping[str, str] | None = None) -> Measures:
    """Read a text (Markdown, or a whole section's file) and measure it.

    `language` is es or en; `legalese` is {form: plain words}. A text without words has no scores. What goes beyond
    300,000 characters is not read. Formulas (P words, F sentences, S syllables, L letters): Fernández-Huerta (1959)
    206.84 - 60 S/P - 1.02 P/F; Szigriszt-Pazos (1993) 206.835 - 62.3 S/P - P/F; Gutiérrez de Polini (1972)
    95.2 - 9.7 L/P - 0.35 P/F; Flesch (1948) 206.835 - 1.015 P/F - 84.6 S/P; Kincaid et al. (1975)
    0.39 P/F + 11.8 S/P - 15.59.
    """
    plain = words_of(text[:MAX_CHARACTERS])
    sentences = sentences_of(plain, language)
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    p, f = len(words), len(sentences)
    letters = sum(sum(character.isalnum() for character in word) for word in words)
    s = sum(syllables_of(word, language) for word in words)
    if not p:
        return Measures(language, 0, 0, 0, 0)
    spanish = language == "es"
    szigriszt = 206.835 - 62.3 * s / p - p / f
    return Measures(
        language=language,
        words=p,
        sentences=f,
        syllables=s,
        letters=letters,
        fernandez_huerta=round(206.84 - 60 * s / p - 1.02 * p / f, 2) if spanish else None,
        szigriszt_pazos=round(szigriszt, 2) if spanish else None,
        inflesz=inflesz_band(szigriszt) if spanish else None,
        gutierrez_polini=round(95.2 - 9.7 * letters / p - 0.35 * p / f, 2) if spanish else None,
        flesch=None if spanish else round(206.835 - 1.015 * p / f - 84.6 * s / p, 2),
        flesch_kincaid=None if spanish else round(0.39 * p / f + 11.8 * s / p - 15.59, 2),
        words_per_sentence=round(p / f, 2),
        letters_per_word=round(letters / p, 2),
        passive_share=round(sum(bool(_PASSIVE[language].search(one)) for one in sentences) / f, 3)
        if language in _PASSIVE
        else None,
        longest_sentence=max(sentences, key=lambda sentence: len(_WORD.findall(sentence))),
        legalese=tuple(legalese_in(plain, legalese or {})),
    )


def inflesz_band(score: float) -> str:
    """The band of the INFLESZ scale, in the words of its authors."""
    return next((band for least, band in INFLESZ if score >= least), "muy difícil")


# --- text ---------------------------------------------------------------------------------------------------------------------
_reader: Final = MarkdownIt("commonmark", {"html": True}).enable("table")


def words_of(text: str) -> str:
    """What a person reads of a Markdown text: paragraphs, items and cells end with a mark that ends a sentence."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    if front := _FRONT.match(text):
        said = re.findall(r"^(?:title|summary):[ \t]*[\"']?(.*?)[\"']?[ \t]*$", front[1], re.MULTILINE)
        text = "\n\n".join((*said, text[front.end() :]))
    text = _FENCE.sub(lambda found: f"\n\n{_title_of(found[1])}\n\n", text)
    return _BREAK.join(_inlines(_reader.parse(_REFERENCE.sub("", text))))


def _title_of(words: str) -> str:
    name, _space, title = words.partition(" ")
    return "" if name == "local" else title


def _inlines(tokens: Sequence[Token]) -> Iterable[str]:
    for token in tokens:
        if token.type == "inline":
            yield "".join(
                " " if child.type in ("softbreak", "hardbreak") else child.content
                for child in token.children or ()
                if child.type in ("text", "code_inline", "softbreak", "hardbreak")
            )


def sentences_of(plain: str, language: str) -> list[str]:
    """The sentences of a text made by `words_of`; those without a word are left out."""
    text = _ADDRESS.sub(lambda found: found[0].rstrip(".").replace(".", _DOT) + "." * found[0].endswith("."), plain)
    text = re.sub(r"(?<=\d)\.(?=\d)", _DOT, text)
    text = re.sub(r"\b([A-ZÁÉÍÓÚÑ])\.(?=\s?[A-ZÁÉÍÓÚÑ]\b)", rf"\1{_DOT}", text)
    short = _ABBREVIATIONS.get(language, _ABBREVIATIONS["es"])
    text = re.sub(
        rf"\b({short})\.(?=\s*[\w\d(«“,;:)])(?!\s+[¿¡]|{_BREAK})", lambda found: _held(found, text), text, flags=re.IGNORECASE
    )
    found = (one for paragraph in text.split(_BREAK) for one in _END.split(paragraph))
    return [" ".join(one.replace(_DOT, ".").split()) for one in found if _WORD.search(one)]


_ENDS_TOO: Final = frozenset({"etc", "ss", "s", "no", "inc", "ltda", "co", "corp", "ltd", "uu", "d", "n", "i", "e", "st"})


def _held(found: re.Match[str], text: str) -> str:
    """Keep the dot as an abbreviation's, unless the word may end a sentence and a capital follows."""
    after = text[found.end() :].lstrip()[:1]
    if found[1].lower() in _ENDS_TOO and after.isupper() and not (len(found[1]) == 1 and found[1].isupper()):
        return found[0]
    return f"{found[1]}{_DOT}"


# --- syllables ----------------------------------------------------------------------------------------------------------------
def syllables_of(word: str, language: str) -> int:
    """Syllables of one word, at least 1. A number has as many as digits; capitals without a vowel as letters."""
    if word[:1].isdigit():
        return sum(character.isdigit() for character in word)
    count = _spanish if language == "es" else _english
    return sum(count(part.lower()) for part in re.split("[-‐‑]" if language != "es" else "['’\\-‐‑]", word) if part)


@lru_cache(maxsize=20_000)
def _spanish(word: str) -> int:
    """By `silabeador` without its poets' exceptions. Two closed vowels never part, accent or not: «cuí-da-te» (RAE)."""
    if word != "y" and not re.search(r"[aeiouáéíóúü]", word):
        return len(word)
    together = re.sub(r"(?<![gq])uí(?![aeoáéó])", "ui", word).replace("iú", "iu")
    try:
        return max(1, len(syllabify(together, exceptions=0)))
    except IndexError:  # it stumbles over no Spanish word, but over a y before a consonant («ypsilon»)
        return len(re.findall(r"[aeiouáéíóúüy]+", word))


@lru_cache(maxsize=20_000)
def _english(word: str) -> int:
    """By the CMU pronouncing dictionary; a word that it lacks by its groups of vowels, a silent e left out."""
    word = word.replace("’", "'")
    from pysyllables import get_syllable_count  # a dictionary of 13 MB: loaded by who measures

    known = get_syllable_count(word) or get_syllable_count(word.removesuffix("'s").removesuffix("'"))
    if known:
        return int(known)
    stem = re.sub(r"(?:(?<=[^aeiouyl])e|(?<=[^td])ed|(?<=[^aeiouysxz])es|'s)$", "", word)
    return max(1, len(re.findall(r"[aeiouyáéíóúü]+", stem)))


# --- lawyers' words -----------------------------------------------------------------------------------------------------------
def folded(text: str) -> str:
    """Lower case without accents (ñ stays); as long as the text."""
    return "".join(
        character if character in "ñÑ" else unicodedata.normalize("NFD", character)[0]
        for character in unicodedata.normalize("NFC", text)
    ).lower()


def legalese_in(plain: str, terms: Mapping[str, str]) -> list[Legalese]:
    """The terms that stand in the text, in the order they first appear; a longer one hides the shorter ones inside it."""
    if not terms:
        return []
    by_form = {folded(term): (term, plain_words) for term, plain_words in terms.items() if term.strip()}
    forms = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in sorted(by_form, key=len, reverse=True))
    found: dict[str, list[Any]] = {}
    for hit in re.finditer(rf"(?<!\w)(?:{forms})(?!\w)", folded(plain)):
        term, plain_words = by_form[" ".join(hit[0].split())]
        found.setdefault(term, [plain_words, 0])[1] += 1
    return [Legalese(term, plain_words, count) for term, (plain_words, count) in found.items()]
