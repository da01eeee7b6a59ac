"""The evidence of an award in one file, from which the same decision is made again."""

import copy
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.models import Award, Certificate
from lms.audit.models import AuditEvent
from lms.institutions.models import Person
from lms.kernel.evidence import Check, all_same, sealed
from lms.records.errors import EvidenceUnreadable
from lms.records.evidence import evidence_of, perform_again
from tests.conftest import House

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def found(certificate: Certificate) -> dict[str, Any]:
    """The file's content, as it is read back."""
    read: dict[str, Any] = json.loads(json.dumps(evidence_of(certificate.serial)))
    return read


def test_performed_again_from_the_file_alone_the_decision_is_the_same(found: dict[str, Any]) -> None:
    with CaptureQueriesContext(connection) as asked:
        checks = perform_again(found)
    assert [one for one in checks if not one.same] == []
    assert all_same(checks)
    assert len(asked) == 0
    said = " ".join(one.what for one in checks)
    for word in (
        "question 1",
        "share of the points",
        "score",
        "result",
        "competent",
        "manifest",
        "digest",
        "every requirement",
    ):
        assert word in said


def test_the_file_has_every_part_and_names_nobody_but_its_holder(found: dict[str, Any], andes: House) -> None:
    (work,), (course,) = found["work"], found["courses"]
    assert [one["state"] for one in work["attempts"]] == ["submitted", "submitted"]
    assert [one["stage"] for one in work["letters"][0]["scores"]] == ["first", "second", "third"]
    assert work["letters"][0]["finals"][0]["basis"] == "third"
    assert course["manifest"]["units"][0][0] == "terms"
    assert found["decision"]["register"]
    assert set(found["people"]) >= {str(andes.advisor.pk), str(andes.assessor.pk)}
    text = json.dumps(found, ensure_ascii=False)
    for word in ("Pablo", "Sonia", "@andes.test", "Bien visto", "El nombre del valle"):
        assert word not in text
    assert text.count("Elena") == 1  # in the path that was decided on


def of_attempt(body: dict[str, Any]) -> None:
    body["work"][0]["attempts"][1]["steps"][0]["response"] = {}


def of_score(body: dict[str, Any]) -> None:
    body["work"][0]["letters"][0]["scores"][2]["picks"]["r1"] = 0


def of_outcome(body: dict[str, Any]) -> None:
    next(one for one in body["courses"][0]["outcomes"] if one["state"] == "passed")["state"] = "failed"


def of_path(body: dict[str, Any]) -> None:
    body["decision"]["award"]["path"]["requirements"][0]["met"] = False


def of_law(body: dict[str, Any]) -> None:
    body["decision"]["award"]["law_as_of"] = "2020-01-01"


def of_bar(body: dict[str, Any]) -> None:
    at = body["decision"]["award"]["granted_at"]
    ruling = {"kind": "barred", "subject": "", "state": "in_force", "decided_at": at, "ended_at": None}
    body["decision"]["rulings"].append(ruling)


@pytest.mark.parametrize("change", [of_attempt, of_score, of_outcome, of_path, of_law, of_bar])
def test_whoever_changes_the_file_and_seals_it_anew_is_contradicted_by_it(found: dict[str, Any], change: Change) -> None:
    body = copy.deepcopy(found)
    change(body)
    with pytest.raises(EvidenceUnreadable):
        perform_again(body)
    assert not all_same(perform_again(json.loads(json.dumps(sealed(body)))))


@pytest.mark.parametrize("body", [{}, {"format": "other"}, {"digest": "0"}])
def test_a_file_of_something_else_is_no_evidence(body: dict[str, Any]) -> None:
    with pytest.raises(EvidenceUnreadable):
        perform_again(body)


def test_a_sealed_file_that_lacks_something_is_no_evidence(found: dict[str, Any]) -> None:
    body = {name: value for name, value in found.items() if name != "work"}
    with pytest.raises(EvidenceUnreadable):
        perform_again(json.loads(json.dumps(sealed(body))))


def test_nothing_checked_is_nothing_shown() -> None:
    assert not all_same([])
    assert not Check("x", 1, 2).same


def test_the_commands_write_the_file_and_make_the_decision_again(certificate: Certificate, tmp_path: Path) -> None:
    file = tmp_path / "evidence.json"
    out = StringIO()
    call_command("export_evidence", certificate.serial, output=str(file), stdout=out)
    found = json.loads(file.read_text(encoding="utf-8"))
    assert out.getvalue().strip() == f"{file}: {found['digest']}"
    again = StringIO()
    call_command("perform_again", str(file), json=True, stdout=again)
    said = json.loads(again.getvalue())
    assert (said["same"], said["differences"]) == (True, [])
    found["decision"]["award"]["claim"] = "certification"
    file.write_text(json.dumps(sealed(found)), encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        call_command("perform_again", str(file), stdout=StringIO())
    assert stopped.value.code == 1


@pytest.mark.parametrize("serial", ["", "nada", "0000-0000-0000-0000-0"])
@pytest.mark.django_db
def test_an_unknown_number_has_no_evidence(serial: str) -> None:
    with pytest.raises(CommandError):
        call_command("export_evidence", serial, stdout=StringIO())


def test_a_decider_downloads_it_and_that_is_audited(
    certificate: Certificate, programme: dict[str, Person], andes: House, as_person: Callable[[Person], Client]
) -> None:
    to = reverse("lms:records:evidence-file")
    answer = as_person(programme["decider"]).post(to, {"serial": certificate.serial})
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'evidence-{certificate.serial}.json"')
    assert all_same(perform_again(json.loads(answer.content)))
    event = AuditEvent.objects.get(act="evidence.exported")
    assert (event.actor, event.subject_id) == (programme["decider"].pk, str(Award.objects.get().pk))
    assert as_person(programme["decider"]).post(to, {"serial": "nada"}).status_code == 422
    assert as_person(andes.coordinator).post(to, {"serial": certificate.serial}).status_code == 404
