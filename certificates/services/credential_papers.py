"""The papers of a credential: in which languages, with which designs, issued together with whom."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from certificates.errors import CredentialNotFound, DesignNotForCredential, TooManyCoissuers
from certificates.models import Credential, Design
from certificates.services.credential_files import tidy
from certificates.services.printing import COISSUERS
from lms.audit.api import record_event
from lms.institutions import api as institutions

PAPERS: Final = ("certificate", "transcript", "card")  # papers of awards; proofs belong to a course, not to a credential


@transaction.atomic
def set_credential_papers(
    *, credential_id: int, languages: Sequence[str], papers: Mapping[str, str], coissuers: Sequence[str], by: int
) -> bool:
    """Say how the papers of a credential are made from now on; True when that changed anything. Papers that are out stay.

    `languages`: of es, en, es+en; none = each holder's own. `papers`: {paper: key of its design}, the one in general use for
    those left out. `coissuers`: keys of institutions, two at most. Audited. Safe to repeat.
    Raises CredentialNotFound, DesignNotForCredential (not published, archived, or of another paper), InstitutionNotFound,
    TooManyCoissuers.
    """
    credential = Credential.objects.select_for_update().filter(pk=credential_id).first()
    if credential is None:
        raise CredentialNotFound(key=credential_id)
    if len(set(coissuers)) > COISSUERS:
        raise TooManyCoissuers
    for key in coissuers:
        if institutions.institution_by_key(key) is None:
            raise institutions.InstitutionNotFound
    for paper, key in papers.items():
        if key and not designs_for(paper).filter(key=key).exists():
            raise DesignNotForCredential(design=key)
    before = _state(credential)
    kept = {paper: key for paper, key in credential.papers.items() if paper not in PAPERS}
    chosen = {paper: key for paper, key in papers.items() if key and paper in PAPERS}
    tidied = tidy({"countries": credential.countries, "languages": list(languages), "papers": kept | chosen})
    credential.languages, credential.papers = tidied["languages"], tidied["papers"]
    design = {key: value for key, value in credential.design.items() if key != "coissuers"}
    credential.design = design | ({"coissuers": list(dict.fromkeys(coissuers))} if coissuers else {})
    after = _state(credential)
    if before == after:
        return False
    credential.save(update_fields=["languages", "papers", "design"])
    record_event(
        act="credential.papers_changed", subject="credential", subject_id=credential.pk, actor=by, before=before, after=after
    )
    return True


def designs_for(paper: str) -> Any:
    """The designs that a credential may name for a paper."""
    return Design.objects.filter(paper=paper, archived_at=None, published__isnull=False)


def _state(credential: Credential) -> dict[str, Any]:
    return {
        "languages": list(credential.languages), "papers": dict(credential.papers),
        "coissuers": list(credential.design.get("coissuers") or ()),
    }  # fmt: skip
