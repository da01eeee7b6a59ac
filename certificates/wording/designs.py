"""Designs, pictures and permissions in words, in the active language. Pure but for gettext."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.papers import Problem
from certificates.permitting import Lack
from certificates.selectors.pictures import Gap, PictureStanding
from certificates.wording.certificates import long_date

PAPER_NAMES: Final = {
    "certificate": gettext_lazy("Certificate"),
    "transcript": gettext_lazy("Transcript"),
    "enrolment": gettext_lazy("Proof of enrolment"),
    "attendance": gettext_lazy("Record of participation"),
    "hours": gettext_lazy("Proof of hours"),
    "card": gettext_lazy("Wallet card"),
}
PICTURE_KINDS: Final = {
    "logo": gettext_lazy("Logo or emblem"),
    "signature": gettext_lazy("Signature"),
    "ornament": gettext_lazy("Ornament"),
}
LANGUAGE_NAMES: Final = {"es": gettext_lazy("Spanish"), "en": gettext_lazy("English"), "es+en": gettext_lazy("Both languages")}


def paper_name(paper: str) -> str:
    """What a kind of paper is called."""
    return str(PAPER_NAMES.get(paper, paper))


def problem_line(one: Problem) -> str:
    """A problem with its place: “HTML, line 3: …”."""
    part = {"css": "CSS", "html": "HTML"}.get(one.part, _("Pictures"))
    if not one.line:
        return f"{part}: {one.sentence}"
    return _("%(part)s, line %(line)s: %(sentence)s") % {"part": part, "line": one.line, "sentence": one.sentence}


def gap_sentence(gap: Gap) -> str:
    """Why a protected picture may not be shown."""
    facts = {"picture": gap.picture, "day": long_date(gap.until) if gap.until else ""}
    return {
        Lack.NONE: _("There is no permission for the picture “%(picture)s”, and it is protected."),
        Lack.NOT_YET: _("The permission for the picture “%(picture)s” has not begun yet."),
        Lack.ENDED: _("The permission for the picture “%(picture)s” ended on %(day)s."),
        Lack.WITHDRAWN: _("The permission for the picture “%(picture)s” was withdrawn."),
        Lack.COUNTRY: _("The permission for the picture “%(picture)s” does not cover every country of the design."),
        Lack.PAPER: _("The permission for the picture “%(picture)s” does not cover this kind of paper."),
    }[gap.lack] % facts


def standing_of(one: PictureStanding) -> tuple[str, str, str]:
    """(words, tone, icon) of a picture's permission."""
    if one.picture.archived_at:
        return _("archived"), "", "na"
    if not one.picture.protected:
        return _("not protected"), "", "done"
    if one.lack is not None:
        return _("no permission in force"), "bad", "lock"
    day = long_date(one.until) if one.until else ""
    return _("permission until %(day)s") % {"day": day}, "warn" if one.soon else "ok", "wait" if one.soon else "done"
