"""Every Unit subclass has a kind, or `check` says so."""

import re

from assessments.checks import every_unit_has_a_kind, kind_name
from courses import kinds
from tests.processes import ROOT


def test_all_our_units_have_a_kind() -> None:
    assert every_unit_has_a_kind(None) == []


def test_a_unit_without_a_kind_is_said_with_a_cure() -> None:
    known = kinds.unit_kinds()
    quiz = known["quiz"]
    kinds._units.pop("quiz")
    try:
        found = every_unit_has_a_kind(None)
    finally:
        kinds.register_unit_kind("quiz", quiz)
    assert [message.id for message in found] == ["lms.E031"]
    assert "Quiz" in found[0].msg


def test_an_id_of_a_check_has_one_meaning() -> None:
    told = [
        (found, path.relative_to(ROOT))
        for package in ("lms", "courses", "assessments", "certificates")
        for path in (ROOT / package).rglob("checks.py")
        for found in re.findall(r'id="(lms\.\w+)"', path.read_text())
    ]
    homes = {found: {path for one, path in told if one == found} for found, _path in told}
    assert {found: paths for found, paths in homes.items() if len(paths) > 1} == {}


def test_the_name_of_a_kind_is_the_name_of_its_class() -> None:
    assert [kind_name(name) for name in ("Quiz", "CaseStudy")] == ["quiz", "case_study"]
