"""A second country rests on the first: what it asks, how long it holds, what becomes of it when the first is decided about."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from certificates import errors
from certificates.api import answer, suspend_award
from certificates.models import Award, AwardEvent
from certificates.scheme_errors import CountryHeld, NoEndorsement
from certificates.selectors.certificates import path
from certificates.services.endorsing import open_endorsement
from certificates.services.granting import sweep_entitled
from courses.models import Enrolment
from lms.institutions.models import Person
from tests.certificates.lives import Life, life, noon
from tests.certificates.scheming import people

__all__ = ["life", "people"]
AsPerson = Callable[[Person], Client]


def test_a_second_country_asks_its_own_courses_under_its_own_law(life: Life, as_person: AsPerson) -> None:
    with travel(noon("2026-03-15"), tick=False):
        life.grant()
        url = reverse("lms:certificates:endorsement-open", args=[life.award().pk])
        client = as_person(life.holder)
        assert url in client.get(reverse("lms:certificates:certificate-list")).content.decode()
        assert client.get(url).status_code == 200
        assert client.post(url, {"country": "PE"}).status_code == 422
        assert client.post(url, {"country": "CO"}).status_code == 302
        made = Enrolment.objects.get(country="CO")
        assert (made.purpose, made.course.key, made.round) == ("endorsement", "letter", 1)
        assert open_endorsement(award_id=life.award().pk, country="CO", by=life.holder.pk) == [made.pk]  # a double click
        requirements = path(life.holder.pk, life.programme.credential_id, "CO").requirements
        assert [one.subject for one in requirements] == [f"course:{life.programme.courses[1].pk}", "name"]
        life.finish("country")
        second = life.award("country")
        assert (second.country, second.extends, second.expires_at) == ("CO", life.award(), life.award().expires_at)
        assert [one.completion.enrolment_id for one in second.lms_completions.all()] == [made.pk]
        for award, country, error in (
            (life.award(), "CO", CountryHeld), (life.award(), "PE", CountryHeld), (second, "MX", NoEndorsement),
            (life.award(), "XX", NoEndorsement),
        ):  # fmt: skip
            with pytest.raises(error):
                open_endorsement(award_id=award.pk, country=country, by=life.holder.pk)


def test_only_an_award_in_force_gets_a_second_country(life: Life) -> None:
    with travel(noon("2026-03-15"), tick=False):
        life.grant()
        life.suspend()
        with pytest.raises(errors.MoveRefused):
            life.add_country()
        life.reinstate()
    with travel(noon("2029-03-20"), tick=False), pytest.raises(errors.MoveRefused):
        life.add_country()


def test_a_second_country_is_revoked_with_the_first_and_comes_back_with_it_alone(life: Life, people: dict[str, Person]) -> None:
    two: dict[str, Any] = {"by": people["decider"].pk, "approved_by": people["decider2"].pk}
    with travel(noon("2026-03-15"), tick=False):
        life.grant()
        life.add_country()
        life.finish("country")
        life.revoke()
        assert answer(life.serials["country"]).standing.reason_class == "integrity"
        life.reinstate()
        assert {answer(serial).standing.state for serial in life.serials.values()} == {"current"}
        suspend_award(award_id=life.award("country").pk, reason_class="review", **two)  # about this country alone
        life.suspend()
        life.reinstate()
        assert answer(life.serials["first"]).standing.state == "current"
        assert answer(life.serials["country"]).standing.state == "suspended"
    marks = AwardEvent.objects.filter(award=life.award("country")).order_by("number").values_list("act", "about")
    follows = {"follows": life.award().pk}
    assert list(marks) == [("granted", {}), ("revoked", follows), ("reinstated", follows), ("suspended", {})]


def test_without_the_first_in_force_a_second_country_is_not_granted(life: Life) -> None:
    with travel(noon("2026-03-15"), tick=False):
        life.grant()
        life.add_country()
        life.suspend()
        life.finish_courses()
        assert Award.objects.count() == 1
        [one] = [r for r in path(life.holder.pk, life.programme.credential_id, "CO").requirements if not r.met]
        assert (one.subject, one.code) == ("base", "base_ended")


def test_a_second_country_whose_word_was_lost_is_granted_by_the_daily_net(life: Life) -> None:
    with travel(noon("2026-03-15"), tick=False):
        life.grant()
        life.add_country()
        life.programme.write_completion(Enrolment.objects.get(country="CO"))
        assert sweep_entitled() == 1
        assert sweep_entitled() == 0
        assert set(Award.objects.values_list("country", flat=True)) == {"PE", "CO"}
