"""What a case study says beside its case when it is certifying: its family, when a case rests, what help is allowed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments import families, stages
from assessments.authorship import RULES
from assessments.errors import CaseMissing
from assessments.families import REST_AFTER
from assessments.kinds.specs import is_number
from assessments.models import CaseAlternate, CaseStudy
from assessments.models.family_rows import (
    family_digest,
    family_said,
    other_of_family,
    pairs_of,
    practised,
    twins_judged,
)
from assessments.models.versions import item_by_key
from assessments.twins import ALIKE
from courses.kinds import Problem, SpecField

__all__ = [
    "FIELDS",
    "check",
    "columns",
    "frozen",
    "pairs_of",
    "problems",
    "spec_of_draft",
    "spec_of_frozen",
    "write_alternates",
]

USUAL: Final[Mapping[str, Any]] = {
    "ai_help": "", "certifying": False, "family": "", "alternates": [], "rests_after": REST_AFTER,
}  # fmt: skip
FIELDS: Final = {name: SpecField(usual) for name, usual in USUAL.items()}
_ONLY: Final = ("family", "alternates", "rests_after")


def check(spec: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with these names in a course file. Pure."""
    if spec.get("ai_help", "") not in ("", *RULES):
        yield _("'{name}' must be one of: {values}.").format(name="ai_help", values=", ".join(RULES))
    certifying = spec.get("certifying", False)
    if not isinstance(certifying, bool):
        yield _("'certifying' must be true or false.")
        return
    if not certifying:
        named = [name for name in _ONLY if spec.get(name, USUAL[name]) != USUAL[name]]
        for name in named:
            yield _("'{key}' is for certifying cases only: 'certifying: true'.").format(key=name)
        return
    more = spec.get("alternates", [])
    if not isinstance(more, list) or not all(isinstance(one, str) for one in more):
        yield _("'alternates' must be a list of keys of files in cases/.")
    elif len({*more, spec.get("case")}) < len(more) + 1:
        yield _("A family names each of its cases once.")
    if not isinstance(spec.get("family"), str) or not spec["family"]:
        yield _("A certifying case belongs to a family: 'family: a-key'.")
    if not is_number(spec.get("rests_after", REST_AFTER), 1, 1000, whole=True):
        yield _("'{name}' must be a whole number from {low} to {high}.").format(name="rests_after", low=1, high=1000)


def columns(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a checked entry."""
    return {name: spec.get(name, usual) for name, usual in USUAL.items() if name != "alternates"}


def write_alternates(study: CaseStudy, spec: Mapping[str, Any]) -> None:
    """The further cases of the family, as the entry names them. Raises CaseMissing."""
    CaseAlternate.objects.filter(study=study).delete()
    for position, key in enumerate(spec.get("alternates") or (), start=1):
        case, rubric = item_by_key("case", key), item_by_key("rubric", key)
        if case is None or rubric is None:
            raise CaseMissing(unit=study.key, case=key)
        CaseAlternate.objects.create(study=study, position=position, case=case, rubric=rubric)


def spec_of_draft(study: CaseStudy) -> dict[str, Any]:
    """What a course file says of a draft; what is as usual is left out."""
    more = CaseAlternate.objects.filter(study=study) if study.certifying else CaseAlternate.objects.none()
    said = {name: getattr(study, name) for name in USUAL if name != "alternates"}
    said["alternates"] = list(more.order_by("position").values_list("case__key", flat=True))
    return said


def spec_of_frozen(config: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a frozen unit."""
    said = {name: config.get(name, usual) for name, usual in USUAL.items() if name != "alternates"}
    return {**said, "alternates": list(config.get("cases") or ())[1:]}


def frozen(study: CaseStudy, cases: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What a unit's configuration says of its cases: the one case itself, or a certifying unit's family.

    What is not said stays out, so that a unit of before keeps its digest. The first of `cases` is the unit's own case.
    """
    said = {"ai_help": study.ai_help} if study.ai_help else {}
    if not study.certifying:
        (only,) = cases.values()
        return {**said, **only}
    return {
        **said, "certifying": True, "family": study.family, "rests_after": study.rests_after,
        "cases": list(cases), "alternates": {key: dict(parts) for key, parts in cases.items()},
    }  # fmt: skip


def problems(study: CaseStudy, keys: Sequence[str], countries: Sequence[str], here: str) -> Iterator[Problem]:
    """Why a certifying unit can't be published beside what its cases lack. Six queries."""

    def stop(sentence: str) -> Problem:
        return Problem(study.key, "", sentence, here)

    for sentence in [*_rules(study, keys), *_judged(study, keys, countries)]:
        yield stop(sentence)
    for key in sorted(practised(keys)):
        sentence = _("The case '{key}' is given for practice elsewhere: nobody meets in an exam what they met in practice.")
        yield stop(sentence.format(key=key))
    if other_of_family(study):
        yield stop(_("The course has two certifying units of the family '{family}'.").format(family=study.family))


def _rules(study: CaseStudy, keys: Sequence[str]) -> Iterator[str]:
    if not study.ai_help:
        yield _("A certifying task says what help of artificial intelligence it allows: 'ai_help'.")
    yield from stages.too_weak(replace(stages.CERTIFYING, **study.scoring))
    if not study.submissions_allowed:
        yield _("A certifying case says how often somebody may sit: 'submissions_allowed', one letter a case.")
    elif study.submissions_allowed > len(keys):
        yield _("{n} sittings are allowed, each on another case, but the family has {m}.").format(
            n=study.submissions_allowed, m=len(keys)
        )


def _judged(study: CaseStudy, keys: Sequence[str], countries: Sequence[str]) -> Iterator[str]:
    if len(countries) > 1:
        said = twins_judged(keys)
        for key in keys:
            if key in said and said[key].state != ALIKE:
                sentence = _("Two judges have not yet said that the case '{key}' is comparable in its countries.")
                yield sentence.format(key=key)
    if len(keys) > 1 and families.standing(family_said(family_digest(study.family, keys))).state != ALIKE:
        yield _("Two judges have not yet said that the cases of the family '{family}' are comparable.").format(
            family=study.family
        )
