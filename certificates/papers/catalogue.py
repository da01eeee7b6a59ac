"""The fields that a design may name: what each means, of what kind it is, and which differ from person to person. Pure.

`*_other` is the same in the second language of a bilingual paper, and empty on a paper in one language. Words in the design
itself are shown by language with {% if spanish %} and {% if english %}.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.papers.pictures import Picture

Value: TypeAlias = "str | Picture | Sequence[Value] | Mapping[str, Value]"
Values: TypeAlias = Mapping[str, Value]

SPANISH: Final = "es"
ENGLISH: Final = "en"
BILINGUAL: Final = "es+en"
LANGUAGES: Final = (SPANISH, ENGLISH, BILINGUAL)


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    FLAG = "flag"  # for {% if %} only
    LIST = "list"  # for {% for %} only; `columns` says what a row has
    PICTURE = "picture"  # for <img src> only
    QR = "qr"  # the address in the QR code; for <img src> only
    LINK = "link"  # an https address; for <a href> only
    PAGES = "pages"  # a page number, on papers of several pages


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `varies`: from person to person within a cohort, so the fast path stamps it."""

    key: str
    kind: Kind
    meaning: str | Promise
    varies: bool = False
    columns: tuple["Field", ...] = ()


def _text(key: str, meaning: str | Promise, *, varies: bool = False) -> Field:
    return Field(key, Kind.TEXT, meaning, varies)


def _words(key: str, meaning: str | Promise) -> tuple[Field, Field]:
    return _text(key, meaning), _text(f"{key}_other", _("the same in the second language of a bilingual paper"))


_LINES: Final = Field("lines", Kind.LIST, _("lines under it; each line is the text itself"))
_ALL: Final[tuple[Field, ...]] = (
    Field("spanish", Kind.FLAG, _("set when the paper has Spanish words")),
    Field("english", Kind.FLAG, _("set when the paper has English words")),
    Field("bilingual", Kind.FLAG, _("set when the paper has both languages")),
    Field("one_language", Kind.FLAG, _("set when the paper is in one language")),
    *_words("title", _("what the paper calls itself, for example “Certificate of achievement”")),
    _text("house", _("the name of the programme")),
    Field("house_lines", Kind.LIST, _("who stands behind the programme; each row is the text itself")),
    _text("institution", _("the institution of the person, with its country")),
    Field(
        "coissuers",
        Kind.LIST,
        _("institutions that issue the paper together with it"),
        columns=(
            _text("name", _("name of the institution")),
            Field("logo", Kind.PICTURE, _("its logo, if there is a permission for it")),
        ),
    ),
    Field("logo", Kind.PICTURE, _("the logo of the person's institution")),
    _text("awarded_to", _("“is awarded to”")),
    _text("name", _("the person's name as printed: at most 120 letters"), varies=True),
    _text("document", _("type and number of the identity document, where the country prints it"), varies=True),
    _text("awarded_for", _("“for completing and passing”")),
    *_words("credential", _("title of the credential or of the course")),
    *_words("detail", _("the courses and how they were assessed, in a sentence or two")),
    *_words("statement", _("what the paper states, in a sentence or two (enrolment, attendance, hours)")),
    _text("label_law", _("label: under the law of")),
    _text("country", _("the country whose law was learned")),
    _text("law_date", _("“as of” and the day of that law"), varies=True),
    _text("label_hours", _("label: time")),
    _text("hours", _("credited hours in words"), varies=True),
    _text("hours_note", _("how that time was spent, in words"), varies=True),
    _text("label_live", _("label: live hours")),
    _text("hours_live", _("hours in live sessions"), varies=True),
    _text("label_study", _("label: self-study")),
    _text("hours_study", _("hours of self-study"), varies=True),
    _text("label_practice", _("label: practice")),
    _text("hours_practice", _("hours of practice"), varies=True),
    _text("label_mode", _("label: mode")),
    _text("mode", _("online, in person or mixed")),
    _text("label_assessed", _("label: how it was assessed")),
    _text("assessed", _("how it was assessed")),
    _text("label_tutor", _("label: tutor")),
    _text("tutor", _("who taught the group")),
    _text("label_group", _("label: group")),
    _text("group", _("the group and its dates")),
    _text("label_attendance", _("label: attendance")),
    _text("attendance", _("sessions attended, in words"), varies=True),
    _text("label_issued", _("label: issued and valid")),
    _text("date", _("the day of the award"), varies=True),
    _text("valid_until", _("until when it is valid, or that it has no end"), varies=True),
    Field(
        "modules",
        Kind.LIST,
        _("modules of a transcript"),
        columns=(
            _text("title", _("title of the module")),
            _text("live", _("hours in live sessions")),
            _text("study", _("hours of self-study")),
            _text("practice", _("hours of practice")),
            _text("score", _("score in percent, or how it was passed")),
            _text("date", _("the day on which it was passed")),
        ),
    ),
    _text("label_module", _("label: module")),
    _text("label_score", _("label: score")),
    _text("label_date", _("label: date")),
    _text("label_total", _("label: total")),
    _text("label_state", _("label: state")),
    _text("state", _("how it stands with the course on that day")),
    _text("label_period", _("label: period")),
    _text("period", _("from when to when")),
    _text("label_credential", _("label: course")),
    _text("label_institution", _("label: institution")),
    _text("score", _("score of the whole")),
    _text("label_serial", _("label: number")),
    _text("label_holder", _("label: holder")),
    _text("label_document", _("label: identity document")),
    _text("label_page", _("the word “page”")),
    Field(
        "signatories",
        Kind.LIST,
        _("who answers for the paper: up to four"),
        columns=(
            _text("name", _("name, or office")),
            _LINES,
            Field("picture", Kind.PICTURE, _("picture of the signature")),
        ),
    ),
    *_words("claim", _("what the paper claims: participation, an assessed certificate, a certification of the programme")),
    *_words("scope", _("what the paper is not")),
    *_words("proof", _("how to check the paper")),
    _text("qr_words", _("what the QR code is, for who can't see it")),
    _text("serial", _("the paper's number, in groups"), varies=True),
    _text("address", _("the address of the verification page, as shown"), varies=True),
    Field("link", Kind.LINK, _("the address that a click on it opens"), varies=True),
    Field("qr", Kind.QR, _("the address in the QR code"), varies=True),
    _text("warning", _("says that the paper is a sample or signed with a development key; empty on a genuine one")),
    Field("page", Kind.PAGES, _("number of the page")),
    Field("pages", Kind.PAGES, _("how many pages there are")),
)
FIELDS: Final[Mapping[str, Field]] = {field.key: field for field in _ALL}
LANGUAGE: Final = "language"  # a value, not a field: es, en or es+en
AUTHOR: Final = "author"  # a value, not a field: who issues, in the document's properties


def flags(language: str) -> dict[str, str]:
    """The flags of a paper's language (one of LANGUAGES)."""
    both = language == BILINGUAL
    return {
        "spanish": "1" if language != ENGLISH else "",
        "english": "1" if language != SPANISH else "",
        "bilingual": "1" if both else "",
        "one_language": "" if both else "1",
    }
