"""What the templates are given: answers and lists as plain values with their words, so that a template only shows them."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.renewal import Phase
from certificates.selectors import Answer, Brief, CertificateCard
from certificates.selectors_holding import About, Decision
from certificates.serial import in_groups
from certificates.standing import PublicState
from certificates.wording import (
    BARRED,
    COUNTRY_NOT_OFFERED,
    EXEMPTED,
    HELD_SUSPENDED,
    claim_title,
    country_in_words,
    hours_in_words,
    joined,
    long_date,
    long_moment,
    problem_sentence,
    reason_in_words,
    requirement_sentence,
    state_heading,
    state_sentence,
    state_word,
)
from certificates.wording_awards import act_word, days_left, last_day_of, objection_state_word
from courses.paths import Requirement
from lms.kernel import conf
from lms.kernel.places import TIME_ZONES, Language
from lms.kernel.words import in_language

LOOK: Final[dict[PublicState, tuple[str, str]]] = {  # tone, icon
    PublicState.UNKNOWN: ("", "search"),
    PublicState.PREPARING: ("", "wait"),
    PublicState.CURRENT: ("ok", "done"),
    PublicState.UPDATE_DUE: ("warn", "stale"),
    PublicState.LAPSED: ("warn", "late"),
    PublicState.REDUCED: ("warn", "half"),
    PublicState.SUPERSEDED: ("warn", "undo"),
    PublicState.EXPIRED: ("warn", "late"),
    PublicState.SUSPENDED: ("bad", "lock"),
    PublicState.REVOKED: ("bad", "fail"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verification page: the answer as heading, one line under it, sentences, and rows of what the paper prints."""

    state: PublicState
    heading: str
    under: str
    tone: str
    icon: str
    sentences: tuple[str, ...]
    rows: tuple[tuple[str, str, str], ...]  # label, value, small line
    iso: str  # the country of the law
    facts: dict[str, Any]  # the same for machines


def verdict(found: Answer, *, typed: str, slip: bool = False) -> Verdict:
    """What the page says about an answer. `slip`: the number can't exist, so it was copied wrongly."""
    state, stands, printed = found.standing.state, found.standing, found.printed
    tone, icon = LOOK[state]
    sentences = [state_sentence(state)]
    if slip:
        sentences = [
            _(
                "This can't be a number of ours: the last letter does not fit the rest, or there are too few or too many "
                "letters. Check the number: it has seventeen letters and figures."
            )
        ]
    if stands.scope:
        sentences.insert(0, _("It covers only this: %(scope)s") % {"scope": in_language(stands.scope)})
    if stands.grace_until and state == PublicState.REDUCED:
        sentences.append(
            _("A rule that it covers has changed: the holder has time for a short review until %(date)s.")
            % {"date": long_date(timezone.localdate(stands.grace_until))}
        )
    if stands.reason_class:
        sentences.insert(0, _("Class of reason: %(reason)s.") % {"reason": reason_in_words(stands.reason_class)})
        sentences.append(_("The class of reason says nothing more about the person."))
    number = in_groups(found.serial) if found.serial else printable(typed)
    rows: list[tuple[str, str, str]] = []
    if printed is not None:
        until = (
            _("until %(date)s") % {"date": long_date(printed.valid_until)} if printed.valid_until else _("without an end date")
        )
        gone = _("The name was erased at the person's request.")
        as_of = _("as of %(date)s") % {"date": long_date(printed.law_as_of)}
        rows = [
            (_("In the name of"), printed.name, gone if found.erased else ""),
            (_("Certifies"), in_language(printed.credential), _certifies(printed)),
            (_("Under the law of"), country_in_words(printed.country), as_of),
            (_("Issued by"), f"{in_language(printed.institution)}, {country_in_words(printed.institution_country)}",
             _("in the programme of WIPO and the Pacific Alliance")),
            (_("Date and validity"), f"{long_date(printed.granted_on)}, {until}", ""),
        ]  # fmt: skip
    rows.append((pgettext("of a certificate", "Number"), number, ""))
    facts: dict[str, Any] = {
        "serial": found.serial,
        "state": state.value,
        "since": stands.since.isoformat() if stands.since else None,
        "until": stands.until.isoformat() if stands.until else None,
        "reason_class": stands.reason_class or None,
        "scope": in_language(stands.scope) if stands.scope else None,
        "checked_at": timezone.now().isoformat(),
        "holder": None, "credential": None, "country": None, "law_as_of": None, "institution": None,
        "issued_on": None, "valid_until": None, "hours": None,
    }  # fmt: skip
    if printed is not None:
        facts |= {
            "holder": printed.name or None,
            "credential": in_language(printed.credential),
            "country": printed.country,
            "law_as_of": printed.law_as_of.isoformat(),
            "institution": in_language(printed.institution),
            "issued_on": printed.granted_on.isoformat(),
            "valid_until": printed.valid_until.isoformat() if printed.valid_until else None,
            "hours": hours_in_words(printed.minutes) or None,
        }
    home = ZoneInfo(TIME_ZONES[printed.institution_country]) if printed and printed.institution_country in TIME_ZONES else None
    return Verdict(
        state, state_heading(state), _under(state, stands.since, stands.until, home), tone, icon,
        tuple(s for s in sentences if s), tuple(rows), printed.country if printed else "", facts,
    )  # fmt: skip


def _certifies(printed: Any) -> str:
    parts = [claim_title(printed.claim), joined([in_language(course) for course in printed.courses])]
    return ". ".join([*parts, hours_in_words(printed.minutes)] if printed.minutes else parts)


def _under(state: PublicState, since: datetime | None, until: datetime | None, home: ZoneInfo | None) -> str:
    """`home`: the zone of the institution, where its last days end."""
    if state == PublicState.UPDATE_DUE and until:
        return _("Until %(date)s") % {"date": long_date(timezone.localdate(until))}
    if state == PublicState.SUSPENDED and since and until:
        return _("Since %(date)s, until %(until)s") % {
            "date": long_date(timezone.localdate(since)), "until": last_day_of(until, home),
        }  # fmt: skip
    decided = (
        PublicState.REDUCED,
        PublicState.REVOKED,
        PublicState.SUSPENDED,
        PublicState.SUPERSEDED,
        PublicState.EXPIRED,
        PublicState.LAPSED,
    )
    if state in decided and since:
        return _("Since %(date)s") % {"date": long_date(timezone.localdate(since))}
    return _("Checked now, %(moment)s") % {"moment": long_moment(timezone.localtime())}


def as_json(shown: Verdict) -> dict[str, Any]:
    """The answer for machines: always the same names, null where there is nothing to say."""
    return {**shown.facts, "sentence": shown.heading}


def printable(typed: str) -> str:
    """What a visitor typed, safe to show and to stand in an address: letters, figures, hyphens, at most 40."""
    return re.sub(r"[^0-9A-Za-z-]+", "-", typed).strip("-")[:40] or "-"


def frame(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What every public page needs: the other language as a plain link, so that no cookie is set."""
    now = (translation.get_language() or "es")[:2]
    other = Language.EN if now == Language.ES else Language.ES
    kept = {key: str(value) for key, value in request.GET.items() if key not in ("language", "serial")}
    return {**context, "other_language": other, "other_url": f"?{urlencode({**kept, 'language': other.value})}"}


def address_of(request: HttpRequest) -> str:
    """The visitor's address. LMS["PROXIES"] proxies are trusted: that many from the right in X-Forwarded-For."""
    hops = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    trusted = int(conf.get("PROXIES"))
    if trusted and len(hops) >= trusted:
        return hops[-trusted]
    return str(request.META.get("REMOTE_ADDR", ""))


# The holder's page ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Held:
    """A certificate on its holder's list."""

    title: str
    country: str
    lines: tuple[str, ...]
    state: str
    tone: str
    icon: str
    problem: str
    serial: str
    file_url: str
    verify_url: str
    name_url: str
    scope: str
    decisions: tuple[dict[str, Any], ...]
    renewal: str
    renew_url: str


def held(cards: Sequence[CertificateCard], about: Mapping[int, About], begun: Collection[tuple[str, str]] = ()) -> list[Held]:
    """A person's certificates, newest first, with what was decided about them and when they can be renewed.

    `begun`: (credential, country) of the renewals under way, whose path stands below.
    """
    return [_held(card, about.get(card.award_id), (card.credential_key, card.country) in begun) for card in cards]


def _decisions(card: CertificateCard, about: About) -> tuple[dict[str, Any], ...]:
    """The decision that keeps an award from holding whole, and those that a review was asked for."""
    governs = about.decisions[0].event_id if about.decisions and card.award_state != "granted" else 0
    return tuple(_decision(one) for one in about.decisions if one.objection or one.event_id == governs)


def _decision(one: Decision) -> dict[str, Any]:
    """A decision against the holder, with the way to have it reviewed or how the request stands."""
    asked = f"{objection_state_word(one.objection)}. " if one.objection else ""
    left = days_left(one.days) if one.objection == "open" else ""
    return {
        "what": act_word(one.act), "on": long_date(one.on), "reason": reason_in_words(one.reason_class),
        "until": last_day_of(one.until, one.zone) if one.until else "", "asked": f"{asked}{left}".strip(),
        "url": reverse("lms:certificates:objection-form", args=[one.event_id]),
    }  # fmt: skip


def _renewal(about: About | None) -> str:
    if about is None or about.opens_on is None or about.last_day is None:
        return ""
    if about.phase == Phase.OPEN:
        return _("You can renew it until %(date)s. It then goes on from that day: none is lost.") % {
            "date": long_date(about.last_day)
        }
    if about.phase == Phase.MISSED:
        return _("The time for its renewal is over. You can take the whole path again.")
    return _("You can renew it from %(date)s.") % {"date": long_date(about.opens_on)}


def _held(card: CertificateCard, about: About | None, begun: bool) -> Held:
    tone, icon = LOOK[card.state]
    lines = [_("Granted on %(date)s") % {"date": long_date(timezone.localdate(card.granted_at))}]
    if card.expires_at:
        last = timezone.localdate(card.expires_at - timedelta(microseconds=1))
        lines.append(_("valid until %(date)s") % {"date": long_date(last)})
    if card.name:
        lines.append(_("in the name of %(name)s") % {"name": card.name})
    return Held(
        title=in_language(card.titles),
        country=card.country,
        lines=tuple(lines),
        state=pgettext("a certificate", "waits for your name") if card.problem.startswith("name") else state_word(card.state),
        tone="warn" if card.problem else tone,
        icon="wait" if card.problem else icon,
        problem=problem_sentence(card.problem) if card.problem else "",
        serial=in_groups(card.serial),
        file_url=reverse("lms:certificates:certificate-download", args=[card.id]) if card.ready else "",
        verify_url=reverse("lms:certificates:verify-detail", args=[card.serial]) if card.issued_at else "",
        name_url=reverse("lms:home:preferences") if card.problem.startswith("name") else "",
        scope=in_language(card.scope) if card.state == PublicState.REDUCED else "",
        decisions=() if card.replaced or about is None else _decisions(card, about),
        renewal="" if card.replaced or begun else _renewal(about),
        renew_url=reverse("lms:certificates:renewal-open", args=[card.award_id])
        if about is not None and about.can_renew and not card.replaced and not begun
        else "",
    )


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """A credential that a person does not hold yet, and what is asked for it."""

    title: str
    country: str
    country_name: str
    renewal: bool
    rows: tuple[dict[str, Any], ...]


def on_the_way(found: Sequence[Brief]) -> list[OnTheWay]:
    """What is missing for the credentials that are not held yet, or are being renewed; and why one is not granted."""
    return [
        OnTheWay(
            title=in_language(one.credential.titles),
            country=one.country,
            country_name=country_in_words(one.country),
            renewal=one.round > one.held > 0,
            rows=tuple(requirement_row(requirement) for requirement in one.path.requirements),
        )
        for one in found
        if one.is_open
    ]


def requirement_row(one: Requirement) -> dict[str, Any]:
    """A requirement as a line of a path."""
    stuck = one.code in (BARRED, COUNTRY_NOT_OFFERED, HELD_SUSPENDED)
    return {
        "title": in_language(one.title),
        "why": requirement_sentence(one),
        "icon": "done" if one.met else "lock" if stuck else "half" if one.state else "open",
        "tag": _tag(one),
        "tone": "ok" if one.met else "warn" if not one.required or stuck else "",
        "url": one.url,
    }


def _tag(one: Requirement) -> str:
    if one.code == EXEMPTED:
        return pgettext("a requirement", "let off")
    if one.code in (BARRED, COUNTRY_NOT_OFFERED, HELD_SUSPENDED):
        return pgettext("a requirement", "in the way")
    if one.met:
        return pgettext("a requirement", "met")
    return pgettext("a requirement", "in progress") if one.state else pgettext("a requirement", "to do")


def failures(rows: Sequence[tuple[int, str, str]]) -> list[dict[str, Any]]:
    """The papers that could not be drawn, for administrators."""
    return [{"id": pk, "serial": in_groups(serial), "why": problem.partition(":")[2]} for pk, serial, problem in rows]
