"""Which design a paper is drawn with: named, the institution's own, everybody's, what ships."""

from typing import Any

import pytest
from django.utils import timezone

from certificates import errors
from certificates.models import Certificate, Credential, Design
from certificates.selectors.designs import in_use
from certificates.services.designs import archive_design, restore_design, save_draft, use_generally
from certificates.services.designs_in_use import design_for
from lms.institutions.models import Person
from tests.certificates.conftest import Programme
from tests.certificates.designing import a_design, publish, published_at_once, without_drawing
from tests.conftest import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(programme: dict[str, Person]) -> Person:
    return programme["administrator"]


@pytest.fixture
def choose(programme_: Programme, andes: House) -> Any:
    credential = Credential.objects.get(pk=programme_.credential_id)

    def version(country: str = "PE", institution: int | None = andes.institution.pk) -> str:
        credential.refresh_from_db()
        return design_for(credential=credential, paper="certificate", institution_id=institution, country=country).design.key

    return version


def test_a_paper_takes_the_named_design_then_the_institutions_own_then_everybodys_then_what_ships(
    admin: Person, andes: House, sur: House, programme_: Programme, choose: Any
) -> None:
    assert choose() == "shipped-certificate"
    published_at_once(a_design(admin, key="all"), admin, general=True)
    assert choose() == "all"
    published_at_once(a_design(admin, key="peru", country="PE"), admin, general=True)
    assert (choose(), choose("CL")) == ("peru", "all")
    published_at_once(a_design(admin, key="own", institution_id=andes.institution.pk), admin, general=True)
    assert (choose(), choose(institution=sur.institution.pk)) == ("own", "peru")
    named = published_at_once(a_design(admin, key="named"), admin)
    assert choose() == "own"
    Credential.objects.update(papers={"certificate": "named"})
    assert choose() == "named"
    Design.objects.filter(pk=named.pk).update(archived_at=timezone.now())
    assert choose() == "own"


def test_an_unpublished_design_and_another_institutions_are_never_taken(
    admin: Person, sur: House, programme_: Programme, choose: Any
) -> None:
    a_design(admin, key="draft-only")
    published_at_once(a_design(admin, key="theirs", institution_id=sur.institution.pk), admin, general=True)
    for key in ("draft-only", "theirs", "nowhere"):
        Credential.objects.update(papers={"certificate": key})
        assert choose() == "shipped-certificate"


def test_the_row_of_a_certificate_fixes_its_design(admin: Person, programme_: Programme, andes: House) -> None:
    award = programme_.complete_all(andes.advisor, andes.institution)
    row = Certificate.objects.get(award=award)
    published_at_once(a_design(admin), admin, general=True)
    row.refresh_from_db()
    assert row.design_version is not None
    assert row.design_version.design.key == "shipped-certificate"


def test_the_first_published_design_of_its_place_is_used_and_the_next_one_when_somebody_says_so(
    admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_drawing(monkeypatch)
    first, second = a_design(admin), a_design(admin)
    with pytest.raises(errors.DesignUnpublished):
        use_generally(design_id=first.pk, general=True, by=admin.pk)
    publish(first, admin)
    save_draft(design_id=second.pk, html="<p>{{ name }}</p>", css="", expected=second.draft_number, by=admin.pk)
    publish(second, admin)
    assert (first.general, second.general) == (True, False)
    use_generally(design_id=second.pk, general=True, by=admin.pk)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.general, second.general) == (False, True)
    assert in_use(Credential(), "certificate", None, "PE") == second.published


def test_a_named_design_is_not_archived_and_an_archived_one_comes_back(admin: Person, programme_: Programme) -> None:
    design = published_at_once(a_design(admin), admin, general=True)
    Credential.objects.update(papers={"certificate": design.key})
    with pytest.raises(errors.DesignNamed):
        archive_design(design_id=design.pk, by=admin.pk)
    Credential.objects.update(papers={})
    archive_design(design_id=design.pk, by=admin.pk)
    design.refresh_from_db()
    assert design.archived_at is not None
    assert not design.general
    with pytest.raises(errors.DesignArchived):
        save_draft(design_id=design.pk, html="", css="", expected=design.draft_number, by=admin.pk)
    restore_design(design_id=design.pk, by=admin.pk)
    assert Design.objects.get(pk=design.pk).archived_at is None
