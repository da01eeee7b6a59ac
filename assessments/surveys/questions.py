"""The five questions of a reaction survey as they ship, and their check when an author words them anew. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from lms.kernel.words import clean_text

USEFUL: Final = "useful"
SCALED: Final = (USEFUL, "clear", "law", "apply")  # answered from 1 to 5
OPEN: Final = "comment"
TITLE: Final = "title"  # beside the questions, in a survey's texts: the module's title
QUESTIONS: Final = (*SCALED, OPEN)
LANGUAGES: Final = ("es", "en")
LONGEST: Final = 200  # characters of a question
LONGEST_COMMENT: Final = 1000

SHIPPED: Final[Mapping[str, Mapping[str, str]]] = {
    USEFUL: {"es": "¿Le fue útil para su trabajo con empresas?", "en": "Was it useful for your work with businesses?"},
    "clear": {"es": "¿Se entendió con claridad?", "en": "Was it clear?"},
    "law": {
        "es": "¿Encontró lo que rige en su país?",
        "en": "Did you find what applies in your country?",
    },
    "apply": {
        "es": "¿Se siente en condiciones de usarlo con una empresa?",
        "en": "Do you feel ready to use it with a business?",
    },
    OPEN: {"es": "¿Qué cambiaría?", "en": "What would you change?"},
}  # fmt: skip


def texts_of(own: Mapping[str, Mapping[str, str]] | None) -> dict[str, dict[str, str]]:
    """The five questions in both languages: an author's words, and the shipped ones where there are none."""
    own = own or {}
    return {
        name: {language: (own.get(name) or {}).get(language) or SHIPPED[name][language] for language in LANGUAGES}
        for name in QUESTIONS
    }


def read_answers(raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What was sent, and the names of the scaled questions that have no answer from 1 to 5. The open one may stay empty."""
    found: dict[str, Any] = {}
    lacking = []
    for name in SCALED:
        value = str(raw.get(name, ""))
        if value in ("1", "2", "3", "4", "5"):
            found[name] = int(value)
        else:
            lacking.append(name)
    comment = clean_text(str(raw.get(OPEN, ""))).strip()[:LONGEST_COMMENT]
    return ({**found, OPEN: comment} if comment else found), lacking
