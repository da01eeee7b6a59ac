"""Every URL is named and declared, every argument has a sample, and the table in docs says what the code says."""

from collections import defaultdict

import pytest

from lms.config.checks import POLICIES_OF_OTHERS, _module_of
from lms.kernel.policy import PERSON, PUBLIC, policy_of
from tests.permissions import expectations
from tests.permissions.walking import TABLE, Route, routes, table

OURS = [route for route in routes() if not _module_of(route.view).startswith(tuple(POLICIES_OF_OTHERS))]
NO_SUCH_ROW = "a row in tests/permissions/expectations.py says who reaches its object"


def test_every_url_of_ours_is_named() -> None:
    assert [route.route for route in OURS if not route.named] == []


def test_every_url_of_ours_has_a_policy() -> None:
    assert [route.name for route in OURS if route.policy is None] == []


def test_names_are_used_once() -> None:
    names = [route.name for route in OURS]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_every_argument_has_a_sample() -> None:
    lacking = [
        f"{route.name}: {argument}"
        for route in OURS
        for argument in route.arguments
        if route.policy is not None and argument not in route.policy.sample
    ]
    assert lacking == []


def test_a_sample_names_an_argument() -> None:
    """One of the view's URLs: a view may stand at two, and only one of them take an argument."""
    taken: dict[object, set[str]] = defaultdict(set)
    for route in OURS:
        taken[route.view].update(route.arguments)
    assert [route.name for route in OURS if route.policy and set(route.policy.sample) - taken[route.view]] == []


def test_every_url_with_an_object_says_who_reaches_it() -> None:
    known = {row.url for row in expectations.REACH}
    assert [route.name for route in OURS if route.arguments and route.name not in known] == [], NO_SUCH_ROW
    assert known - {route.name for route in OURS} == set(), "rows of URLs that are gone"


def test_a_public_page_says_why() -> None:
    assert [route.name for route in OURS if route.policy and route.policy.is_public and not route.policy.why] == []


def test_nobody_declares_a_role_beside_everybody() -> None:
    """@policy("person", "advisor") would read as a limit and be none."""
    assert [r.name for r in OURS if r.policy and r.policy.who & {PUBLIC, PERSON} and len(r.policy.who) > 1] == []


def test_the_table_in_docs_says_what_the_code_says() -> None:
    cure = "Somebody's rights changed. If that is meant: .venv/bin/python -m tests.permissions"
    assert TABLE.read_text("utf-8") == table(), cure


@pytest.mark.parametrize("route", [route for route in routes() if route.package == "admin"][:3], ids=lambda route: route.name)
def test_pages_of_others_carry_no_policy_of_ours(route: Route) -> None:
    assert policy_of(route.view) is None
