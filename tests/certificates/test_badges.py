"""A certificate gets one badge, with a place in the list that tells nothing; anyone reads it, and what takes it back shows."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from certificates.api import reissue_certificate
from certificates.badge_keyring import DEVELOPMENT_FILE, badge_key, issuer_did, make_key_for_development, public_keys
from certificates.badges.achievement import identity_of
from certificates.badges.baking import unbake
from certificates.badges.cohort import CohortTemplate, TemplateUnfit
from certificates.badges.keys import P256, KeyUnfit, new_key
from certificates.badges.proofs import verify
from certificates.badges.status import positions_of
from certificates.checks import the_badge_key_signs
from certificates.models import Award, Badge, Certificate, Credential, LookupMiss, Sharing, SigningKey, StatusList
from certificates.selectors.badges import BadgeChecked, check_badge, positions_taken_back
from certificates.serial import in_groups, new_serial
from certificates.services import badges as service
from certificates.services.badges import make_badges, sweep_badges
from certificates.services.drawing import draw_certificate
from certificates.services.status_lists import status_list_body
from certificates.wording.badges import add_to_profile_url
from certificates.wording.certificates import Printed
from lms.institutions.events import person_erased
from lms.institutions.models import Person
from tests.certificates.conftest import Programme
from tests.conftest import House

BASE = "https://asesores.example.org"
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def key_file(settings: LazySettings, tmp_path: Path) -> Path:
    """The site has a badge key and a public address."""
    file = tmp_path / "badge-key.pem"
    file.write_bytes(new_key().pem)
    settings.LMS = {**settings.LMS, "BADGE_KEY": str(file), "BASE_URL": BASE}
    return file


@pytest.fixture
def issued(award: Award) -> Certificate:
    """Elena's certificate as the register has it; how it looks is no business of a badge."""
    Certificate.objects.update(state="issued", tail=b"%PDF", sha256="0" * 64, issued_at=timezone.now())
    return Certificate.objects.get()


@pytest.fixture
def badge(issued: Certificate) -> Badge:
    """Elena's badge."""
    assert make_badges(certificate_ids=[issued.pk]) == [issued.pk]
    return Badge.objects.get()


def get(path: str, **headers: str) -> Any:
    return Client().get(path, **headers)  # type: ignore[arg-type]


def checked(text: str) -> Any:
    return verify(text, did=issuer_did(), keys=public_keys(), at=timezone.now())


def taken_back(number: int = 1) -> frozenset[int]:
    return positions_of(json.loads(get(f"/badges/status/{number}/", **JSON).content))


# Made once ------------------------------------------------------------------------------------------------------------
def test_it_says_what_the_certificate_prints(badge: Badge, issued: Certificate, andes: House) -> None:
    document = checked(badge.jwt).document
    achievement = document["credentialSubject"]["achievement"]
    assert dict(checked(badge.data_integrity).document) == dict(document)
    assert document["id"] == f"{BASE}/badges/{issued.serial}.json"
    assert document["credentialSubject"]["licenseNumber"] == issued.serial
    assert achievement["name"] == "Fundamentos de PI para asesores"
    assert achievement["id"] == f"{BASE}/credentials/foundations/?language=es"
    assert [one["targetName"] for one in achievement["alignment"]] == ["Marcas y secretos", "Carta de orientación"]
    assert "- Carta de orientación" in achievement["criteria"]["narrative"]
    assert "Perú" in document["credentialSubject"]["narrative"]
    assert document["validUntil"] == f"{Award.objects.get().expires_at:%Y-%m-%dT%H:%M:%SZ}"
    assert document["issuer"]["id"] == "did:web:asesores.example.org"
    (identity,) = document["credentialSubject"]["identifier"]
    assert identity["identityHash"] == identity_of(andes.advisor.email, badge.salt)
    assert andes.advisor.email not in badge.jwt + badge.data_integrity
    assert "Elena" not in json.dumps(document)


def test_it_is_made_once_however_often_it_is_asked_for(badge: Badge, issued: Certificate) -> None:
    assert make_badges(certificate_ids=[issued.pk, issued.pk, 0]) == []
    assert Badge.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Badge.objects.create(certificate=issued, status_list=badge.status_list, position=1, salt="", jwt="", key=badge.key)


def test_a_whole_cohort_takes_one_template_and_a_check(
    programme_: Programme, andes: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    service._templates.clear()
    made: list[str] = []
    init, holds, agrees = CohortTemplate.__init__, CohortTemplate.holds, CohortTemplate.agrees

    def noted(word: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            made.append(word)
            return work(*args, **more)

        return call

    monkeypatch.setattr(CohortTemplate, "__init__", noted("template", init))
    monkeypatch.setattr(CohortTemplate, "holds", noted("try", holds))
    monkeypatch.setattr(CohortTemplate, "agrees", noted("check", agrees))
    for person in (andes.advisor, andes.advisor2):
        programme_.complete_all(person, andes.institution)
    ids = list(Certificate.objects.values_list("pk", flat=True))
    assert make_badges(certificate_ids=ids) == ids
    assert made == ["template", "try", "check"]
    assert all(checked(row.data_integrity).form == "data_integrity" for row in Badge.objects.all())
    assert len(set(Badge.objects.values_list("position", flat=True))) == 2


@pytest.mark.parametrize("broken", ["disagrees", "unfit", "no proof"])
def test_where_the_template_does_not_serve_each_badge_is_secured_by_itself(
    award: Award, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def refuse(*args: Any, **more: Any) -> bool:
        if broken == "unfit":
            raise TemplateUnfit("for this test")
        return False

    monkeypatch.setattr(CohortTemplate, "holds" if broken == "no proof" else "agrees", refuse)
    service._templates.clear()
    make_badges(certificate_ids=[Certificate.objects.get().pk])
    assert checked(Badge.objects.get().data_integrity).form == "data_integrity"


def test_a_place_that_another_worker_took_in_the_same_moment_is_drawn_anew(
    badge: Badge, programme_: Programme, andes: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme_.complete_all(andes.advisor2, andes.institution)
    newer = Certificate.objects.latest("pk")
    drawn = iter([[badge.position], [badge.position], [6]])
    monkeypatch.setattr(service, "_free_positions", lambda listed, count: next(drawn))
    assert make_badges(certificate_ids=[badge.certificate_id, newer.pk]) == [newer.pk]
    made = Badge.objects.get(certificate=newer)
    assert (made.position, checked(made.jwt).document["credentialStatus"]["statusListIndex"]) == (6, "6")


def test_a_place_that_is_always_taken_is_an_error_and_not_a_loop(
    badge: Badge, programme_: Programme, andes: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme_.complete_all(andes.advisor2, andes.institution)
    monkeypatch.setattr(service, "_free_positions", lambda listed, count: [badge.position])
    with pytest.raises(IntegrityError), transaction.atomic():
        make_badges(certificate_ids=[Certificate.objects.latest("pk").pk])


def test_places_that_are_taken_are_passed_by(badge: Badge, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([[badge.position, 8], [9]])
    monkeypatch.setattr(service, "draw_positions", lambda count, **more: next(drawn))
    assert service._free_positions(badge.status_list, 2) == [8, 9]


def test_a_full_list_is_followed_by_the_next(badge: Badge, monkeypatch: pytest.MonkeyPatch) -> None:
    assert service._list_with_room(1) == badge.status_list
    monkeypatch.setattr(service, "room", lambda size, used: 0)
    assert service._list_with_room(1).number == 2
    assert StatusList.objects.count() == 2


def test_without_a_key_certificates_have_no_badges(issued: Certificate, key_file: Path) -> None:
    key_file.unlink()
    assert make_badges(certificate_ids=[issued.pk]) == []
    assert get(f"/badges/{issued.serial}.json").status_code == 404
    assert get("/did.json").status_code == 404


def test_badges_that_are_missing_are_made_by_the_daily_sweep(
    issued: Certificate, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = key_file.read_bytes()
    key_file.unlink()
    assert sweep_badges() == 0
    key_file.write_bytes(kept)
    with monkeypatch.context() as broken:
        broken.setattr(service, "_write", lambda wanted, key: 1 / 0)
        assert sweep_badges() == 0
    assert (sweep_badges(), sweep_badges()) == (1, 0)
    assert Badge.objects.get().certificate == issued


def test_whoever_has_no_address_or_no_name_yet_has_none(award: Award, andes: House) -> None:
    ids = [Certificate.objects.get().pk]
    Person.objects.filter(pk=andes.advisor.pk).update(email="")
    assert make_badges(certificate_ids=ids) == []
    Person.objects.filter(pk=andes.advisor.pk).update(email="elena@andes.test")
    Certificate.objects.update(state="waiting")
    assert make_badges(certificate_ids=ids) == []


def test_a_p256_key_signs_tokens_alone(issued: Certificate, key_file: Path) -> None:
    key_file.write_bytes(new_key(P256).pem)
    make_badges(certificate_ids=[issued.pk])
    badge = Badge.objects.get()
    assert (checked(badge.jwt).form, badge.data_integrity, badge.key.algorithm) == ("jwt", "", "P-256")
    assert get(f"/badges/{issued.serial}.json").status_code == 404
    assert get(f"/badges/{issued.serial}.jwt").status_code == 200


def test_a_file_that_is_no_key_is_found_and_holds_no_paper_up(issued: Certificate, key_file: Path) -> None:
    key_file.write_text("no key")
    with pytest.raises(KeyUnfit):
        badge_key()
    assert make_badges(certificate_ids=[issued.pk]) == []
    assert [one.id for one in the_badge_key_signs(None)] == ["lms.E046"]


def test_a_check_says_when_production_has_no_badge_key(key_file: Path, settings: LazySettings) -> None:
    assert the_badge_key_signs(None) == []
    key_file.unlink()
    assert the_badge_key_signs(None) == []
    settings.PRODUCTION = True
    assert [one.id for one in the_badge_key_signs(None)] == ["lms.I047"]


def test_a_demonstrations_badge_says_so(issued: Certificate, settings: LazySettings, tmp_path: Path) -> None:
    file = tmp_path / "keys" / DEVELOPMENT_FILE
    settings.LMS = {**settings.LMS, "BADGE_KEY": str(file)}
    assert (make_key_for_development(), make_key_for_development()) == (file, None)
    assert oct(file.stat().st_mode)[-3:] == "600"
    make_badges(certificate_ids=[issued.pk])
    assert checked(Badge.objects.get().jwt).document["issuer"]["name"].endswith("(demonstration)")
    assert SigningKey.objects.get().development


def test_a_demonstrations_key_signs_nothing_in_production(
    issued: Certificate, settings: LazySettings, tmp_path: Path, key_file: Path
) -> None:
    assert make_key_for_development() is None  # somebody's own key is there
    settings.LMS = {**settings.LMS, "BADGE_KEY": str(tmp_path / DEVELOPMENT_FILE)}
    make_key_for_development()
    settings.PRODUCTION = True
    assert make_key_for_development() is None
    assert make_badges(certificate_ids=[issued.pk]) == []


# Given out ------------------------------------------------------------------------------------------------------------
def test_anyone_reads_it_in_four_forms(badge: Badge, issued: Certificate) -> None:
    found = {ending: get(f"/badges/{issued.serial}.{ending}") for ending in ("json", "jwt", "png", "svg")}
    assert {ending: one.status_code for ending, one in found.items()} == dict.fromkeys(found, 200)
    assert {ending: one["Content-Type"] for ending, one in found.items()} == {
        "json": "application/vc", "jwt": "application/vc+jwt", "png": "image/png", "svg": "image/svg+xml",
    }  # fmt: skip
    assert found["json"].content.decode() == badge.data_integrity
    assert found["jwt"].content.decode() == unbake(found["png"].content) == unbake(found["svg"].content) == badge.jwt
    with Image.open(BytesIO(found["png"].content)) as image:
        assert image.size == (600, 600)
    for one in found.values():
        assert one["Access-Control-Allow-Origin"] == "*"
        assert not one.cookies
        assert get(one.request["PATH_INFO"], HTTP_IF_NONE_MATCH=one["ETag"]).status_code == 304


def test_a_number_may_be_typed_as_printed(badge: Badge, issued: Certificate) -> None:
    assert get(f"/badges/{in_groups(issued.serial)}.json").status_code == 200


def test_an_unknown_number_is_a_guess_and_is_counted(db: None) -> None:
    assert get(f"/badges/{new_serial()}.json").status_code == 404
    assert LookupMiss.objects.get().count == 1
    LookupMiss.objects.update(count=30)
    assert get(f"/badges/{new_serial()}.png").status_code == 429


def test_what_the_holder_withdrew_only_the_holder_reads(badge: Badge, issued: Certificate, andes: House) -> None:
    award = Award.objects.get()
    client = Client()
    client.force_login(andes.advisor.user)  # type: ignore[arg-type]
    Sharing.objects.create(award=award, number=1, shown=False)
    assert get(f"/badges/{issued.serial}.json").status_code == 404
    assert client.get(f"/badges/{issued.serial}.json").status_code == 200
    Sharing.objects.create(award=award, number=2, shown=True)
    assert get(f"/badges/{issued.serial}.json").status_code == 200


def test_an_erased_holders_badge_is_gone_and_its_place_stays_taken(badge: Badge, issued: Certificate, andes: House) -> None:
    with transaction.atomic():
        person_erased.send(sender=Person, person_id=andes.advisor.pk)
    badge.refresh_from_db()
    assert (badge.salt, badge.jwt, badge.data_integrity) == ("", "", "")
    assert get(f"/badges/{issued.serial}.json").status_code == 404
    assert Badge.objects.filter(position=badge.position).exists()


# Taken back -----------------------------------------------------------------------------------------------------------
def test_revoking_shows_in_the_list_at_once_and_reinstating_too(badge: Badge, award: Award, decide: Callable[..., int]) -> None:
    assert taken_back() == frozenset()
    decide("revoke", award, "issued_in_error")
    assert taken_back() == {badge.position}
    decide("reinstate", award)
    assert taken_back() == frozenset()


def test_a_suspension_that_ended_by_itself_is_over_in_the_list_too(
    badge: Badge, award: Award, programme: dict[str, Person]
) -> None:
    from certificates.services.deciding import suspend_award

    until = timezone.now() + timedelta(days=3)
    by, second = programme["decider"].pk, programme["reviewer"].pk
    suspend_award(award_id=award.pk, reason_class="review", until=until, by=by, approved_by=second)
    assert taken_back() == {badge.position}
    with time_machine.travel(until + timedelta(seconds=1)):
        assert positions_taken_back(1) == []


def test_a_new_edition_takes_the_old_badge_back(badge: Badge, award: Award, programme: dict[str, Person], andes: House) -> None:
    Person.objects.filter(pk=andes.advisor.pk).update(certificate_name="Elena De los Andes")
    newer = reissue_certificate(award_id=award.pk, by=programme["decider"].pk, why="name")
    assert taken_back() == set()  # the new paper may have to wait
    assert draw_certificate(certificate_id=newer)
    assert taken_back() == {badge.position}
    assert Badge.objects.count() == 2


def test_the_list_comes_signed_in_either_form_and_says_until_when(badge: Badge) -> None:
    token = get("/badges/status/1/", HTTP_ACCEPT="*/*")
    embedded = get("/badges/status/1/", **JSON)
    assert (token["Content-Type"], embedded["Content-Type"]) == ("application/vc+jwt", "application/vc")
    assert token["Cache-Control"] == "public, max-age=60"
    assert "Accept" in token["Vary"]
    document = json.loads(embedded.content)
    assert document["id"] == f"{BASE}/badges/status/1/"
    assert document["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    ahead = datetime.fromisoformat(document["validUntil"]) - timezone.now()
    assert timedelta(hours=11, minutes=59) < ahead <= timedelta(hours=24)


def test_openbadgeslibs_verifier_follows_every_address_to_the_same_answer(
    badge: Badge, award: Award, decide: Callable[..., int]
) -> None:
    """Issuer, key, list and the list's own signature, fetched from our pages: the way a stranger checks."""
    from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError, OB3Verifier

    def download(url: str) -> bytes:
        return bytes(get(url.removeprefix(BASE), HTTP_ACCEPT="*/*").content)

    token = OB3Verifier.for_issuer_did(issuer_did(), download=download)
    document = OB3LdpVerifier.for_issuer_did(issuer_did())
    token.verify(badge.jwt, check_status=True, download=download)
    document.verify(badge.data_integrity, check_status=True, download=download)
    decide("suspend", award, "review")
    for verifier, text in ((token, badge.jwt), (document, badge.data_integrity)):
        with pytest.raises(OB3VerificationError, match="is set at index"):
            verifier.verify(text, check_status=True, download=download)


def test_the_list_is_signed_anew_only_when_it_changes(
    badge: Badge, award: Award, decide: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = status_list_body(number=1)
    assert status_list_body(number=1) == first
    decide("revoke", award, "integrity")
    assert status_list_body(number=1).etag != first.etag
    assert get("/badges/status/1/", HTTP_IF_NONE_MATCH=f'"{first.etag}"').status_code == 200
    etag = get("/badges/status/1/")["ETag"]
    assert get("/badges/status/1/", HTTP_IF_NONE_MATCH=etag).status_code == 304


def test_a_list_costs_few_queries_whatever_is_in_it(badge: Badge, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(4):
        get("/badges/status/1/")


def test_there_is_no_other_list(badge: Badge) -> None:
    assert get("/badges/status/2/").status_code == 404


# Who issues -----------------------------------------------------------------------------------------------------------
def test_the_issuers_document_stands_where_its_name_says(badge: Badge) -> None:
    found = get("/.well-known/did.json")
    assert found.content == get("/did.json").content
    assert json.loads(found.content)["id"] == issuer_did() == "did:web:asesores.example.org"
    assert found["Access-Control-Allow-Origin"] == "*"


def test_after_a_change_of_keys_old_badges_still_verify(badge: Badge, key_file: Path) -> None:
    key_file.write_bytes(new_key().pem)
    assert [key.thumbprint for key in public_keys()][1:] == [checked(badge.jwt).key.thumbprint]
    assert len(json.loads(get("/did.json").content)["verificationMethod"]) == 4


# What a file is worth -------------------------------------------------------------------------------------------------
def test_an_uploaded_badge_is_known_in_every_form(badge: Badge, issued: Certificate) -> None:
    for ending in ("json", "jwt", "png", "svg"):
        body = get(f"/badges/{issued.serial}.{ending}").content
        assert check_badge(body) == BadgeChecked("valid", issued.serial, in_time=True)


def test_a_changed_or_foreign_badge_is_told_from_a_file_without_one(badge: Badge, issued: Certificate) -> None:
    changed = badge.data_integrity.replace("Fundamentos", "Doctorado").encode()
    assert check_badge(changed).state == "invalid"
    assert check_badge(badge.jwt.encode()[:-6] + b"AAAAAA").state == "invalid"
    assert check_badge(b"{").state == "invalid"
    assert check_badge(get("/credentials/foundations/picture-es.png").content).state == "none"
    assert check_badge(b"%PDF-1.7").state == "none"
    assert check_badge(b"").state == "none"


def test_an_expired_badge_is_genuine(badge: Badge, award: Award) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=365 * 4)):
        for text in (badge.jwt, badge.data_integrity):
            assert check_badge(text.encode()) == BadgeChecked("valid", badge.certificate.serial, in_time=False)


# What a credential is -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", ["Fundamentos de PI para asesores", "Qué se pide"]),
        ("en", ["IP foundations for advisors", "What is asked for it"]),
    ],
)
def test_the_achievements_page_says_it_in_both_languages(programme_: Programme, language: str, words: list[str]) -> None:
    text = get(f"/credentials/foundations/?language={language}").content.decode()
    assert all(word in text for word in words)
    assert 'id="brands"' in text
    assert 'id="criteria"' in text
    assert f"picture-{language}.svg" in text


def test_software_gets_the_achievement_as_json(programme_: Programme, key_file: Path) -> None:
    document = json.loads(get("/credentials/foundations/?language=en", **JSON).content)
    assert document["id"] == f"{BASE}/credentials/foundations/?language=en"
    assert document["name"] == "IP foundations for advisors"
    assert json.loads(get("/credentials/foundations/", **JSON).content)["name"].count(" / ") == 1


def test_there_is_no_page_for_what_is_no_credential(programme_: Programme) -> None:
    assert get("/credentials/nothing/").status_code == 404
    assert get("/credentials/foundations/picture-pt.png").status_code == 404


def test_a_credential_no_longer_awarded_still_has_its_page(programme_: Programme) -> None:
    Credential.objects.update(archived_at=timezone.now())
    assert "ya no se otorga" in get("/credentials/foundations/?language=es").content.decode()


@pytest.mark.parametrize("language", ["es", "en", "es+en"])
def test_its_picture_is_for_anyone(programme_: Programme, language: str) -> None:
    picture = get(f"/credentials/foundations/picture-{language}.png")
    assert (picture["Content-Type"], picture["Cache-Control"]) == ("image/png", "public, max-age=86400")
    assert get(f"/credentials/foundations/picture-{language}.svg").content.startswith(b"<svg")


def test_a_title_that_cannot_be_drawn_leaves_a_picture_with_the_programmes_name(programme_: Programme) -> None:
    Credential.objects.update(titles={"es": "知识产权", "en": "知识产权"})
    assert b"Asesores PI" in get("/credentials/foundations/picture-es.svg").content


# Shown elsewhere ------------------------------------------------------------------------------------------------------
def test_the_link_to_a_profile_carries_what_linkedin_asks_for(issued: Certificate, award: Award) -> None:
    printed = Printed.from_json(issued.fields)
    url = add_to_profile_url(printed, serial=in_groups(issued.serial), url=f"{BASE}/verify/{issued.serial}/")
    asked = parse_qs(urlsplit(url).query)
    assert url.startswith("https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&")
    assert asked["name"] == ["Fundamentos de PI para asesores"]
    assert asked["organizationName"] == ["Asesores PI"]
    assert asked["certUrl"] == [f"{BASE}/verify/{issued.serial}/"]
    assert asked["certId"] == [in_groups(issued.serial)]
    assert printed.valid_until is not None
    assert (asked["issueYear"], asked["issueMonth"]) == ([str(printed.granted_on.year)], [str(printed.granted_on.month)])
    assert (asked["expirationYear"], asked["expirationMonth"]) == (
        [str(printed.valid_until.year)], [str(printed.valid_until.month)],
    )  # fmt: skip


def test_without_an_end_the_link_names_none(issued: Certificate) -> None:
    printed = replace(Printed.from_json(issued.fields), valid_until=None, language="en")
    asked = parse_qs(urlsplit(add_to_profile_url(printed, serial="x", url=BASE)).query)
    assert "expirationYear" not in asked
    assert asked["name"] == ["IP foundations for advisors"]
