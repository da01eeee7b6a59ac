"""What the pages of bulk issues are given."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.selectors.batches import BatchLine, Failure, ProofLine
from certificates.serial import in_groups
from certificates.wording.certificates import DRAWING, claim_title, long_date, long_moment, problem_sentence
from certificates.wording.papers import STOPPED
from lms.kernel.words import in_language


def line(one: BatchLine) -> dict[str, Any]:
    """A batch with its progress in words."""
    now = one.progress
    if now.pending:
        state, tone, icon = _("being issued"), "", "wait"
    elif now.stopped:
        state, tone, icon = _("stopped"), "warn", "lock"
    elif now.failed:
        state, tone, icon = _("issued but for some"), "warn", "late"
    else:
        state, tone, icon = _("issued"), "ok", "done"
    return {
        "id": one.id, "title": in_language(one.title), "paper": claim_title(one.paper), "state": state, "tone": tone,
        "icon": icon,
        "when": long_moment(timezone.localtime(one.at)), "by": one.by, "progress": now, "moving": now.moving,
        "stopped": now.stopped > 0, "count": _count(one), "zip": now.issued > 0,
    }  # fmt: skip


def _count(one: BatchLine) -> str:
    now = one.progress
    words = ngettext("{issued} of {n} paper issued", "{issued} of {n} papers issued", now.total)
    said = [words.format(issued=now.issued, n=now.total)]
    if now.stopped:
        said.append(ngettext("{n} laid aside", "{n} laid aside", now.stopped).format(n=now.stopped))
    if now.failed:
        said.append(ngettext("{n} needs something", "{n} need something", now.failed).format(n=now.failed))
    return ", ".join(said) + "."


def failures(found: Sequence[Failure]) -> list[dict[str, Any]]:
    """What was not issued, with the cure; `retry` for what a person starts again."""
    return [
        {
            "id": one.certificate_id, "name": one.name or "–", "serial": one.serial, "retry": one.problem.startswith(DRAWING),
            "why": _("The paper could not be drawn. Try once more; if it fails again, tell the programme's administrator.")
            if one.problem.startswith(DRAWING)
            else problem_sentence(one.problem),
        }
        for one in found
    ]  # fmt: skip


def proofs(found: Sequence[ProofLine]) -> list[dict[str, Any]]:
    """A holder's proofs, for their page."""
    return [
        {
            "title": f"{claim_title(one.paper)}: {in_language(one.titles)}",
            "serial": in_groups(one.serial),
            "when": long_date(timezone.localdate(one.issued_at)) if one.issued_at else "",
            "problem": problem_sentence(one.problem) if one.problem and one.problem != STOPPED else "",
            "file_url": reverse("lms:certificates:certificate-download", args=[one.id]) if one.ready else "",
            "verify_url": reverse("lms:certificates:verify-detail", args=[one.serial]) if one.issued_at else "",
        }
        for one in found
    ]
