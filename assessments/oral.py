"""Four questions for a ten-minute oral on one's own letter, drawn from it. Pure: the same letter and seed, the same questions.

One about the client's goal, one about a claim of law with the rule behind it, one about a recommended step, one about a risk.
Each quotes the letter in the candidate's words; what an examiner listens for stands beside it, never what is "right": that is
said by the criteria of the case. Both languages, because what was asked is kept.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from lms.kernel.light_text import light_plain

GOAL, LAW, STEP, RISK = "goal", "law", "step", "risk"
ORDER: Final = (GOAL, LAW, STEP, RISK)
LONGEST: Final = 280  # characters of a quote
_SENTENCE: Final = re.compile(r"[^.!?…\n]+(?:[.!?…]+|$)")
_WORD: Final = re.compile(r"[^\W_]+")
_DULL: Final = 4  # shorter words say nothing about a rule, digits do

ASK: Final[Mapping[str, Mapping[str, str]]] = {
    GOAL: {
        "es": "Usted escribió: «{quote}». ¿Qué quiere lograr este negocio y por qué eso se lo impide o se lo facilita?",
        "en": "You wrote: “{quote}”. What does this business want to achieve, and how does that stand in its way or help it?",
    },
    LAW: {
        "es": "Usted escribió: «{quote}». ¿En qué regla se apoya y dónde la comprobaría antes de enviar la carta?",
        "en": "You wrote: “{quote}”. Which rule does it rest on, and where would you check it before you send the letter?",
    },
    STEP: {
        "es": "Usted recomendó este paso: «{quote}». ¿Por qué ese y no otro, y qué haría si no se puede dar a tiempo?",
        "en": "You recommended this step: “{quote}”. Why this one, and what would you do if it can't be taken in time?",
    },
    RISK: {
        "es": "Usted escribió: «{quote}». ¿Qué puede salir mal si el negocio sigue por su cuenta y cómo se daría cuenta?",
        "en": "You wrote: “{quote}”. What can go wrong if the business goes on alone, and how would it notice?",
    },
}
LISTEN: Final[Mapping[str, Mapping[str, str]]] = {
    GOAL: {
        "es": "Une lo que vio con lo que el negocio quiere; lo dice sin leer la carta.",
        "en": "Connects what they saw with what the business wants; says it without reading the letter.",
    },
    LAW: {
        "es": "Dice la regla con sus palabras, de qué país es y qué queda por confirmar con la oficina.",
        "en": "Says the rule in their own words, whose law it is, and what is left to be confirmed with the office.",
    },
    STEP: {
        "es": "Da una razón que es de este negocio; tiene otro camino y sabe a quién acudir.",
        "en": "Gives a reason that belongs to this business; has another way and knows whom to turn to.",
    },
    RISK: {
        "es": "Ve el daño para la persona, no solo para el trámite; dice cuándo deja de asesorar y deriva.",
        "en": "Sees the harm to the person, not only to the filing; says when they stop advising and refer.",
    },
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `block`: the part of the letter that `quote` is from; `fact`: the rule that the examiner sees beside it,
    {} where none belongs to it."""

    kind: str
    block: str
    quote: str
    ask: Mapping[str, str]
    listen: Mapping[str, str]
    fact: Mapping[str, Any] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """As it is kept."""
        return {**asdict(self), "ask": dict(self.ask), "listen": dict(self.listen), "fact": dict(self.fact)}


def draw_questions(letter: Mapping[str, Any], facts: Mapping[str, Mapping[str, Any]], *, seed: str) -> list[Question]:
    """The four questions of a letter that was handed in (all its parts are written).

    `facts` are the checked rules that the case's issues rest on in the candidate's country, by key. The claim of law is the
    sentence of the letter that shares most with one of them; where nothing is shared, both are drawn.
    """
    issues, advice = sentences_of(letter.get("issues")), sentences_of(letter.get("advice"))
    quote, block, fact = _claim(
        [("advice", one) for one in advice] + [("issues", one) for one in issues], facts, seed=f"{seed}:{LAW}"
    )
    steps = [_step(row) for row in letter.get("steps") or ()]
    lawyer = sentences_of(letter.get("lawyer"))
    return [
        _question(GOAL, "issues", _drawn(issues, f"{seed}:{GOAL}", without=quote)),
        _question(LAW, block, quote, fact),
        _question(STEP, "steps", _drawn([one for one in steps if one], f"{seed}:{STEP}")),
        _question(RISK, "lawyer", _drawn(lawyer, f"{seed}:{RISK}", without=quote)),
    ]


def sentences_of(text: Any) -> list[str]:
    """A part of a letter in sentences, without markup and without the full stop; too long ones are cut at a word."""
    plain = light_plain(text) if isinstance(text, str) else ""
    found = [" ".join(one.group().split()) for one in _SENTENCE.finditer(plain)]
    return [_cut(one.removesuffix(".")) for one in found if _WORD.search(one)]


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def _step(row: Mapping[str, Any]) -> str:
    parts = [str(row.get(name) or "").strip() for name in ("what", "who", "when")]
    return _cut(" · ".join(one for one in parts if one))


def _claim(
    said: Sequence[tuple[str, str]], facts: Mapping[str, Mapping[str, Any]], *, seed: str
) -> tuple[str, str, Mapping[str, Any]]:
    """(sentence, its part, the rule behind it)."""
    rules = {key: _words(" ".join([*_texts(one.get("short")), *_texts(one.get("titles"))])) for key, one in facts.items()}
    shared = {
        (place, key): len(_words(text) & words) for place, (_block, text) in enumerate(said) for key, words in rules.items()
    }
    most = max(shared.values(), default=0)
    if most:
        place, key = min((pair for pair, n in shared.items() if n == most), key=lambda pair: (_lot(f"{seed}:{pair}"), pair))
        return said[place][1], said[place][0], facts[key]
    own = [text for block, text in said if block == "advice"] or [text for _block, text in said]
    quote = _drawn(own, seed)
    block = next((name for name, text in said if text == quote), "advice")
    key = _drawn(sorted(facts), f"{seed}:rule")
    return quote, block, facts.get(key, {})


def _texts(words: Any) -> list[str]:
    return [str(one) for one in words.values()] if isinstance(words, Mapping) else []


def _words(text: str) -> set[str]:
    return {one.casefold() for one in _WORD.findall(text) if len(one) > _DULL or one.isdigit()}


def _drawn(choices: Sequence[str], seed: str, *, without: str = "") -> str:
    """One of these texts, another one than `without` where there is another; '' of nothing."""
    rest = [one for one in choices if one != without] or list(choices)
    return min(rest, key=lambda one: (_lot(f"{seed}:{one}"), one)) if rest else ""


def _lot(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _question(kind: str, block: str, quote: str, fact: Mapping[str, Any] | None = None) -> Question:
    ask = {language: text.format(quote=quote) for language, text in ASK[kind].items()}
    kept = {
        name: (fact or {})[name] for name in ("key", "titles", "sentence", "law", "article", "as_of") if name in (fact or {})
    }
    return Question(kind, block, quote, ask, LISTEN[kind], kept)


def rubric_of(rubric: Mapping[str, Any], form: str) -> dict[str, Any]:
    """The criteria that a supervised piece is scored on: of an oral those of the case, as they stand; of an observed session
    those that hold in every country (`common`), with levels that fit any business."""
    if form != "observed":
        return {**rubric, "bank": []}
    common = [one for one in rubric["criteria"] if one.get("common")]
    return {
        "rule": rubric.get("rule", "share-of-maximum"), "flags": list(rubric["flags"]), "bank": [],
        "criteria": [{**one, "levels": [dict(level) for level in SEEN]} for one in common],
    }  # fmt: skip


SEEN: Final[Sequence[Mapping[str, Any]]] = (
    {"n": 0, "es": "No se vio.", "en": "It was not seen."},
    {"n": 1, "es": "Se vio en parte, con ayuda.", "en": "It was seen in part, with help."},
    {"n": 2, "es": "Se vio como se espera, sin ayuda.", "en": "It was seen as expected, without help."},
    {"n": 3, "es": "Se vio mejor de lo que se espera.", "en": "It was seen better than expected."},
)
