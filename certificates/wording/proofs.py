"""The words of proofs, in the language of the paper. Pure but for gettext."""

from collections.abc import Callable
from datetime import date
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates import proofs
from certificates.papers import Value
from certificates.proofs import Proof
from certificates.wording.certificates import Printed, claim_title, hours_in_words, mode_in_words, short_hours
from certificates.wording.languages import in_its_language, long_date
from lms.kernel.words import in_language


def paper_title(paper: str) -> str:
    """What a proof calls itself, in the active language."""
    return claim_title(paper)


def statement(paper: str) -> str:
    """What a proof states, in one sentence."""
    return {
        proofs.ENROLMENT: _("This states that the person named is or was enrolled in the course shown, with the facts below."),
        proofs.ATTENDANCE: _("This states that the person named attended live sessions of the course shown. It is no result."),
        proofs.HOURS: _("This states how many hours are credited to the person named in the course shown."),
        proofs.TRANSCRIPT: _("This lists what the person named has done in the course shown, module by module."),
    }[paper]


def proof_values(paper: str, printed: Printed, proof: Proof, *, of_award: bool = False) -> dict[str, Value]:
    """The fields of a proof that a certificate has not, or has otherwise; a paper of an award keeps its end and assessment."""
    values = in_its_language(printed.language, lambda day: _values(paper, proof, day))
    return {key: value for key, value in values.items() if not (of_award and key in _OF_AWARD)}


_OF_AWARD: Final = frozenset({"valid_until", "assessed", "hours_note", "mode"})


def _values(paper: str, proof: Proof, day: Callable[[date], str]) -> dict[str, Value]:
    return {
        "title": paper_title(paper),
        "statement": statement(paper),
        "awarded_for": _("for attending"),
        "detail": statement(paper),
        "state": state_in_words(proof),
        "period": period_in_words(proof, day),
        "group": in_language(proof.group) if proof.group else "",
        "attendance": attendance_in_words(proof),
        "hours": hours_in_words(proof.minutes),
        "hours_note": "",
        "hours_live": hours_in_words(proof.live),
        "hours_study": hours_in_words(proof.study),
        "hours_practice": hours_in_words(proof.practice),
        "mode": mode_in_words(live=proof.sessions > 0),
        "assessed": "",
        "score": percent(proof.score),
        "valid_until": "",
        "modules": tuple(
            {
                "title": in_language(one.title), "live": short_hours(one.live), "study": short_hours(one.study),
                "practice": short_hours(one.practice), "score": percent(one.score),
                "date": one.passed.isoformat() if one.passed else "",
            }
            for one in proof.modules
        ),
    }  # fmt: skip


def state_in_words(proof: Proof) -> str:
    """«en curso, 9 de 14 partes hechas»."""
    word = {"active": _("in progress"), "completed": _("completed"), "closed": _("ended")}.get(proof.state, proof.state)
    parts = ngettext("{done} of {n} part done", "{done} of {n} parts done", proof.required)
    return f"{word}, {parts.format(done=proof.done, n=proof.required)}" if proof.required else word


def period_in_words(proof: Proof, day: Callable[[date], str] = long_date) -> str:
    """From when to when; without an end, since when."""
    if proof.until is None:
        return _("since %(date)s") % {"date": day(proof.since)}
    return _("from %(first)s to %(last)s") % {"first": day(proof.since), "last": day(proof.until)}


def attendance_in_words(proof: Proof) -> str:
    """«12 de 14 sesiones»; '' for a course without live sessions."""
    if not proof.sessions:
        return ""
    words = ngettext("{attended} of {n} session", "{attended} of {n} sessions", proof.sessions)
    return words.format(attended=proof.attended, n=proof.sessions)


def percent(score: str) -> str:
    """«87 %», “87%”; '' for none."""
    if not score:
        return ""
    spanish = (translation.get_language() or "es").startswith("es")
    return f"{score}\u00a0%" if spanish else f"{score}%"
