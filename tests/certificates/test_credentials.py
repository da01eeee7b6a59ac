"""credentials.yaml: all or nothing, as often as you like, each mistake as file:line."""

from pathlib import Path
from typing import Any

import pytest

from certificates import errors
from certificates.api import define_credential, import_credentials
from certificates.models import Award, Credential, CredentialCourse
from certificates.selectors.certificates import path
from certificates.services.credential_files import stored_credentials, write_credentials
from lms.audit.models import AuditEvent
from tests.certificates.conftest import Programme
from tests.conftest import House

GOOD = """credentials:
- key: advisors
  titles: {es: Asesoría, en: Advice}
  claim: assessed_certificate
  validity_months: 24
  courses: [brands, letter]
"""


def written(folder: Path, text: str) -> Path:
    (folder / "credentials.yaml").write_text(text, "utf-8")
    return folder


def test_a_file_defines_credentials_and_may_be_read_again(programme_: Programme, tmp_path: Path) -> None:
    folder = written(tmp_path, GOOD)
    assert [(one.key, one.what) for one in import_credentials(folder)] == [("advisors", "made")]
    assert [(one.key, one.what) for one in import_credentials(folder)] == [("advisors", "same")]
    assert AuditEvent.objects.filter(subject="credential").count() == 2  # the fixture's and this one
    changed = written(tmp_path, GOOD.replace("24", "36").replace("brands, letter", "letter"))
    assert [(one.key, one.what) for one in import_credentials(changed)] == [("advisors", "changed")]
    credential = Credential.objects.get(key="advisors")
    assert credential.validity_months == 36
    assert CredentialCourse.objects.filter(credential=credential).count() == 1


FULL = """credentials:
- key: advisors
  titles: {es: "Asesoría", en: "Advice"}
  claim: assessed_certificate
  validity_months: 24
  renewal_opens_months: 3
  follows_law: false
  countries: [CL, PE]
  languages: [es, "es+en"]
  papers: {certificate: gala, transcript: plain}
  courses: [brands, letter]
"""


def test_what_a_file_says_comes_out_as_it_went_in(programme_: Programme, tmp_path: Path) -> None:
    shuffled = FULL.replace("[CL, PE]", "[PE, CL]").replace(
        "{certificate: gala, transcript: plain}", "{transcript: plain, certificate: gala}"
    )
    import_credentials(written(tmp_path, shuffled))
    row = Credential.objects.get(key="advisors")
    assert (row.countries, row.languages, row.follows_law, row.renewal_opens_months) == (
        ["CL", "PE"],
        ["es", "es+en"],
        False,
        3,
    )
    assert row.papers == {"certificate": "gala", "transcript": "plain"}
    [one] = [drafted for drafted in stored_credentials() if drafted.key == "advisors"]
    assert write_credentials([one]) == {"credentials.yaml": FULL}
    assert import_credentials(written(tmp_path, FULL))[0].what == "same"
    import_credentials(written(tmp_path, GOOD))  # what is left out means what is meant without it
    row.refresh_from_db()
    assert (row.countries, row.languages, row.papers, row.follows_law, row.renewal_opens_months) == ([], [], {}, True, 6)
    [one] = [drafted for drafted in stored_credentials() if drafted.key == "advisors"]
    assert "follows_law" not in write_credentials([one])["credentials.yaml"]


def test_a_credential_of_some_countries_is_awarded_under_their_law_only(
    programme_: Programme, andes: House, sur: House
) -> None:
    Credential.objects.update(countries=["CL"])
    for house in (andes, sur):
        for course in programme_.courses:
            programme_.complete(house.advisor, house.institution, course)
    assert list(Award.objects.values_list("country", flat=True)) == ["CL"]
    found = path(andes.advisor.pk, programme_.credential_id, "PE")
    assert [one.code for one in found.requirements if not one.met] == ["country_not_offered"]


def test_a_dry_run_writes_nothing(programme_: Programme, tmp_path: Path) -> None:
    assert import_credentials(written(tmp_path, GOOD), dry_run=True)[0].what == "made"
    assert not Credential.objects.filter(key="advisors").exists()


def test_a_folder_without_the_file_has_no_credentials(db: None, tmp_path: Path) -> None:
    assert import_credentials(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (GOOD + "- key: other\n  titles: {es: Otra, en: Other}\n  courses: [nowhere]\n", 7, "nowhere"),
        (GOOD + "- titles: {es: Otra, en: Other}\n  courses: [letter]\n", 7, "key"),
        (GOOD.replace("en: Advice", "pt: x"), 2, "titles"),
        (GOOD.replace("assessed_certificate", "diploma"), 2, "claim"),
        (GOOD.replace("24", "-1"), 2, "validity_months"),
        (GOOD.replace("[brands, letter]", "[]"), 2, "courses"),
        (GOOD.replace("claim:", "clam:"), 2, "clam"),
        (GOOD.replace("24", "24\n  renewal_opens_months: 25"), 2, "renewal_opens_months"),
        (GOOD.replace("24", "24\n  renewal_opens_months: soon"), 2, "renewal_opens_months"),
        (GOOD.replace("24", "24\n  follows_law: never"), 2, "follows_law"),
        (GOOD.replace("24", "24\n  countries: [PE, AR]"), 2, "countries"),
        (GOOD.replace("24", "24\n  countries: PE"), 2, "countries"),
        (GOOD.replace("24", "24\n  languages: [es, pt]"), 2, "languages"),
        (GOOD.replace("24", "24\n  papers: {diploma: plain}"), 2, "papers"),
        (GOOD.replace("24", "24\n  papers: [certificate]"), 2, "papers"),
        (GOOD + GOOD.removeprefix("credentials:\n"), 7, "advisors"),
        ("credentials: [", 1, "YAML"),
        ("- a\n", 1, "credentials"),
        ("", 1, "credentials"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_nothing_is_imported(
    programme_: Programme, tmp_path: Path, text: str, line: int, said: str
) -> None:
    with pytest.raises(errors.CredentialsRefused) as refused:
        import_credentials(written(tmp_path, text))
    [problem] = refused.value.problems
    assert problem.line == line
    assert said in problem.sentence
    assert not Credential.objects.exclude(key="foundations").exists()


def test_the_command_says_where_the_mistake_is(programme_: Programme, tmp_path: Path, capsys: Any) -> None:
    from django.core.management import CommandError, call_command

    call_command("import_credentials", str(written(tmp_path, GOOD)))
    assert "made: advisors" in capsys.readouterr().out
    with pytest.raises(CommandError, match=r"credentials\.yaml:2:"):
        call_command("import_credentials", str(written(tmp_path, GOOD.replace("24", "x"))))


def test_a_credential_of_unknown_courses_or_claims_is_refused(db: None) -> None:
    what: dict[str, Any] = {"key": "a", "titles": {"es": "a", "en": "a"}, "validity_months": 0}
    with pytest.raises(errors.UnknownCourse):
        define_credential(claim="participation", course_ids=[4711], **what)
    with pytest.raises(errors.UnknownClaim):
        define_credential(claim="diploma", course_ids=[], **what)
