"""What the templates are given: answers and lists as plain values with their words, so that a template only shows them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.renewal import Phase
from certificates.selectors.certificates import Brief, CertificateCard
from certificates.selectors.holding import About, Decision
from certificates.serial import in_groups
from certificates.standing import PublicState
from certificates.wording.awards import act_word, days_left, last_day_of, objection_state_word
from certificates.wording.certificates import country_in_words, long_date, problem_sentence, reason_in_words, state_word
from certificates.wording.requirements import BARRED, COUNTRY_NOT_OFFERED, EXEMPTED, HELD_SUSPENDED, requirement_sentence
from courses.paths import Requirement
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


_HOLDS: Final = frozenset({PublicState.CURRENT, PublicState.UPDATE_DUE, PublicState.REDUCED})


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
    new_name: str  # the holder's present name, where the paper prints another one
    scope: str
    decisions: tuple[dict[str, Any], ...]
    renewal: str
    renew_url: str
    badge_urls: tuple[tuple[str, str], ...]  # (form, address)
    share_url: str
    shown: bool
    profile_url: str
    country_url: str  # where a second country is added


def held(
    cards: Sequence[CertificateCard], about: Mapping[int, About], begun: Collection[tuple[str, str]] = (), name: str = ""
) -> list[Held]:
    """A person's certificates, newest first, with what was decided about them and when they can be renewed.

    `begun`: (credential, country) of the renewals under way, whose path stands below. `name`: the person's present one.
    """
    return [_held(card, about.get(card.award_id), (card.credential_key, card.country) in begun, name) for card in cards]


def _decisions(card: CertificateCard, about: About) -> tuple[dict[str, Any], ...]:
    """The decision that keeps an award from holding whole, and those that a review was asked for."""
    governs = about.decisions[0].event_id if about.decisions and card.award_state != "granted" else 0
    return tuple(_decision(one) for one in about.decisions if one.objection or one.event_id == governs)


def _decision(one: Decision) -> dict[str, Any]:
    """A decision against the holder, with the way to have it reviewed or how the request stands."""
    asked = [objection_state_word(one.objection)] if one.objection else []
    asked += [days_left(one.days)] if one.objection == "open" else []
    return {
        "what": act_word(one.act), "on": long_date(one.on), "reason": reason_in_words(one.reason_class),
        "until": last_day_of(one.until, one.zone) if one.until else "", "asked": ", ".join(asked),
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


def _held(card: CertificateCard, about: About | None, begun: bool, name: str) -> Held:
    tone, icon = LOOK[card.state]
    holds = card.state in _HOLDS
    lines = [_("Granted on %(date)s") % {"date": long_date(timezone.localdate(card.granted_at))}]
    if card.expires_at and card.state not in (PublicState.REVOKED, PublicState.SUPERSEDED):
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
        new_name=name if card.name and name and card.name != name and holds and not card.replaced else "",
        scope=in_language(card.scope) if card.state == PublicState.REDUCED else "",
        decisions=() if card.replaced or about is None else _decisions(card, about),
        renewal="" if card.replaced or begun else _renewal(about),
        renew_url=reverse("lms:certificates:renewal-open", args=[card.award_id])
        if about is not None and about.can_renew and not card.replaced and not begun
        else "",
        badge_urls=_badge_urls(card) if holds else (),
        share_url=reverse("lms:certificates:sharing", args=[card.award_id]) if card.ready and not card.replaced else "",
        shown=card.shown,
        profile_url=card.profile_url if holds else "",
        country_url=reverse("lms:certificates:endorsement-open", args=[card.award_id])
        if holds and card.can_extend and not card.replaced and about is not None
        else "",
    )


def conduct_banner(cards: Sequence[CertificateCard]) -> dict[str, Any] | None:
    """That a newer code of conduct waits for the holder's yes; None where none does."""
    dues = [card.conduct_due for card in cards if card.conduct_due and not card.replaced and card.state in _ASKED]
    if not dues:
        return None
    day, late = long_date(timezone.localdate(min(dues))), min(dues) <= timezone.now()
    said = (
        _(
            "The code of conduct has changed, and you had until %(date)s to accept it. "
            "Your certificate is suspended until you do."
        )
        if late
        else _("The code of conduct has changed. Please accept it by %(date)s.")
    )
    return {"said": said % {"date": day}, "late": late}


_ASKED: Final = _HOLDS | {PublicState.SUSPENDED, PublicState.LAPSED}


def _badge_urls(card: CertificateCard) -> tuple[tuple[str, str], ...]:
    if not card.has_badge or card.replaced:
        return ()
    forms = (("PNG", "badge-png"), ("SVG", "badge-svg"), ("JSON", "badge-json"))
    return tuple((form, reverse(f"lms:certificates:{name}", args=[card.serial])) for form, name in forms)


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
