"""Editions of a clinic and the businesses in them: made, changed, closed with a report, opened again. Each act is audited.

Who a business is stands nowhere: codes that look like a name or a number are refused, and so are texts that say it.
Locks: the clinic's row first, then the business's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from assessments.clinics import consent
from assessments.clinics.rules import (
    MOST_SESSIONS,
    clean_code,
    code_problem,
    strategy_gaps,
    strategy_texts,
    text_problems,
)
from assessments.clock import say_when
from assessments.errors.clinics import (
    BusinessCodeTaken,
    BusinessHasSessions,
    ClinicClosed,
    ClinicNotFound,
    ClinicOpen,
    ClinicTextRefused,
    ClinicUnready,
    ReasonMissing,
    SeventhSession,
    StrategyIncomplete,
)
from assessments.models import Clinic, ClinicBusiness, ClinicSession, ClinicState
from assessments.selectors.clinic_figures import closing_figures
from lms.audit.api import record_event
from lms.kernel.canonical import digest
from lms.kernel.errors import Stale
from lms.kernel.words import clean_text

COUNTED: Final = (ClinicState.DECLARED, ClinicState.CONFIRMED, ClinicState.NOT_SEEN, ClinicState.NOT_REACHED)


@dataclass(frozen=True, slots=True)
class ClinicTexts:
    """What an edition says of itself: names {es, en}, agreement {parties, signed_on, text}, call {text, opens_on, closes_on,
    seats}. Dates in both are YYYY-MM-DD or ''."""

    names: Mapping[str, str]
    starts_on: date
    ends_on: date
    agreement: Mapping[str, Any]
    call: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a business: closed lists, a region, the day it agreed, and its intake {need, diagnostics}."""

    code: str
    stage: str
    sector: str
    size: str
    region: str = ""
    consent_on: date | None = None
    need: str = ""
    diagnostics: str = ""  # '', asked, done: whether it filled in WIPO IP Diagnostics


@transaction.atomic
def make_clinic(*, institution_id: int, texts: ClinicTexts, by: int) -> int:
    """A new edition; returns its id. Its key comes from its name and, within the institution, is its own."""
    stem = slugify(texts.names["es"])[:50] or "clinica"
    taken = set(Clinic.objects.filter(institution=institution_id).values_list("key", flat=True))
    key = next(one for n in range(1, len(taken) + 3) if (one := stem if n == 1 else f"{stem}-{n}") not in taken)
    clinic = Clinic.objects.create(institution_id=institution_id, key=key, **_columns(texts))
    _note(clinic, "clinic.made", by, after={"key": key, **_days(clinic)})
    return int(clinic.pk)


@transaction.atomic
def change_clinic(*, clinic_id: int, texts: ClinicTexts, by: int, was: str = "") -> None:
    """Write an edition's names, days, agreement and call again. Safe to repeat. `was`: the mark of what the writer saw.

    Raises ClinicNotFound, ClinicClosed, Stale.
    """
    clinic = hold_clinic(clinic_id)
    _refuse_stale(was, clinic_mark(clinic))
    before, wanted = _days(clinic), _columns(texts)
    changed = [name for name, value in wanted.items() if getattr(clinic, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(clinic, name, wanted[name])
    clinic.save(update_fields=changed)
    _note(clinic, "clinic.changed", by, before=before, after={**_days(clinic), "changed": changed})


@transaction.atomic
def close_clinic(*, clinic_id: int, learned: str, change: str, text: str = "", by: int) -> None:
    """Close an edition with its report: what was learned, what to change, its figures of today (kept with it).

    Raises ClinicNotFound, ClinicClosed, ClinicUnready (no session yet, or nothing learned), ClinicTextRefused.
    """
    clinic = hold_clinic(clinic_id)
    if not (learned.strip() and change.strip()):
        raise ClinicUnready(what=_("write what was learned and what to change"))
    refuse_texts({"learned": learned, "change": change, "text": text})
    figures = closing_figures(clinic_id)
    if not figures["sessions"]:
        raise ClinicUnready(what=_("no session has been held in it"))
    clinic.closing = {"learned": learned.strip(), "change": change.strip(), "text": text.strip(), "figures": figures}
    clinic.closed_at, clinic.closed_by_id = timezone.now(), by
    clinic.save(update_fields=["closing", "closed_at", "closed_by"])
    _note(clinic, "clinic.closed", by, after={"figures": figures})


@transaction.atomic
def reopen_clinic(*, clinic_id: int, reason: str, by: int) -> None:
    """Open a closed edition again; its report stays as a draft.

    Raises ClinicNotFound, ClinicOpen, ReasonMissing, ClinicTextRefused.
    """
    clinic = hold_clinic(clinic_id, closed=True)
    if clinic.closed_at is None:
        raise ClinicOpen
    reason = clean_text(reason)
    if not reason.strip():
        raise ReasonMissing
    refuse_texts({"reason": reason})
    before = {"closed_at": clinic.closed_at.isoformat(), "closed_by": clinic.closed_by_id}
    clinic.closed_at = clinic.closed_by = None
    clinic.save(update_fields=["closed_at", "closed_by"])
    _note(clinic, "clinic.reopened", by, before=before, reason=" ".join(reason.split())[:300])


@transaction.atomic
def add_business(*, clinic_id: int, profile: Profile, by: int) -> int:
    """Take a business into an edition by the institution's own code; returns its id.

    Raises ClinicNotFound, ClinicClosed, ClinicTextRefused (a code or text that says who it is), BusinessCodeTaken.
    """
    clinic = hold_clinic(clinic_id)
    columns = _profile(profile)
    if ClinicBusiness.objects.filter(clinic=clinic, code=columns["code"]).exists():
        raise BusinessCodeTaken(code=columns["code"])
    business = ClinicBusiness.objects.create(clinic=clinic, **columns)
    _note(clinic, "clinic_business.added", by, business=business, after=_said(business))
    return int(business.pk)


@transaction.atomic
def change_business(*, business_id: int, profile: Profile, by: int, was: str = "") -> None:
    """Write a business's code, classes, consent and intake again. Sessions keep the classes of their day.

    Raises ClinicNotFound, ClinicClosed, ClinicTextRefused, BusinessCodeTaken, Stale.
    """
    business = hold_business(business_id)
    _refuse_stale(was, business_mark(business))
    columns, before = _profile(profile), _said(business)
    if ClinicBusiness.objects.filter(clinic=business.clinic_id, code=columns["code"]).exclude(pk=business_id).exists():
        raise BusinessCodeTaken(code=columns["code"])
    if business.consent_on and columns["consent_on"]:
        columns["consent_wording"] = business.consent_wording  # the wording that it agreed to then
    for name, value in columns.items():
        setattr(business, name, value)
    business.save(update_fields=list(columns))
    _note(business.clinic, "clinic_business.changed", by, business=business, before=before, after=_said(business))


@transaction.atomic
def drop_business(*, business_id: int, by: int) -> None:
    """Take a business without sessions out of its edition. Safe to repeat. Raises ClinicClosed, BusinessHasSessions."""
    business = hold_business(business_id)
    if business.archived_at:
        return
    if ClinicSession.objects.filter(business=business).exclude(state=ClinicState.WITHDRAWN).exists():
        raise BusinessHasSessions(code=business.code)
    business.archived_at = timezone.now()
    business.save(update_fields=["archived_at"])
    _note(business.clinic, "clinic_business.dropped", by, business=business, before=_said(business))


@transaction.atomic
def restore_business(*, business_id: int, by: int) -> None:
    """Take a business back that was taken out. Safe to repeat. Raises ClinicClosed."""
    business = hold_business(business_id)
    if business.archived_at is None:
        return
    business.archived_at = None
    business.save(update_fields=["archived_at"])
    _note(business.clinic, "clinic_business.restored", by, business=business, after=_said(business))


@transaction.atomic
def write_strategy(*, business_id: int, strategy: Mapping[str, Any], by: int, was: str = "") -> None:
    """The one-page strategy {goal, assets, risks, steps [{what, who, when}], help [{key, names, by, url}], help_text}.

    Raises ClinicClosed, StrategyIncomplete, ClinicTextRefused, Stale. Safe to repeat: the same words again change nothing.
    """
    business = hold_business(business_id)
    _refuse_stale(was, strategy_mark(business))
    if gaps := strategy_gaps(strategy):
        raise StrategyIncomplete(what="; ".join(gaps) + ".")
    refuse_texts(strategy_texts(strategy))
    if business.strategy == dict(strategy):
        return
    first = business.strategy_at is None
    business.strategy, business.strategy_at = dict(strategy), timezone.now()
    business.save(update_fields=["strategy", "strategy_at"])
    act = "clinic_strategy.written" if first else "clinic_strategy.changed"
    _note(business.clinic, act, by, business=business, after={"steps": len(strategy["steps"])})


def refuse_seventh(*, business_id: int, besides: int | None = None) -> None:
    """Call it before a session of a business is declared, holding the business; `besides` is that session, when it has a row.

    Raises SeventhSession, and ClinicClosed for one that a closed edition did not count before.
    """
    counted = set(ClinicSession.objects.filter(business=business_id, state__in=COUNTED).values_list("pk", flat=True))
    if besides in counted:
        return
    business = ClinicBusiness.objects.select_related("clinic").get(pk=business_id)
    if business.clinic.closed_at:
        raise ClinicClosed(when=say_when(business.clinic.closed_at))
    if len(counted) >= MOST_SESSIONS:
        raise SeventhSession(code=business.code)


def counts_of(clinic_id: int) -> dict[int, int]:
    """{business: sessions that count} of an edition. One query."""
    rows = ClinicBusiness.objects.filter(clinic=clinic_id)
    return dict(
        rows.values_list("pk").annotate(n=Count("lms_clinic_sessions", filter=Q(lms_clinic_sessions__state__in=COUNTED)))
    )


def refuse_texts(fields: Mapping[str, str]) -> None:
    """Raises ClinicTextRefused with everything that says who a business is."""
    if found := text_problems(fields):
        raise ClinicTextRefused(what=" ".join(dict.fromkeys(said for each in found.values() for said in each)))


def clinic_mark(clinic: Clinic) -> str:
    """What an edition's form shows, as a mark that moves with it."""
    return digest([clinic.names, _days(clinic), clinic.agreement, clinic.call])


def business_mark(business: ClinicBusiness) -> str:
    """The same of a business's form."""
    return digest([_said(business), business.region, business.intake])


def strategy_mark(business: ClinicBusiness) -> str:
    """The same of a strategy."""
    return digest(business.strategy)


def _refuse_stale(was: str, now: str) -> None:
    if was and was != now:
        raise Stale


def hold_clinic(clinic_id: int, *, closed: bool = False) -> Clinic:
    """The edition, locked. Raises ClinicNotFound, and ClinicClosed unless `closed` is fine."""
    clinic = Clinic.objects.select_for_update().filter(pk=clinic_id, archived_at=None).first()
    if clinic is None:
        raise ClinicNotFound
    if clinic.closed_at and not closed:
        raise ClinicClosed(when=say_when(clinic.closed_at))
    return clinic


def hold_business(business_id: int) -> ClinicBusiness:
    """The business, locked after its edition. Raises ClinicNotFound, ClinicClosed."""
    clinic_id = ClinicBusiness.objects.filter(pk=business_id).values_list("clinic_id", flat=True).first()
    if clinic_id is None:
        raise ClinicNotFound
    clinic = hold_clinic(clinic_id)
    business = ClinicBusiness.objects.select_for_update().get(pk=business_id)
    business.clinic = clinic
    return business


def _columns(texts: ClinicTexts) -> dict[str, Any]:
    return {
        "names": dict(texts.names), "starts_on": texts.starts_on, "ends_on": texts.ends_on, "agreement": dict(texts.agreement),
        "call": dict(texts.call),
    }  # fmt: skip


def _profile(profile: Profile) -> dict[str, Any]:
    code = clean_code(profile.code)
    if problem := code_problem(code):
        raise ClinicTextRefused(what=problem)
    refuse_texts({"region": profile.region, "need": profile.need})
    return {
        "code": code, "stage": profile.stage, "sector": profile.sector, "size": profile.size, "region": profile.region.strip(),
        "consent_on": profile.consent_on, "consent_wording": consent.NOW if profile.consent_on else "",
        "intake": {"need": profile.need.strip(), "diagnostics": profile.diagnostics},
    }  # fmt: skip


def _days(clinic: Clinic) -> dict[str, str]:
    return {"starts_on": clinic.starts_on.isoformat(), "ends_on": clinic.ends_on.isoformat()}


def _said(business: ClinicBusiness) -> dict[str, Any]:
    consent = business.consent_on.isoformat() if business.consent_on else ""
    return {
        "code": business.code,
        "stage": business.stage,
        "sector": business.sector,
        "size": business.size,
        "consent": consent,
    }


def _note(
    clinic: Clinic, act: str, by: int, *, business: ClinicBusiness | None = None, before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None, reason: str = "",
) -> None:  # fmt: skip
    subject, subject_id = ("clinic_business", business.pk) if business else ("clinic", clinic.pk)
    record_event(
        act=act, subject=subject, subject_id=subject_id, actor=by, institution=clinic.institution_id, before=before,
        after={**(after or {}), "clinic": clinic.pk}, reason=reason,
    )  # fmt: skip
