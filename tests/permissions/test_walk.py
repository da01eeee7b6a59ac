"""Every URL, asked for by everybody, by GET and by POST: the role from the declaration, the object from `expectations`.

Andes owns the objects. A refusal looks like a page that does not exist, and does nothing.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from lms.institutions.api import scope
from lms.kernel.policy import PERSON
from tests.permissions.asking import Answer, Asker, masked
from tests.permissions.bodies import bodies
from tests.permissions.expectations import (
    COUNTS_MISSES,
    NAMED_IN_BODY,
    NOBODYS,
    NOTES_WHEN_SEEN,
    REACH,
    ROLES,
    WRITES_NOTHING,
    Row,
)
from tests.permissions.walking import Route, declared
from tests.permissions.world import World

pytestmark = pytest.mark.django_db

ROUTES = {route.name: route for route in declared()}
ROWS = [
    *REACH,
    *(Row(name, NAMED_IN_BODY.get(name, frozenset(ROLES))) for name, route in ROUTES.items() if not route.arguments),
]
OF_ANDES = {"owner", "colleague", "facilitator", "facilitator2", "assessor", "coordinator"}
NOWHERE = UUID("00000000-0000-4000-8000-000000000000")


@pytest.fixture(scope="module")
def sent(world: World) -> dict[str, Any]:
    """A valid body for each POST."""
    return bodies(world)


def samples_of(row: Row, side: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a row's URL for one side's objects."""
    route = ROUTES[row.url]
    assert route.policy is not None
    return {name: side[row.samples.get(name) or route.policy.sample[name]] for name in route.arguments}


def missing(values: dict[str, Any]) -> dict[str, Any]:
    """The same arguments for objects that do not exist."""
    return {name: _nothing_like(value) for name, value in values.items()}


def _nothing_like(value: Any) -> Any:
    if isinstance(value, UUID):
        return NOWHERE
    if isinstance(value, int):
        return 987_654_321
    return value if value in ("es", "pdf") else "0000-0000"


def may_enter(route: Route, who: str) -> bool:
    """Whether the view's declaration lets this person in."""
    policy = route.policy
    assert policy is not None
    signed_in = who not in ("visitor", "nobody")
    return policy.is_public or (signed_in and (PERSON in policy.who or bool(policy.who & ROLES[who])))


def expected(row: Row, who: str, method: str) -> set[str]:
    """What may come back."""
    route = ROUTES[row.url]
    fits = route.methods is None or method in route.methods
    if not may_enter(route, who):
        closed = "login" if who == "visitor" else "404"
        return {closed} if fits else {closed, "405"}
    if not fits:
        return {"405"}
    return {"ok"} if who in row.reach else {"404"}


def test_the_roles_of_the_cast_are_what_the_table_says(world: World) -> None:
    held = {
        name: frozenset() if person is None or not hasattr(person, "lms_memberships") else scope(person.pk).roles
        for name, person in world.people.items()
    }
    assert held == dict(ROLES)


@pytest.mark.parametrize("who", ROLES)
def test_the_door_opens_for_whom_it_is_declared(who: str, world: World, asker: Asker, sent: dict[str, Any]) -> None:
    assert faults_of(who, ROWS, world, asker, sent) == []


def faults_of(who: str, rows: Iterable[Row], world: World, asker: Asker, sent: dict[str, Any]) -> list[str]:
    """What one person may not have got, or should have got, or left behind."""
    faults = []
    for row in rows:
        for method in ("GET", "POST"):
            path = reverse(row.url, kwargs=samples_of(row, world.andes.samples))
            answer = asker.ask(who, method, path, sent.get(row.url))
            wanted = expected(row, who, method)
            if answer.outcome not in wanted:
                faults.append(f"{who} {method} {row.label}: {answer.outcome}, expected {' or '.join(sorted(wanted))}")
            faults += _left_traces(row, who, method, answer)
    return faults


def _left_traces(row: Row, who: str, method: str, answer: Answer) -> list[str]:
    """A refusal writes nothing, mails nothing, asks for no job; and neither does looking at a page."""
    if answer.outcome == "ok" and (method == "POST" or row.url in NOTES_WHEN_SEEN):
        return []
    if answer.writes or answer.mails:
        return [f"{who} {method} {row.label}: {answer.outcome}, but wrote {sorted(set(answer.writes))}, {answer.mails} mails"]
    return []


@pytest.mark.parametrize("who", [name for name in ROLES if name != "visitor"])
def test_what_is_foreign_looks_like_what_does_not_exist(who: str, world: World, asker: Asker, sent: dict[str, Any]) -> None:
    """As JSON, which names the error; as a page for some. With the first argument missing, the others, and all."""
    faults = []
    for row in REACH:
        route = ROUTES[row.url]
        if who in row.reach or not may_enter(route, who):
            continue
        here = samples_of(row, world.andes.samples)
        for method in sorted({"GET", "POST"} & (route.methods or {"GET", "POST"})):
            for json in (True, False) if who in PAGES_TOO else (True,):
                answers = {}
                for name, values in lookalikes(here).items():
                    path = reverse(row.url, kwargs=values)
                    answer = asker.ask(who, method, path, sent.get(row.url), json=json)
                    answers[name] = (answer.status, masked(answer.text, path), tuple(answer.writes))
                if len(set(answers.values())) > 1 and row.url not in COUNTS_MISSES:
                    faults.append(f"{who} {method} {row.label}: {answers if json else list(answers)}")
    assert faults == []


PAGES_TOO = ("colleague", "foreign-coordinator")


def lookalikes(here: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A foreign object, and what must answer like it: an object that is missing, a foreign one with missing parts."""
    nowhere, first = missing(here), next(iter(here))
    found = {"foreign": here, "missing": nowhere}
    if len(here) > 1:
        found |= {"part missing": {**nowhere, first: here[first]}, "whole missing": {**here, first: nowhere[first]}}
    return found


def test_what_does_not_exist_is_not_found_by_those_who_would_reach_it(world: World, asker: Asker, sent: dict[str, Any]) -> None:
    faults = []
    for row in REACH:
        route = ROUTES[row.url]
        path = reverse(row.url, kwargs=missing(samples_of(row, world.andes.samples)))
        for method in sorted({"GET", "POST"} & (route.methods or {"GET", "POST"})):
            for who in sorted(row.reach):
                answer = asker.ask(who, method, path, sent.get(row.url)) if may_enter(route, who) else None
                if answer and answer.outcome != "404":
                    faults.append(f"{who} {method} {row.label}: {answer.outcome}")
    assert faults == []


def test_an_object_of_ones_own_lends_no_key_to_a_strangers(world: World, asker: Asker, sent: dict[str, Any]) -> None:
    """Two arguments, one of them the other institution's: not found, and nothing is done."""
    faults = []
    for row in REACH:
        route, values = ROUTES[row.url], samples_of(row, world.andes.samples)
        theirs = samples_of(row, world.sur.samples)
        for name in values if len(values) > 1 else ():
            if values[name] == theirs[name] or name in NOBODYS:
                continue
            path = reverse(row.url, kwargs={**values, name: theirs[name]})
            for method in sorted({"GET", "POST"} & (route.methods or {"GET", "POST"})):
                for who in sorted(row.reach & OF_ANDES):
                    answer = asker.ask(who, method, path, sent.get(row.url)) if may_enter(route, who) else None
                    if answer and (answer.outcome != "404" or answer.writes):
                        faults.append(f"{who} {method} {row.label} with a foreign {name}: {answer.outcome} {answer.writes}")
    assert faults == []


def test_the_bodies_would_have_done_something(world: World, asker: Asker, sent: dict[str, Any]) -> None:
    """The control of the walk: every POST writes when somebody sends it who may, so a refused one could have written."""
    written: dict[str, set[str]] = {}
    for row in ROWS:
        route = ROUTES[row.url]
        if "POST" not in (route.methods or {"POST"}):
            continue
        if route.methods is None and row.url not in sent:
            continue  # a page that looks the same whatever the method
        path = reverse(row.url, kwargs=samples_of(row, world.andes.samples))
        for who in sorted(row.reach):
            if may_enter(route, who):
                written.setdefault(row.url, set()).update(asker.ask(who, "POST", path, sent.get(row.url)).writes)
    idle = {name for name, tables in written.items() if not tables}
    assert idle == set(WRITES_NOTHING)


def test_a_role_that_ends_is_gone_at_the_next_request(world: World, asker: Asker) -> None:
    """`former` signed in as a coordinator; her role ended while her browser stayed open."""
    path = reverse("lms:institutions:institution-detail", args=[world.andes.samples["institution"]])
    assert world.former is not None
    assert asker.ask("former", "GET", path).outcome == "404"
    type(world.former).objects.filter(pk=world.former.pk).update(until=None)
    try:
        assert asker.ask("former", "GET", path).outcome == "ok"
    finally:
        type(world.former).objects.filter(pk=world.former.pk).update(until=world.former.since)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_do_nothing(method: str, world: World, asker: Asker) -> None:
    faults = []
    for row in ROWS:
        path = reverse(row.url, kwargs=samples_of(row, world.andes.samples))
        for who in ("visitor", "owner", "foreign-coordinator"):
            answer = asker.ask(who, method, path)
            if answer.broken or answer.status >= 500 or (answer.writes and row.url not in NOTES_WHEN_SEEN):
                faults.append(f"{who} {method} {row.label}: {answer.outcome} {answer.writes}")
    assert faults == []
