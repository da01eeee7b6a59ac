"""The words of a certificate: from the stored fields to what is printed, in the language of the paper; and its states in words.

Pure but for gettext. What a certificate prints is fixed in `Certificate.fields` when its row is made, as data (dates as
ISO, titles as {es, en}); the sentences around it are here.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from certificates import papers
from certificates.papers import NAME_MAX, Value, missing_letters, name_fits, neat
from certificates.serial import in_groups
from certificates.standing import PublicState, ReasonClass
from certificates.wording import languages
from certificates.wording.languages import in_its_language
from lms.kernel.canonical import plain
from lms.kernel.places import Country
from lms.kernel.words import in_language

long_date: Final = languages.long_date
NAME_MISSING: Final = "name_missing"
NAME_LETTERS: Final = "name_letters"
NAME_LONG: Final = "name_long"
DRAWING: Final = "drawing"
PERMISSION: Final = "permission"  # of a protected picture; after the colon its name


@dataclass(frozen=True, slots=True)
class Printed:
    """What one certificate prints, as data. Personal data: name, signatory_name, tutors."""

    language: str
    name: str
    claim: str
    credential: Mapping[str, str]
    courses: Sequence[Mapping[str, str]]
    country: str
    law_as_of: date
    institution: Mapping[str, str]
    institution_country: str
    signatory_name: str
    signatory_title: Mapping[str, str]
    granted_on: date
    valid_until: date | None  # the last day on which it holds; None: for ever
    minutes: int = 0
    house: str = ""
    design: Mapping[str, Any] | None = None
    live: int = 0  # of the minutes; the rest is self-study
    practice: int = 0
    sessions: bool = False  # some of it is taught live
    assessed: Sequence[str] = ()  # kinds of units that were passed: quiz, case_study, practicum
    tutors: Sequence[str] = ()
    coissuers: Sequence[Mapping[str, Any]] = ()  # institutions that issue it together: {id, names}

    def as_json(self) -> dict[str, Any]:
        """As stored in `Certificate.fields`."""
        return dict(plain(asdict(self)))

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Printed":
        """As read back. Raises KeyError or ValueError for a row that this version of the software did not write."""
        known = {field.name for field in fields(cls)}
        values = {key: value for key, value in stored.items() if key in known}
        for key in ("law_as_of", "granted_on", "valid_until"):
            values[key] = date.fromisoformat(values[key]) if values.get(key) else None
        return cls(**values)


def name_problem(name: str) -> str:
    """Why a name can't be printed, as a code with its details; '' when it can."""
    tidy = neat(name)
    if not tidy or "@" in tidy:
        return NAME_MISSING
    box = papers.box_for(papers.shipped("certificate"), "name")
    if lost := missing_letters(tidy):
        return f"{NAME_LETTERS}:{lost[:40]}"
    return "" if box is None or name_fits(tidy, box) else NAME_LONG


def initials(name: str) -> str:
    """«E. R. H.»: the first letter of each word, at most four."""
    return " ".join(f"{word[0].upper()}." for word in name.split()[:4])


def problem_sentence(problem: str) -> str:
    """What a waiting certificate waits for, and what to do, in the active language."""
    code, _colon, detail = problem.partition(":")
    if code == NAME_MISSING:
        return _("Write your name as it should be printed on the certificate.")
    if code == NAME_LETTERS:
        return _(
            "These letters of your name can't be printed yet: %(letters)s. Write it in Latin letters, as in your passport."
        ) % {"letters": " ".join(detail)}
    if code == NAME_LONG:
        return _("The name is too long for the certificate: at most %(limit)s letters on two lines. Shorten it.") % {
            "limit": NAME_MAX
        }
    if code == PERMISSION:
        return _(
            "Its design shows the picture “%(picture)s”, and no permission for it is in force. It is drawn as soon as there is "
            "one, or when the design is published without the picture."
        ) % {"picture": detail}
    return _("The certificate could not be drawn. The programme's administrator has been told.") if code == DRAWING else problem


def long_moment(moment: datetime) -> str:
    """A date with hour and minute, as given (already in the reader's zone). UTC is named: nobody lives in it."""
    return f"{long_date(moment.date())}, {moment:%H:%M}{' UTC' if moment.tzname() == 'UTC' else ''}"


def country_in_words(country: str) -> str:
    """A country by name, in the active language."""
    return str(Country(country).label) if country in Country.values else country


def hours_in_words(minutes: int) -> str:
    """Learning time to the nearest half hour, at least one half: «40 horas», «1,5 horas»; '' for none."""
    hours, shown = _hours(minutes)
    return ngettext("%(hours)s hour", "%(hours)s hours", 1 if hours == 1 else 2) % {"hours": shown} if shown else ""


def short_hours(minutes: int) -> str:
    """The same for a narrow column: «1,5 h»; '' for none."""
    _number, shown = _hours(minutes)
    return f"{shown}\u00a0h" if shown else ""


def _hours(minutes: int) -> tuple[Decimal, str]:
    """Hours to the nearest half, at least one half, as a number and as it is written; 0 and '' for none."""
    if minutes <= 0:
        return Decimal(0), ""
    halves = max(1, int((Decimal(minutes) / 30).quantize(Decimal(1), ROUND_HALF_UP)))
    hours = Decimal(halves) / 2
    return hours, number_format(hours, decimal_pos=0 if halves % 2 == 0 else 1)


def claim_title(claim: str) -> str:
    """What the paper calls itself."""
    return {
        "participation": _("Record of participation"),
        "assessed_certificate": _("Certificate of completion"),
        "certification": _("Certificate of achievement"),
        "enrolment": _("Proof of enrolment"),
        "attendance": _("Proof of attendance"),
        "hours": _("Proof of hours"),
        "transcript": _("Transcript"),
        "award_transcript": _("Transcript of all courses of a certificate"),
        "card": _("Wallet card"),
    }.get(claim, _("Certificate of completion"))


def claim_word(claim: str) -> str:
    """What a paper claims, in a few words; '' for papers that state a fact and claim nothing."""
    return {
        "participation": pgettext("a claim", "participation"),
        "assessed_certificate": pgettext("a claim", "assessed certificate"),
        "certification": pgettext("a claim", "certification of the programme"),
    }.get(claim, "")


def claim_line(claim: str) -> str:
    """The claim as papers print it; '' where nothing is claimed."""
    word = claim_word(claim)
    return _("Claim: %(claim)s.") % {"claim": word} if word else ""


def reason_in_words(reason: str) -> str:
    """A class of reason, in the active language."""
    return str(ReasonClass(reason).label) if reason in ReasonClass.values else ""


def joined(names: Sequence[str]) -> str:
    """«A, B y C»."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def paper_of(
    printed: Printed, *, serial: str, verify_url: str, logo: bytes = b"", logos: Mapping[int, bytes] | None = None
) -> dict[str, Value]:
    """The value of every field that the paper shows, in its language: what `certificates.papers` draws.

    `logos`: of the institutions that issue it together, by id.
    """
    values = in_its_language(printed.language, lambda day: _values(printed, day, logos or {}))
    values |= {
        "language": printed.language,
        **papers.labels(printed.language),
        "house": printed.house,
        "name": printed.name,
        "serial": in_groups(serial),
        "address": verify_url.split("://", 1)[-1].rstrip("/").rsplit("/", 1)[0],
        "link": verify_url,
        "qr": verify_url,
    }
    return {**values, "logo": papers.Picture(logo)} if logo else values


def _values(printed: Printed, day: Callable[[date], str], logos: Mapping[int, bytes]) -> dict[str, Value]:
    taken = printed.claim == "participation"
    return {
        "title": claim_title(printed.claim),
        "claim": claim_line(printed.claim),
        "house_lines": house_lines(printed.design),
        "institution": f"{in_language(printed.institution)}, {country_in_words(printed.institution_country)}",
        "coissuers": tuple(_coissuer(one, logos) for one in printed.coissuers),
        "awarded_for": _("for taking part in") if taken else _("for completing and passing"),
        "credential": in_language(printed.credential),
        "detail": detail_of(printed),
        "country": country_in_words(printed.country),
        "law_date": _("as of %(date)s") % {"date": day(printed.law_as_of)},
        "hours": hours_in_words(printed.minutes),
        "hours_note": hours_note(printed),
        "hours_live": hours_in_words(printed.live),
        "hours_study": hours_in_words(printed.minutes - printed.live - printed.practice),
        "hours_practice": hours_in_words(printed.practice),
        "mode": (mode_in_words(live=printed.sessions) if printed.minutes else ""),
        "assessed": joined(assessed_in_words(printed.assessed)),
        "tutor": joined(list(printed.tutors)),
        "date": day(printed.granted_on),
        "valid_until": (
            _("until %(date)s") % {"date": day(printed.valid_until)} if printed.valid_until else _("without an end date")
        ),
        "signatories": signatories_of(printed),
        "author": in_language(printed.institution),
    }


def _coissuer(one: Mapping[str, Any], logos: Mapping[int, bytes]) -> Mapping[str, Value]:
    logo = logos.get(int(one["id"]), b"")
    name = {"name": in_language(one["names"])}
    return {**name, "logo": papers.Picture(logo)} if logo else name


def mode_in_words(*, live: bool) -> str:
    """How it is taught."""
    return _("online, with live sessions") if live else _("online")


def assessed_in_words(kinds: Collection[str]) -> list[str]:
    """By what somebody was assessed, in the order in which it is always said."""
    words = {
        "quiz": _("quizzes"), "case_study": _("a graded case"), "practicum": _("supervised practice"),
        "supervised_piece": _("a piece done before an examiner"),
    }  # fmt: skip
    return [said for kind, said in words.items() if kind in kinds]


def hours_note(printed: Printed) -> str:
    """How the time was spent, in words: «24 h en vivo, 12 h de estudio, 4 h de práctica»."""
    study = printed.minutes - printed.live - printed.practice
    if printed.minutes <= 0:
        return ""
    if study == printed.minutes:
        return _("of study, online")
    spent = (
        (printed.live, _("%(hours)s live")),
        (study, _("%(hours)s of study")),
        (printed.practice, _("%(hours)s of practice")),
    )
    return ", ".join(words % {"hours": short_hours(minutes)} for minutes, words in spent if minutes > 0)


def detail_of(printed: Printed) -> str:
    """The courses and how they were assessed, in a sentence or two."""
    titles = joined([in_language(course) for course in printed.courses])
    facts = {"courses": titles}
    if printed.claim == "participation":
        return ngettext("Course: %(courses)s.", "Courses: %(courses)s.", len(printed.courses)) % facts
    return (
        ngettext(
            "Course: %(courses)s. With its assessments, on material of WIPO and the countries of the Pacific Alliance.",
            "Courses: %(courses)s. With their assessments, on material of WIPO and the countries of the Pacific Alliance.",
            len(printed.courses),
        )
        % facts
    )


def house_lines(design: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Who stands behind the programme, a line each."""
    own = _own_lines((design or {}).get("house_lines"))
    return own or (_("World Intellectual Property Organization (WIPO)"), _("Pacific Alliance"))


def signatories_of(printed: Printed) -> tuple[Mapping[str, Value], ...]:
    """The design's signatories, else the programme; then the institution's own. Rows with a name and lines, four at most."""
    own = (printed.design or {}).get("signatories") or []
    signs: list[Mapping[str, Value]] = [
        {"name": in_language(sign["name"]), "lines": _own_lines(sign.get("lines"))} for sign in own
    ] or [{"name": _("Programme direction"), "lines": (_("WIPO and Pacific Alliance"),)}]
    house = in_language(printed.institution)
    if printed.signatory_name:
        lines = tuple(line for line in (in_language(printed.signatory_title), house) if line)
        signs.append({"name": printed.signatory_name, "lines": lines})
    else:
        signs.append({"name": _("Direction of the institution"), "lines": (house,)})
    return tuple(signs[:4])


def _own_lines(lines: Mapping[str, Sequence[str]] | None) -> tuple[str, ...]:
    if not lines:
        return ()
    language = (translation.get_language() or "es")[:2]
    return tuple(lines.get(language) or lines.get("es") or ())


# The verification page ------------------------------------------------------------------------------------------------
def state_heading(state: PublicState) -> str:
    """The answer itself, as the page's heading."""
    return {
        PublicState.UNKNOWN: _("Not in the register"),
        PublicState.PREPARING: _("This certificate is being prepared"),
        PublicState.CURRENT: _("Certificate in force"),
        PublicState.UPDATE_DUE: _("In force, with an update due"),
        PublicState.LAPSED: _("Certificate not up to date"),
        PublicState.REDUCED: _("In force for a part"),
        PublicState.SUPERSEDED: _("Certificate replaced"),
        PublicState.EXPIRED: _("Certificate expired"),
        PublicState.SUSPENDED: _("Certificate suspended"),
        PublicState.REVOKED: _("Certificate revoked"),
    }[state]


def state_word(state: PublicState) -> str:
    """The state in one or two words, for a tag."""
    return {
        PublicState.UNKNOWN: pgettext("a certificate", "not in the register"),
        PublicState.PREPARING: pgettext("a certificate", "being prepared"),
        PublicState.CURRENT: pgettext("a certificate", "in force"),
        PublicState.UPDATE_DUE: pgettext("a certificate", "update due"),
        PublicState.LAPSED: pgettext("a certificate", "not up to date"),
        PublicState.REDUCED: pgettext("a certificate", "in force for a part"),
        PublicState.SUPERSEDED: pgettext("a certificate", "replaced"),
        PublicState.EXPIRED: pgettext("a certificate", "expired"),
        PublicState.SUSPENDED: pgettext("a certificate", "suspended"),
        PublicState.REVOKED: pgettext("a certificate", "revoked"),
    }[state]


def award_state_word(state: str) -> str:
    """The stored state of an award in a word."""
    return state_word(PublicState.CURRENT if state == "granted" else PublicState(state))


def state_sentence(state: PublicState) -> str:
    """What the state means for whoever checks."""
    return {
        PublicState.UNKNOWN: _(
            "No certificate with this number is in the register. Compare the number with the paper, letter by letter."
        ),
        PublicState.PREPARING: _("It has been awarded and its document is being drawn. Look again in a few minutes."),
        PublicState.CURRENT: "",
        PublicState.UPDATE_DUE: _(
            "A rule that this certificate covers has changed. The holder has time for a short review; until then it holds."
        ),
        PublicState.LAPSED: _(
            "A rule that this certificate covers has changed and the holder has not done the review in time. "
            "What was learned before still stands."
        ),
        PublicState.REDUCED: _("It may be used as proof of training for that part only."),
        PublicState.SUPERSEDED: _(
            "A newer edition of this certificate was issued, for example with a corrected name. Ask for it."
        ),
        PublicState.EXPIRED: _("It was genuine and its validity has ended. It no longer proves present knowledge."),
        PublicState.SUSPENDED: _("It may not be used as proof of training while it is suspended."),
        PublicState.REVOKED: _("It may not be used as proof of training."),
    }[state]
