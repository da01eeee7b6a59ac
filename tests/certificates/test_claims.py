"""What a credential claims, who stands behind it, and the bigger word that is refused until everything stands."""

import json
from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

import courses
from certificates import api
from certificates.errors import CredentialsRefused
from certificates.models import Award, Badge, Certificate, Credential, Scheme, SchemeVersion
from certificates.scheme_errors import CertificationRefused, NothingChanged, TextTooLong
from certificates.selectors.files import file_of
from certificates.services.conduct import publish_conduct
from certificates.services.credential_files import read_credentials
from certificates.services.drawing import draw_certificate
from certificates.services.schemes import lacks_for_certification, publish_scheme, save_scheme
from certificates.wording.certificates import claim_word
from certificates.wording.conduct_proposal import PROPOSAL
from courses import assurances
from lms.audit.models import AuditEvent
from lms.institutions.models import Person, ProgrammeRole
from lms.kernel.errors import Stale
from lms.kernel.writeonce import WrittenOnce
from tests.certificates.conftest import Programme
from tests.certificates.scheming import BODY, accept, assured, badge_key, body_of, conduct, people, publish, unassured, vouch
from tests.conftest import House

__all__ = ["assured", "badge_key", "conduct", "people", "unassured"]
pytestmark = pytest.mark.django_db
AsPerson = Callable[[Person], Client]
OFFICIAL = "No equivale a una certificación oficial de competencias laborales ni habilita para ejercer la abogacía"


def define(programme_: Programme, claim: str, **more: Any) -> int:
    """The credential of the tests with another claim."""
    return api.define_credential(
        key="foundations", titles={"es": "Fundamentos de PI para asesores", "en": "IP foundations for advisors"}, claim=claim,
        validity_months=36, course_ids=[course.pk for course in programme_.courses], **more,
    )  # fmt: skip


def codes(credential_id: int) -> list[tuple[str, str]]:
    return [(one.code, one.country) for one in lacks_for_certification(credential_id)]


# Refused with the list --------------------------------------------------------------------------------------------------
def test_publishing_a_certification_without_them_is_refused_with_the_list(
    programme_: Programme, programme: dict[str, Person], unassured: None
) -> None:
    define(programme_, "assessed_certificate", countries=["PE", "CO"])
    with pytest.raises(CertificationRefused) as refused:
        define(programme_, "certification", countries=["PE", "CO"])
    lacking = [(one.code, one.country) for one in refused.value.lacks]
    assert lacking == [
        *((code, country) for country in ("CO", "PE") for code in assurances.CODES),
        *((code, "") for code in ("parties", "limits", "deciders", "statement", "register", "review", "conduct")),
    ]
    assert all(one.sentence for one in refused.value.lacks)
    assert Credential.objects.get().claim == "assessed_certificate"


@pytest.mark.parametrize(
    ("takes_away", "code"),
    [
        ("owner", "parties"), ("reviewer", "parties"), ("attests", "limits"), ("not_attests", "limits"),
        ("impartiality", "statement"), ("review_body", "review"),
    ],
)  # fmt: skip
def test_each_part_of_the_scheme_is_missed(
    programme_: Programme, people: dict[str, Person], conduct: Any, assured: None, takes_away: str, code: str
) -> None:
    changes: dict[str, Any] = {takes_away: {"es": "Sólo en español.", "en": " "}}
    with pytest.raises(CertificationRefused) as refused:
        publish(programme_, people, **changes)
    assert [one.code for one in refused.value.lacks] == [code]
    assert Credential.objects.get().claim == "assessed_certificate"
    assert not SchemeVersion.objects.exists()


@pytest.mark.parametrize("code", assurances.CODES)
def test_each_thing_that_courses_vouch_for_is_missed_in_its_country(
    programme_: Programme, people: dict[str, Person], conduct: Any, assured: None, code: str
) -> None:
    vouch(code, met=False)
    Credential.objects.update(countries=["PE"])
    with pytest.raises(CertificationRefused) as refused:
        publish(programme_, people)
    assert [(one.code, one.country, one.sentence) for one in refused.value.lacks] == [(code, "PE", f"{code} de PE")]


def test_the_review_body_needs_two_who_do_not_decide_and_two_deciders_beside_them(
    programme_: Programme, people: dict[str, Person], conduct: Any, assured: None
) -> None:
    for members in ([people["reviewer"].pk], [people["reviewer"].pk, people["decider"].pk], [people["author"].pk] * 2):
        with pytest.raises(CertificationRefused) as refused:
            publish(programme_, people, members=members)
        assert [one.code for one in refused.value.lacks] == ["review"]
    assert publish(programme_, people) == 1


def test_one_decider_or_one_who_never_looked_at_their_interests_is_too_few(
    programme_: Programme, people: dict[str, Person], conduct: Any, assured: None
) -> None:
    role = ProgrammeRole.objects.create(person=people["author"], role="decider")  # has not looked at the register
    with pytest.raises(CertificationRefused) as refused:
        publish(programme_, people)
    assert [one.code for one in refused.value.lacks] == ["register"]
    role.delete()
    ProgrammeRole.objects.filter(person=people["decider2"]).delete()
    with pytest.raises(CertificationRefused) as refused:
        publish(programme_, people)
    assert [one.code for one in refused.value.lacks] == ["deciders", "review"]


def test_with_everything_in_place_it_is_published_and_defined(
    programme_: Programme, people: dict[str, Person], conduct: Any, assured: None
) -> None:
    assert publish(programme_, people) == 1
    credential = Credential.objects.get()
    assert (credential.claim, codes(credential.pk)) == ("certification", [])
    define(programme_, "certification")
    audited = AuditEvent.objects.get(act="scheme.published")
    assert audited.before == {"claim": "assessed_certificate"}
    assert audited.after["claim"] == "certification"


def test_a_country_more_is_asked_about_before_a_certification_covers_it(
    programme_: Programme, people: dict[str, Person], conduct: Any, assured: None
) -> None:
    define(programme_, "assessed_certificate", countries=["PE"])
    publish(programme_, people)
    define(programme_, "certification", countries=["PE"])
    vouch("sittings", met=False)
    define(programme_, "certification", countries=["PE"], renewal_opens_months=4)  # nothing that the claim rests on
    with pytest.raises(CertificationRefused):
        define(programme_, "certification", countries=["PE", "CL"])


# The file ---------------------------------------------------------------------------------------------------------------
FILE = """credentials:
- key: other
  titles: {es: Otra, en: Other}
  courses: [brands]
- key: foundations
  titles: {es: Fundamentos, en: Foundations}
  claim: certification
  countries: [PE]
  courses: [brands, letter]
"""


def test_a_file_is_refused_with_its_line_and_the_whole_list(
    programme_: Programme, programme: dict[str, Person], unassured: None, tmp_path: Path
) -> None:
    (tmp_path / "credentials.yaml").write_text(FILE)
    with pytest.raises(CredentialsRefused) as refused:
        api.import_credentials(tmp_path)
    assert {(one.path, one.line) for one in refused.value.problems} == {(str(tmp_path / "credentials.yaml"), 5)}
    assert len(refused.value.problems) == len(assurances.CODES) + 7
    assert list(Credential.objects.values_list("key", "claim")) == [("foundations", "assessed_certificate")]


def test_the_shipped_and_the_demonstrations_credentials_claim_an_assessed_certificate() -> None:
    problems: list[Any] = []
    shipped = Path(courses.__file__).parent / "curriculum" / "credentials.yaml"
    found = read_credentials(shipped, "credentials.yaml", problems)
    assert not problems
    assert {one.body["claim"] for one in found} == {"assessed_certificate"}


# Drafts and versions ----------------------------------------------------------------------------------------------------
def test_the_public_reads_what_was_published_and_not_the_draft(
    programme_: Programme, people: dict[str, Person], client: Client, unassured: None
) -> None:
    publish(programme_, people, claim="assessed_certificate")
    url = reverse("lms:certificates:scheme-detail", args=["foundations"])
    changed = {**body_of(people), "owner": {"es": "Otra casa", "en": "Another house"}}
    save_scheme(
        credential_id=programme_.credential_id, claim="assessed_certificate", body=changed, seen=1,
        by=people["administrator"].pk,
    )  # fmt: skip
    assert "Otra casa" not in client.get(url).content.decode()
    publish_scheme(credential_id=programme_.credential_id, by=people["administrator"].pk)
    assert "Otra casa" in client.get(url).content.decode()
    first, second = SchemeVersion.objects.order_by("number")
    assert (first.body["owner"]["es"], second.body["owner"]["es"]) == ("Sobre owner.", "Otra casa")
    with pytest.raises(WrittenOnce):
        first.save()


def test_two_who_write_at_once_are_told_and_nothing_new_is_no_version(programme_: Programme, people: dict[str, Person]) -> None:
    publish(programme_, people, claim="assessed_certificate")
    by = people["administrator"].pk
    one: dict[str, Any] = {"credential_id": programme_.credential_id, "claim": "assessed_certificate", "by": by}
    with pytest.raises(Stale):
        save_scheme(body=BODY, seen=0, **one)
    with pytest.raises(TextTooLong):
        save_scheme(body={"owner": {"es": "x" * 1201, "en": ""}}, seen=1, **one)
    with pytest.raises(NothingChanged):
        publish_scheme(credential_id=programme_.credential_id, by=by)
    assert save_scheme(body=body_of(people), seen=1, **one) == 1  # the same words are no new draft
    assert Scheme.objects.get().draft_number == 1


def test_administrators_write_it_on_the_page_and_read_what_is_lacking(
    programme_: Programme, people: dict[str, Person], as_person: AsPerson, unassured: None
) -> None:
    client = as_person(people["administrator"])
    url = reverse("lms:certificates:scheme-edit", args=[programme_.credential_id])
    page = client.get(url).content.decode()
    assert "Nadie responde por" in page or "Nobody vouches" in page
    body = {"seen": "0", "claim": "certification", "members": [str(people["reviewer"].pk)]}
    body |= {f"{part}_{code}": f"{part} {code}" for part in BODY for code in ("es", "en")}
    assert client.post(url, body).status_code == 302
    assert Scheme.objects.get().body["owner"] == {"es": "owner es", "en": "owner en"}
    refused = client.post(reverse("lms:certificates:scheme-publish", args=[programme_.credential_id]), {"seen": "1"})
    assert refused.status_code == 422
    assert refused.content.decode().count("tag-warn") >= len(assurances.CODES)
    assert client.post(url, body).status_code == 409  # another window had saved
    assert as_person(people["decider"]).get(url).status_code == 404


# The public page --------------------------------------------------------------------------------------------------------
def test_anyone_reads_the_scheme_in_both_languages_and_as_json(
    programme_: Programme, people: dict[str, Person], conduct: Any, assured: None, client: Client
) -> None:
    publish(programme_, people)
    url = reverse("lms:certificates:scheme-detail", args=["foundations"])
    es, en = client.get(f"{url}?language=es").content.decode(), client.get(f"{url}?language=en").content.decode()
    for part in ("owner", "certifying_body", "training_provider", "reviewer", "attests", "not_attests", "impartiality"):
        assert f"Sobre {part}." in es
        assert f"About {part}." in en
    assert OFFICIAL in es
    assert "Marcas y secretos" in es
    assert "blueprint de PE" in es
    assert reverse("lms:certificates:conduct-detail") in es
    body = client.get(url, headers={"accept": "application/json"}).json()
    assert (body["claim"], body["version"], body["conduct_version"]) == ("certification", 1, 1)
    assert {one["code"] for one in body["assurances"]} == set(assurances.CODES)
    assert body["assurances"][0]["facts"] == {"cells": 24}
    assert client.get(reverse("lms:certificates:scheme-detail", args=["nothing"])).status_code == 404
    assert "sessionid" not in client.cookies


def test_without_a_published_scheme_the_page_says_what_follows_from_the_credential(
    programme_: Programme, client: Client, unassured: None
) -> None:
    page = client.get(reverse("lms:certificates:scheme-detail", args=["foundations"]) + "?language=en").content.decode()
    assert "assessed certificate" in page
    assert "none: it is not a certification" in page
    assert "3 years" in page
    assert "not in place" not in page  # an assessed certificate promises none of that


# Printed ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("claim", ["participation", "assessed_certificate", "certification"])
def test_pdf_badge_and_verification_page_print_the_claim(
    programme_: Programme, andes: House, client: Client, badge_key: None, claim: str
) -> None:
    Credential.objects.update(claim=claim)
    if claim == "certification":
        publish_conduct(body=PROPOSAL, days=60, by=andes.coordinator.pk)
        accept(andes.advisor)
    award = programme_.complete_all(andes.advisor, andes.institution)
    row = Certificate.objects.get(award=award)
    assert draw_certificate(certificate_id=row.pk)
    row.refresh_from_db()
    with override("es"):
        word = claim_word(claim)
    text = " ".join(PdfReader(BytesIO(file_of(row))).pages[0].extract_text().split())
    assert word in text
    assert OFFICIAL in text
    url = reverse("lms:certificates:verify-detail", args=[row.serial])
    page = client.get(f"{url}?language=es").content.decode()
    assert word in page.lower()
    assert OFFICIAL in page
    assert reverse("lms:certificates:scheme-detail", args=["foundations"]) in page
    body = client.get(url, headers={"accept": "application/json"}).json()
    assert body["claim"] == claim
    assert body["scheme"].endswith("/scheme/foundations/")
    badge = Badge.objects.get(certificate=row)
    achievement = json.loads(badge.data_integrity)["credentialSubject"]["achievement"]
    kinds = {"participation": "Badge", "assessed_certificate": "CertificateOfCompletion", "certification": "Certification"}
    assert achievement["achievementType"] == kinds[claim]
    assert word in achievement["criteria"]["narrative"]
    assert "/scheme/foundations/" in achievement["criteria"]["narrative"]


def test_an_award_keeps_the_claim_of_its_day(
    programme_: Programme, andes: House, people: dict[str, Person], conduct: Any, assured: None, client: Client,
    badge_key: None,
) -> None:  # fmt: skip
    award = programme_.complete_all(andes.advisor, andes.institution)
    publish(programme_, people)
    row = Certificate.objects.get(award=award)
    assert draw_certificate(certificate_id=row.pk)
    body = client.get(
        reverse("lms:certificates:verify-detail", args=[row.serial]), headers={"accept": "application/json"}
    ).json()
    assert (Award.objects.get().claim, body["claim"]) == ("assessed_certificate", "assessed_certificate")
    assert Award.objects.get().scheme_version is None
    badge = json.loads(Badge.objects.get().data_integrity)
    assert badge["credentialSubject"]["achievement"]["achievementType"] == "CertificateOfCompletion"
    other = andes.advisor2
    accept(other)
    for course in programme_.courses:
        programme_.complete(other, andes.institution, course)
    newer = Award.objects.get(person=other)
    assert (newer.claim, newer.scheme_version_id) == ("certification", SchemeVersion.objects.get().pk)


def test_awards_of_before_keep_what_their_paper_claimed(award: Award, andes: House, programme_: Programme) -> None:
    for course in programme_.courses:
        programme_.complete(andes.advisor2, andes.institution, course)
    without = Award.objects.get(person=andes.advisor2)
    Certificate.objects.filter(award=without).update(fields={})
    Credential.objects.update(claim="participation")  # changed since
    Award.objects.update(claim="certification")
    import_module("certificates.migrations.0007_awards_keep_their_claim").keep(apps, None)
    assert dict(Award.objects.values_list("pk", "claim")) == {award.pk: "assessed_certificate", without.pk: "participation"}
