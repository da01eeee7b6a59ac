"""A badge says what the certificate says, in the standard's own places, and never who holds it in clear."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from certificates.badges.achievement import BadgeUnfit, credential, identity_of, instant
from certificates.badges.cohort import CohortTemplate
from certificates.badges.keys import new_key
from certificates.badges.proofs import secure
from tests.certificates.badges.sample import DID, LIST, NOW, PAGE, cohort, holder

SCHEMA = json.loads(Path(__file__).with_name("ob_v3p0_achievementcredential_schema.json").read_text())


def faults(document: dict[str, Any]) -> list[str]:
    """What 1EdTech's schema finds wrong."""
    return [error.json_path for error in jsonschema.Draft201909Validator(SCHEMA).iter_errors(document)]


@pytest.mark.parametrize("language", ["es", "en", "es+en"])
@pytest.mark.parametrize("valid_until", ["", "2029-11-02T05:00:00Z"])
@pytest.mark.parametrize("hours", ["", "1.5"])
def test_every_badge_fits_the_official_schema(language: str, valid_until: str, hours: str) -> None:
    document = credential(cohort(language, hours=hours), holder(valid_until=valid_until))
    assert faults(document) == []
    assert faults(secure(document, new_key(), DID, NOW)) == []


def test_a_badge_from_the_cohorts_template_fits_it_too() -> None:
    assert faults(json.loads(CohortTemplate(cohort(), new_key(), expires=True).sign(holder(), NOW))) == []


def test_the_schema_finds_what_is_wrong() -> None:
    document = credential(cohort(), holder())
    del document["credentialSubject"]["achievement"]["criteria"]
    document["validFrom"] = 7
    assert len(faults(document)) >= 2


def test_it_says_what_for_when_under_which_law_and_how_long() -> None:
    document = credential(cohort(), holder())
    subject = document["credentialSubject"]
    achievement = subject["achievement"]
    described = {one["id"]: one["resultType"] for one in achievement["resultDescription"]}
    results = {described[one["resultDescription"]]: one.get("value", one.get("status")) for one in subject["result"]}
    assert results == {"Status": "Completed", "ext:LearningHours": "40", "ext:LawOfCountry": "PE", "ext:LawAsOf": "2026-09-30"}
    assert (document["validFrom"], document["validUntil"]) == ("2026-11-02T15:04:05Z", "2029-11-02T05:00:00Z")
    assert achievement["achievementType"] == "CertificateOfCompletion"
    assert [one["targetUrl"] for one in achievement["alignment"]] == [f"{PAGE}#brands", f"{PAGE}#letter"]
    assert achievement["criteria"]["narrative"].startswith("Completar")
    assert document["issuer"]["id"] == "did:web:asesores.example.org"
    assert document["credentialStatus"]["statusListCredential"] == LIST
    assert document["evidence"][0]["id"].endswith("/verify/00000000000000001/")


def test_the_two_languages_are_editions_of_one_achievement() -> None:
    spanish, english = (credential(cohort(one), holder())["credentialSubject"]["achievement"] for one in ("es", "en"))
    assert (spanish["name"], english["name"]) == ("Fundamentos de PI para asesores", "IP foundations for advisors")
    assert [one["id"] for one in spanish["related"]] == [english["id"]]
    assert [one["id"] for one in english["related"]] == [spanish["id"]]
    assert spanish["inLanguage"] == "es"
    assert spanish["humanCode"] == english["humanCode"] == "foundations"


def test_a_bilingual_badge_says_it_twice() -> None:
    achievement = credential(cohort("es+en"), holder())["credentialSubject"]["achievement"]
    assert achievement["name"] == "Fundamentos de PI para asesores / IP foundations for advisors"
    assert achievement["criteria"]["narrative"].count("- ") == 2
    assert (achievement["id"], len(achievement["related"])) == (PAGE, 2)
    assert "inLanguage" not in achievement


def test_the_holder_is_a_salted_hash_and_nothing_else() -> None:
    document = credential(cohort(), holder(identity=identity_of(" Ana.Paredes@Centro.example ", "pepper"), salt="pepper"))
    text = json.dumps(document, ensure_ascii=False).lower()
    assert "@centro" not in text
    assert "paredes" not in text
    (identity,) = document["credentialSubject"]["identifier"]
    assert identity["identityHash"] == "sha256$" + sha256(b"ana.paredes@centro.examplepepper").hexdigest()
    assert identity["hashed"] is True
    assert "id" not in document["credentialSubject"]


@pytest.mark.parametrize("harm", ['"', "\\", "<", "\n", " ", "é", "{"])
def test_a_value_that_would_need_escaping_is_refused(harm: str) -> None:
    with pytest.raises(BadgeUnfit, match="serial"):
        holder(serial=f"7K4M{harm}")


def test_moments_are_in_utc_to_the_second() -> None:
    assert instant(NOW.replace(microsecond=999_999)) == "2026-11-02T16:30:00Z"
