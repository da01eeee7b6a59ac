"""What can be awarded: defined by a call, or by the toolkit's credentials.yaml, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from certificates.errors import CredentialsRefused, UnknownClaim, UnknownCourse
from certificates.models import Claim, Credential, CredentialCourse
from courses import api as courses
from courses.kinds import FileProblem
from lms.audit.api import record_event

FILE: Final = "credentials.yaml"
LONGEST_VALIDITY: Final = 240  # months
_KNOWN: Final = frozenset({"key", "titles", "claim", "validity_months", "courses", "design"})


@dataclass(frozen=True, slots=True)
class Imported:
    """What the file did to one credential: made, changed or same."""

    key: str
    what: str


@dataclass(frozen=True, slots=True)
class _Spec:
    key: str
    titles: Mapping[str, str]
    claim: str
    validity_months: int
    courses: Sequence[str]
    design: Mapping[str, Any]
    line: int


@transaction.atomic
def define_credential(
    *,
    key: str,
    titles: Mapping[str, str],
    claim: str,
    validity_months: int,
    course_ids: Sequence[int],
    design: Mapping[str, Any] | None = None,
    by: int | None = None,
) -> int:
    """Make or change a credential; returns its id. Safe to repeat. Awards already granted are not touched.

    `validity_months` 0 = for ever. Raises UnknownClaim, UnknownCourse.
    """
    if claim not in Claim.values:
        raise UnknownClaim(claim=claim)
    wanted = list(dict.fromkeys(course_ids))
    known = courses.course_cards(wanted)
    if missing := next((one for one in wanted if one not in known), None):
        raise UnknownCourse(course_id=missing)
    values = {"titles": dict(titles), "claim": claim, "validity_months": validity_months, "design": dict(design or {})}
    credential = Credential.objects.select_for_update().filter(key=key).first()
    before = _state(credential) if credential else {}
    if credential is None:
        credential = Credential.objects.create(key=key, **values)
    else:
        for name, value in values.items():
            setattr(credential, name, value)
        credential.save(update_fields=list(values))
    CredentialCourse.objects.filter(credential=credential).exclude(course_id__in=wanted).delete()
    held = set(CredentialCourse.objects.filter(credential=credential).values_list("course_id", flat=True))
    CredentialCourse.objects.bulk_create(CredentialCourse(credential=credential, course_id=c) for c in wanted if c not in held)
    after = _state(credential)
    if before != after:
        act = "credential.changed" if before else "credential.defined"
        record_event(act=act, subject="credential", subject_id=credential.pk, actor=by, before=before, after=after)
    return credential.pk


def _state(credential: Credential) -> dict[str, Any]:
    rows = CredentialCourse.objects.filter(credential=credential).order_by("course_id")
    return {
        "key": credential.key,
        "titles": credential.titles,
        "claim": credential.claim,
        "validity_months": credential.validity_months,
        "courses": list(rows.values_list("course_id", flat=True)),
        "design": credential.design,
    }


def import_credentials(path: str | Path, *, by: int | None = None, dry_run: bool = False) -> list[Imported]:
    """Read credentials.yaml (the file, or the folder it is in) and define what it says: all or nothing, safe to repeat.

    A folder without the file has no credentials. The courses must exist. Raises CredentialsRefused with every mistake as
    file:line.
    """
    file = Path(path)
    file = file / FILE if file.is_dir() else file
    if not file.exists():
        return []
    problems: list[FileProblem] = []
    specs = _read(file, problems)
    by_key = {card.key: card.id for card in courses.course_cards().values()}
    for spec in specs:
        problems += [
            FileProblem(str(file), spec.line, _("There is no course “%(key)s”. Import the courses first.") % {"key": key})
            for key in spec.courses
            if key not in by_key
        ]
    if problems:
        raise CredentialsRefused(problems)
    done = []
    with transaction.atomic():
        for spec in specs:
            known = Credential.objects.filter(key=spec.key).first()
            before = _state(known) if known else None
            made = define_credential(
                key=spec.key,
                titles=spec.titles,
                claim=spec.claim,
                validity_months=spec.validity_months,
                course_ids=[by_key[key] for key in spec.courses],
                design=spec.design,
                by=by,
            )
            same = before is not None and before == _state(Credential.objects.get(pk=made))
            done.append(Imported(spec.key, "same" if same else "changed" if before else "made"))
        if dry_run:
            transaction.set_rollback(True)
    return done


# Reading --------------------------------------------------------------------------------------------------------------
def _read(file: Path, problems: list[FileProblem]) -> list[_Spec]:
    """The credentials of a file; mistakes go into `problems`."""
    try:
        text = file.read_text("utf-8")
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except UnicodeDecodeError:
        problems.append(FileProblem(str(file), 1, _("The file is not UTF-8 text. Save it as UTF-8.")))
        return []
    except yaml.YAMLError as broken:
        mark = getattr(broken, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        said = getattr(broken, "problem", "") or ""
        problems.append(FileProblem(str(file), line, _("This is not YAML: %(why)s.") % {"why": said}))
        return []
    entries = _entries(tree)
    if entries is None:
        problems.append(FileProblem(str(file), 1, _("The file needs a list named “credentials”.")))
        return []
    specs: list[_Spec] = []
    for node in entries:
        line = node.start_mark.line + 1
        value = yaml.SafeLoader("").construct_document(node)
        found = list(_mistakes(value))
        if not found and value["key"] in {spec.key for spec in specs}:
            found = [_("The key “%(key)s” stands twice.") % {"key": value["key"]}]
        problems += [FileProblem(str(file), line, sentence) for sentence in found]
        if not found:
            claim, months = value.get("claim", Claim.ASSESSED.value), value.get("validity_months", 36)
            specs.append(_Spec(value["key"], value["titles"], claim, months, value["courses"], value.get("design") or {}, line))
    return specs


def _entries(tree: Any) -> list[Any] | None:
    if not isinstance(tree, yaml.MappingNode):
        return None
    for name, value in tree.value:
        if name.value == "credentials" and isinstance(value, yaml.SequenceNode):
            return list(value.value)
    return None


def _mistakes(value: Any) -> list[str]:
    """What is wrong with one entry, in the active language."""
    if not isinstance(value, dict):
        return [_("A credential is a list of names and values.")]
    found = [_("Unknown name “%(name)s”.") % {"name": name} for name in value if name not in _KNOWN]
    if not isinstance(value.get("key"), str) or not value["key"]:
        found.append(_("A credential needs a “key”."))
    titles = value.get("titles")
    if not isinstance(titles, dict) or not all(isinstance(titles.get(code), str) and titles[code] for code in ("es", "en")):
        found.append(_("“titles” needs words in es and en."))
    if value.get("claim", Claim.ASSESSED.value) not in Claim.values:
        found.append(_("“claim” is one of %(claims)s.") % {"claims": ", ".join(Claim.values)})
    months = value.get("validity_months", 36)
    if not isinstance(months, int) or isinstance(months, bool) or not 0 <= months <= LONGEST_VALIDITY:
        found.append(
            _("“validity_months” is a whole number from 0 to %(most)s; 0 means for ever.") % {"most": LONGEST_VALIDITY}
        )
    asked = value.get("courses")
    if not isinstance(asked, list) or not asked or not all(isinstance(key, str) for key in asked):
        found.append(_("“courses” is a list with at least one course key."))
    if not isinstance(value.get("design") or {}, dict):
        found.append(_("“design” is a list of names and values."))
    return found
