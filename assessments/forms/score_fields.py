"""The score form as a template shows it: flags, criteria, remarks, what is still missing."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import letters
from assessments.forms.scores import WHOLE, ScoreForm, missing_of, percent_of
from assessments.selectors.saved_comments import LONGEST_PHRASE, Phrase, for_criterion
from lms.kernel.words import in_language


def rubric_fields(rubric: Mapping[str, Any], form: ScoreForm, phrases: Sequence[Phrase] = ()) -> dict[str, Any]:
    """Everything of the rubric's form."""
    return {
        "flags": [_flag(flag, form) for flag in rubric["flags"]],
        "criteria": [_criterion(criterion, form, phrases) for criterion in rubric["criteria"]],
        "comment": form.comments.get(WHOLE, ""),
        "phrases": for_criterion(phrases, WHOLE),
        "errors": form.errors,
        "progress": progress_words(form, rubric),
        "rule": rule_words(rubric),
        "longest_phrase": LONGEST_PHRASE,
    }


def _flag(flag: Mapping[str, Any], form: ScoreForm) -> dict[str, Any]:
    name = f"flag-{flag['id']}"
    return {
        "name": name, "titles": flag["titles"], "sent": form.answered.get(flag["id"], ""), "error": form.errors.get(name, "")
    }  # fmt: skip


def _criterion(criterion: Mapping[str, Any], form: ScoreForm, phrases: Sequence[Phrase]) -> dict[str, Any]:
    key = criterion["id"]
    return {
        "key": key,
        "titles": criterion["titles"],
        "weight": criterion["weight"],
        "levels": [{**level, "chosen": form.picks.get(key) == level["n"]} for level in criterion["levels"]],
        "chosen": next((level for level in criterion["levels"] if form.picks.get(key) == level["n"]), None),
        "comment": form.comments.get(key, ""),
        "error": form.errors.get(f"level-{key}", "") or form.errors.get(f"comment-{key}", ""),
        "phrases": for_criterion(phrases, key),
    }


def remark_fields(rubric: Mapping[str, Any], form: ScoreForm) -> dict[str, Any]:
    """The remarks on passages, numbered as in the letter, and the one that is being written."""
    titles = {criterion["id"]: in_language(criterion["titles"]) for criterion in rubric["criteria"]}
    parts = letters.block_titles()
    rows = [
        {
            **one, "n": number, "shown": one["quote"].replace("*", ""), "json": json.dumps(one),
            "criterion_title": titles.get(one["criterion"], ""),
            "part_title": parts.get(one["block"].partition(".")[0], ""),
        }
        for number, one in enumerate(form.anchors, start=1)
    ]  # fmt: skip
    return {
        "remarks": rows,
        "new": form.new,
        "new_error": form.errors.get("new-quote", ""),
        "parts": [(key, title) for key, title in parts.items() if key != "places"],
        "criterion_titles": list(titles.items()),
    }


def rule_words(rubric: Mapping[str, Any]) -> str:
    """How levels become a percentage, in the reader's language."""
    if rubric.get("rule") == "lowest-is-zero":
        return _("Percentage: what lies above the lowest level, out of the most that can, each criterion by its weight.")
    return _("Percentage: the points of each level out of the most possible, each criterion by its weight.")


def progress_words(form: ScoreForm, rubric: Mapping[str, Any]) -> str:
    """How far the form is: «Faltan 2 criterios y 1 señal de alerta», or the percentage when no level is missing."""
    criteria, flags = missing_of(form, rubric)
    said = []
    if criteria:
        said.append(ngettext("{n} criterion", "{n} criteria", criteria).format(n=criteria))
    if flags:
        said.append(ngettext("{n} red flag to answer", "{n} red flags to answer", flags).format(n=flags))
    missing = _("Missing: {what}.").format(what=", ".join(said)) if said else ""
    percent = percent_of(form, rubric)
    if percent is None:
        return missing
    total = _("Provisional: {n} %.").format(n=floatformat(percent, "-2"))
    return f"{total} {missing}".strip()
