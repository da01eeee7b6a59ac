"""Every Unit subclass has a kind, or `check` says so."""

from assessments.checks import every_unit_has_a_kind, kind_name
from courses import kinds


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
    assert [message.id for message in found] == ["lms.E020"]
    assert "Quiz" in found[0].msg


def test_the_name_of_a_kind_is_the_name_of_its_class() -> None:
    assert [kind_name(name) for name in ("Quiz", "CaseStudy")] == ["quiz", "case_study"]
