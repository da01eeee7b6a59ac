"""What the verification page shows: the answer as heading, sentences and rows; what a file is worth; the preview card."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.pages.certificates import LOOK
from certificates.selectors.answers import Answer
from certificates.selectors.files import BADGE, CHANGED, FOUND, FileAnswer, reason_of
from certificates.serial import in_groups
from certificates.signing.reasons import Reason, sentence
from certificates.standing import PublicState
from certificates.wording.awards import last_day_of
from certificates.wording.badges import picture_url
from certificates.wording.certificates import (
    claim_line,
    claim_title,
    claim_word,
    country_in_words,
    hours_in_words,
    joined,
    long_date,
    long_moment,
    reason_in_words,
    state_heading,
    state_sentence,
)
from certificates.wording.schemes import claim_means, not_official
from lms.kernel import conf
from lms.kernel.places import TIME_ZONES, Language
from lms.kernel.words import in_language


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
    picture: str = ""  # address of the badge's picture, for the preview
    law_row: int = 3  # which row names the country, counted from one
    scheme_url: str = ""  # of the credential's public scheme


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
        gone = _("The name was erased at the person's request.") if found.erased else ""
        if found.withdrawn:
            gone = _("Initials: the holder does not show the name here.")
        as_of = _("as of %(date)s") % {"date": long_date(printed.law_as_of)}
        rows = [
            (_("In the name of"), printed.name, gone),
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
        "issued_on": None, "valid_until": None, "hours": None, "claim": None, "claim_sentence": None, "scheme": None,
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
        if claim := claim_word(printed.claim):
            rows.insert(2, (_("Claims"), claim[:1].upper() + claim[1:], claim_means(printed.claim)))
            facts |= {"claim": printed.claim, "claim_sentence": f"{claim_line(printed.claim)} {not_official()}"}
            sentences.append(not_official())
        if found.moved:
            sentences.append(_("The paper prints another last day: this page has the day that counts."))
    scheme_url = reverse("lms:certificates:scheme-detail", args=[found.credential_key]) if found.credential_key else ""
    if scheme_url:
        facts["scheme"] = conf.base_url() + scheme_url
    home = ZoneInfo(TIME_ZONES[printed.institution_country]) if printed and printed.institution_country in TIME_ZONES else None
    return Verdict(
        state, state_heading(state), _under(state, stands.since, stands.until, home), tone, icon,
        tuple(s for s in sentences if s), tuple(rows), printed.country if printed else "", facts,
        picture_url(found.credential_key, _language()) if found.credential_key else "",
        4 if printed and claim_word(printed.claim) else 3, scheme_url,
    )  # fmt: skip


def _language() -> str:
    return Language.EN.value if (translation.get_language() or "").startswith("en") else Language.ES.value


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


# A file that somebody sent ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What a file is worth, in words. `number_url` leads to what was issued under the number that a changed file names."""

    heading: str
    tone: str
    icon: str
    sentences: tuple[str, ...]
    number: str
    number_url: str


def file_verdict(looked: FileAnswer) -> FileVerdict:
    """What the page says of a file that somebody received."""
    badge, reason = looked.kind == BADGE, reason_of(looked)
    said = [] if badge else [sentence(reason or Reason.OK)]
    number = in_groups(looked.serial) if looked.serial else ""
    url = reverse("lms:certificates:verify-detail", args=[looked.serial]) if looked.serial else ""
    if looked.register == FOUND:
        heading = (
            _("The badge is the one that was issued.") if badge else _("The file is the one that was issued, byte for byte.")
        )
        if looked.development:
            said.append(_("It is signed with a key for demonstrations, which proves nothing outside of one."))
        return FileVerdict(heading, "ok" if looked.genuine else "warn", "done", tuple(said), number, "")
    if looked.register == CHANGED:
        heading = _("This badge is not the one that was issued") if badge else _("This file is not the one that was issued")
        said.insert(0, _("It names a number of the register, and somebody changed it. Believe the page of that number only."))
        return FileVerdict(heading, "bad", "fail", tuple(said), number, url)
    heading = _("This badge is not in the register") if badge else _("This file is not in the register")
    said.insert(0, _("It was not issued here. If a number is printed on it, look that up: its page says what was issued."))
    return FileVerdict(heading, "", "search", tuple(said), "", "")


def file_json(looked: FileAnswer) -> dict[str, Any]:
    """The same for machines."""
    said = file_verdict(looked)
    return {
        "register": looked.register, "signature": looked.signature, "state": looked.state.value,
        "serial": looked.serial or None, "kind": looked.kind, "sentence": said.heading,
    }  # fmt: skip


# The preview card -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Card:
    """What a link to the page shows where it is shared: the credential, who issued it and the state; nobody's name."""

    title: str
    description: str
    url: str
    site: str
    locale: str
    picture: str  # its address; '' for a proof
    picture_words: str


def card(shown: Verdict) -> Card | None:
    """The card of a certificate's page; None where there is nothing to preview. No name, no number beyond the address."""
    if not shown.facts["credential"]:
        return None
    said = [shown.heading, f"{shown.facts['institution']}, {country_in_words(shown.facts['country'])}"]
    return Card(
        title=shown.facts["credential"],
        description=". ".join(said),
        url=conf.base_url() + reverse("lms:certificates:verify-detail", args=[shown.facts["serial"]]),
        site=str(conf.get("SITE_NAME")),
        locale={"es": "es_ES", "en": "en_US"}[_language()],
        picture=shown.picture,
        picture_words=_("Badge: %(title)s") % {"title": shown.facts["credential"]},
    )
