"""An administrator says in which languages a credential's papers are, how they look, and who issues them together."""

import io
from collections.abc import Callable

import pytest
from django.test import Client
from pypdf import PdfReader

from certificates.models import Certificate, Credential, Design
from certificates.selectors.designs import draft_as
from certificates.selectors.files import file_of
from certificates.services.designs import make_design
from certificates.services.drawing import draw_due
from certificates.services.shipped_designs import import_shipped_designs, write_version
from lms.audit.models import AuditEvent
from lms.institutions.models import Institution, Person
from tests.certificates.conftest import Programme
from tests.conftest import House

As = Callable[[Person], Client]


@pytest.fixture
def page(programme_: Programme) -> str:
    return f"/designs/credentials/{programme_.credential_id}/"


@pytest.fixture
def own(programme: dict[str, Person]) -> Design:
    """A published design of everybody's, with words of its own."""
    import_shipped_designs()
    by = programme["administrator"].pk
    pk = make_design(
        paper="certificate", titles={"es": "Andino", "en": "Andean"}, country="", institution_id=None, copy_of=None, by=by,
        key="andino",
    )  # fmt: skip
    Design.objects.filter(pk=pk).update(html="<p>Andino {{ name }} {{ serial }}</p>", css="")
    design = Design.objects.get(pk=pk)
    design.published = write_version(design, draft_as(design), note="", by=by)
    design.save()
    return design


@pytest.fixture
def other(db: None) -> Institution:
    names = {"es": "Cámara de Comercio de Lima", "en": "Lima Chamber of Commerce"}
    return Institution.objects.create(key="camara", names=names, country="PE", time_zone="America/Lima")


def words_of(row: Certificate) -> str:
    return " ".join(PdfReader(io.BytesIO(file_of(row))).pages[0].extract_text().split())


def test_what_is_saved_is_what_the_next_paper_is(
    page: str, own: Design, other: Institution, programme_: Programme, programme: dict[str, Person], andes: House, as_person: As
) -> None:
    client = as_person(programme["administrator"])
    sent = {"languages": ["es+en"], "design_card": "", "coissuer_1": "camara"}
    assert client.post(page, sent).status_code == 302
    award = programme_.complete_all(andes.advisor, andes.institution)
    assert draw_due() == 1
    words = words_of(Certificate.objects.select_related("prefix").get(award=award))
    assert "Certificate of completion" in words
    assert "Cámara de Comercio de Lima" in words
    event = AuditEvent.objects.get(act="credential.papers_changed")
    assert (event.actor, event.after["languages"]) == (programme["administrator"].pk, ["es+en"])


def test_a_named_design_is_the_one_that_is_used(
    page: str, own: Design, programme_: Programme, programme: dict[str, Person], andes: House, as_person: As
) -> None:
    as_person(programme["decider"]).post(page, {"design_certificate": "andino"})
    award = programme_.complete_all(andes.advisor, andes.institution)
    draw_due()
    assert "Andino Elena De Andes" in words_of(Certificate.objects.select_related("prefix").get(award=award))


def test_nothing_changed_writes_nothing_down(page: str, programme: dict[str, Person], as_person: As) -> None:
    client = as_person(programme["administrator"])
    assert client.post(page, {}).status_code == 302
    assert not AuditEvent.objects.filter(act="credential.papers_changed").exists()


@pytest.mark.parametrize("sent", [{"languages": ["pt"]}, {"design_certificate": "nobodys"}, {"coissuer_1": "nobody"}])
def test_what_does_not_exist_is_refused_with_the_form(
    page: str, programme: dict[str, Person], as_person: As, sent: dict[str, object], programme_: Programme
) -> None:
    assert as_person(programme["administrator"]).post(page, sent).status_code == 422
    assert Credential.objects.get(pk=programme_.credential_id).languages == []


@pytest.mark.parametrize("who", ["coordinator", "advisor"])
def test_nobody_else_sees_it(page: str, andes: House, as_person: As, who: str) -> None:
    assert as_person(getattr(andes, who)).get(page).status_code in (403, 404)


def test_the_list_and_the_page_are_there_in_both_languages(page: str, programme: dict[str, Person], as_person: As) -> None:
    client = as_person(programme["administrator"])
    for language, said in (("es", "Fundamentos de PI para asesores"), ("en", "IP foundations for advisors")):
        Person.objects.filter(pk=programme["administrator"].pk).update(language=language)
        for address in ("/designs/credentials/", page):
            shown = client.get(address)
            assert shown.status_code == 200
            assert said in shown.content.decode()
