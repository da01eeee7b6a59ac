"""A link is shown to those for whom it leads somewhere."""

import pytest

from lms.kernel.policy import may_open


@pytest.mark.parametrize(
    ("path", "roles", "opens"),
    [
        ("/library/blueprints/", {"administrator"}, False),
        ("/library/blueprints/", {"author"}, True),
        ("/verify/", set(), True),
        ("/calendar/?a=1", set(), True),
        ("/no-such-page/", {"administrator"}, False),
        ("", {"administrator"}, False),
    ],
)
def test_a_page_is_for_those_whom_its_policy_names(path: str, roles: set[str], opens: bool) -> None:
    assert may_open(path, roles) is opens
