"""What can be awarded: defined by a call, or by the toolkit's credentials.yaml, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from certificates.errors import CredentialsRefused, UnknownClaim, UnknownCourse
from certificates.models import Claim, Credential, CredentialCourse
from certificates.recertification import rule_wrong
from certificates.scheme_errors import RuleRefused
from certificates.services.credential_files import (
    DEFAULTS,
    FILE,
    RENEWAL,
    check_credential,
    read_credentials,
    stored_credentials,
    tidy,
    write_credentials,
)
from certificates.services.schemes import require_certifiable
from certificates.services.shipped_designs import import_shipped_designs
from certificates.wording.schemes import rule_sentence
from courses import api as courses
from courses.kinds import Drafted, FileProblem, Known
from lms.audit.api import record_event


@dataclass(frozen=True, slots=True)
class Imported:
    """What the file did to one credential: made, changed or same."""

    key: str
    what: str


@transaction.atomic
def define_credential(
    *,
    key: str,
    titles: Mapping[str, str],
    claim: str,
    validity_months: int,
    course_ids: Sequence[int],
    design: Mapping[str, Any] | None = None,
    countries: Sequence[str] = (),
    languages: Sequence[str] = (),
    papers: Mapping[str, str] | None = None,
    follows_law: bool = True,
    renewal_opens_months: int = RENEWAL,
    asks_conduct: bool = False,
    renewal: Mapping[str, Any] | None = None,
    by: int | None = None,
) -> int:
    """Make or change a credential; returns its id. Safe to repeat. Awards already granted are not touched.

    `validity_months` 0 = for ever. `countries`, `languages` (es, en, es+en): where it is awarded and in what its papers may
    be written, none = all. `papers`: {paper: key of its design}, the general one for those left out; what ships is brought
    in. `follows_law` False: a change of the law never asks its holders for anything. `renewal_opens_months` before the end,
    0 = not renewed. `asks_conduct`: the code of conduct before the award (a certification asks for it whatever this says).
    `renewal`: the rule of a renewal and of a second country (`certificates.recertification`), {} = all courses again.
    Raises UnknownClaim, UnknownCourse, RuleRefused, and CertificationRefused with the whole list of what is lacking where the
    claim, the courses or the countries of a certification are new.
    """
    if claim not in Claim.values:
        raise UnknownClaim(claim=claim)
    import_shipped_designs()
    wanted = list(dict.fromkeys(course_ids))
    known = courses.course_cards(wanted)
    if missing := next((one for one in wanted if one not in known), None):
        raise UnknownCourse(course_id=missing)
    extras = {
        "countries": countries, "languages": languages, "papers": dict(papers or {}), "follows_law": follows_law,
        "renewal_opens_months": renewal_opens_months, "asks_conduct": asks_conduct, "renewal": dict(renewal or {}),
    }  # fmt: skip
    if wrong := rule_wrong(extras["renewal"], [known[one].key for one in wanted]):
        raise RuleRefused(why=" ".join(rule_sentence(*one) for one in wrong))
    values: dict[str, Any] = {
        "titles": dict(titles), "claim": claim, "validity_months": validity_months, "design": dict(design or {}),
        **tidy(extras),
    }  # fmt: skip
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
    if claim == Claim.CERTIFICATION and any(before.get(part) != after[part] for part in ("claim", "courses", "countries")):
        require_certifiable(credential.pk)
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
        **tidy({name: getattr(credential, name) for name in DEFAULTS}),
    }


def import_credentials(path: str | Path, *, by: int | None = None, dry_run: bool = False) -> list[Imported]:
    """Read credentials.yaml (the file, or the folder it is in) and define what it says: all or nothing, safe to repeat.

    `import_toolkit` does the same with the rest of a toolkit. A folder without the file has no credentials. The courses must
    exist. Raises CredentialsRefused with every mistake as file:line.
    """
    file = Path(path)
    file = file / FILE if file.is_dir() else file
    problems: list[FileProblem] = []
    found = read_credentials(file, str(file), problems)
    courses_known = frozenset(card.key for card in courses.course_cards().values())
    for one in found:
        problems += check_credential(one, courses_known)
    if problems:
        raise CredentialsRefused(problems)
    with transaction.atomic():
        done = [Imported(one.key, apply_credential(one, by=by)) for one in found]
        if dry_run:
            transaction.set_rollback(True)
    return done


def apply_credential(one: Drafted, *, by: int | None = None) -> str:
    """Define what a file's entry says: "made", "changed" or "same"."""
    known = Credential.objects.filter(key=one.key).first()
    before = _state(known) if known else None
    by_key = {card.key: card.id for card in courses.course_cards().values()}
    body = one.body
    made = define_credential(
        key=one.key,
        titles=body["titles"],
        claim=body["claim"],
        validity_months=body["validity_months"],
        course_ids=[by_key[key] for key in body["courses"]],
        design=body["design"],
        by=by,
        **{name: body[name] for name in DEFAULTS},
    )
    same = before is not None and before == _state(Credential.objects.get(pk=made))
    return "same" if same else "changed" if before else "made"


class CredentialsKind:
    """credentials.yaml as a part of a toolkit: read, checked, written and taken back with all the rest of it."""

    name = "credentials"
    order = 20

    def read(self, root: Path, problems: list[FileProblem]) -> list[Drafted]:
        """The entries of the file; none when there is no file."""
        return read_credentials(root / FILE, FILE, problems)

    def check(self, drafted: Drafted, known: Known) -> Sequence[FileProblem]:
        """Courses that exist neither in the files nor in the database."""
        return check_credential(drafted, known.courses)

    def apply(self, drafted: Drafted) -> str:
        """Define the credential."""
        return {"made": "new", "changed": "changed", "same": "unchanged"}[apply_credential(drafted)]

    def stored(self, *, published: bool) -> list[Drafted]:
        """All credentials: what is defined is in effect."""
        return stored_credentials()

    def path_of(self, drafted: Drafted) -> str:
        """The one file."""
        return FILE

    def write(self, drafted: Sequence[Drafted]) -> dict[str, str]:
        """{path: text}"""
        return write_credentials(drafted)
