"""The tests before and after a course: two forms of equal make, in either order, counting for nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assessments.api import gain_pairs, mean_gain
from assessments.errors.surveys import FormsInUse, FormsLength, FormsTooFew, GainNotOffered, GainSubmitted
from assessments.models import Attempt, GainSitting, ParallelForms
from assessments.rehearsal import answer_to
from assessments.services.gain_sittings import keep_answers, start_gain
from assessments.services.parallel_forms import make_forms
from assessments.statistics.gains import t_quantile
from assessments.surveys.pairing import Item, first_form, other_form, parallel_forms
from courses import api as courses
from courses.models import Completion, Course, Enrolment, OutcomeRecord
from courses.models import Item as Published
from lms.institutions.events import person_erased
from lms.institutions.models import Person
from tests.assessments.surveying import people_of
from tests.conftest import House
from tests.courses import building

pytestmark = pytest.mark.django_db

ENTRY = """\
- key: g-{n}
  kind: single
  topic: {topic}
  difficulty: {difficulty}
  stem: {{es: Pregunta {n}, en: Question {n}}}
  options:
  - {{id: a, right: true, text: {{es: Secreta {n}, en: Secret {n}}}}}
  - {{id: b, text: {{es: Otra {n}, en: Other {n}}}}}
  - {{id: c, text: {{es: Nada {n}, en: Nothing {n}}}}}
"""


@pytest.fixture
def forms(course: Course, toolkit_root: Path, programme: dict[str, Person]) -> ParallelForms:
    """Two forms of four questions from a bank of ten: six on marks, four on designs."""
    lines = [ENTRY.format(n=n, topic="trademarks" if n < 6 else "designs", difficulty=1 + n % 2) for n in range(10)]
    head = "bank: gains\ntitles: {es: Antes y después, en: Before and after}\npool: practice\nquestions:\n"
    (toolkit_root / "questions" / "gains.yaml").write_text(head + "".join(lines), encoding="utf-8")
    courses.import_toolkit(path=toolkit_root, by=programme["author"].pk)
    drafts = Published.objects.filter(kind="question", key__startswith="g-").values_list("pk", flat=True)
    courses.publish_items(item_ids=list(drafts), by=programme["author"].pk, approved_by=programme["focal"].pk)
    make_forms(course_id=course.pk, banks=["gains"], length=4, seen=0, by=programme["author"].pk, seed=3)
    return ParallelForms.objects.get()


def taker(person: Person, house: House, course: Course) -> Enrolment:
    return building.enrol(person, house.institution, course, cohort_course=place(house, course))


def place(house: House, course: Course) -> object:
    return course.lms_cohorts.filter(cohort=house.cohort).first() or building.place(house.cohort, course)


def sit(enrolment: Enrolment, moment: str, right: int) -> GainSitting:
    """Begin, answer with so many right, hand in."""
    row = GainSitting.objects.get(pk=start_gain(enrolment_id=enrolment.pk, moment=moment))
    raws = {
        slot["slot"]: answer_to(slot, right=n < right, country="PE") for n, slot in enumerate(row.sheet["slots"])
    }  # fmt: skip
    assert keep_answers(sitting_id=row.pk, raws=raws, hand_in=True) == {}
    row.refresh_from_db()
    return row


def both(enrolment: Enrolment, before: int, after: int) -> None:
    sit(enrolment, "pre", before)
    building.finish(enrolment, score="80")
    sit(enrolment, "post", after)


def test_the_forms_have_the_same_cells_and_no_question_in_common(forms: ParallelForms) -> None:
    a, b = ({pair[form] for pair in forms.pairs} for form in ("a", "b"))
    assert len(a) == len(b) == 4
    assert not a & b
    assert sorted(pair["cell"] for pair in forms.pairs).count("trademarks") >= 2
    assert {slot["key"] for slot in forms.material["slots"]} == a | b


def test_forms_refuse_what_they_can_not_be(forms: ParallelForms, programme: dict[str, Person]) -> None:
    asked = {"course_id": forms.course_id, "banks": ["gains"], "by": programme["author"].pk}
    with pytest.raises(FormsTooFew):
        make_forms(**asked, length=6, seen=1)
    with pytest.raises(FormsLength):
        make_forms(**asked, length=3, seen=1)
    with pytest.raises(FormsInUse):
        make_forms(**asked, length=4, seen=0)
    assert make_forms(**asked, length=4, seen=1) == 2


def test_the_second_test_is_on_the_other_form_and_orders_are_balanced(andes: House, forms: ParallelForms) -> None:
    orders = []
    for person in people_of(andes.institution, 6):
        enrolment = taker(person, andes, forms.course)
        both(enrolment, 1, 3)
        pre, post = (GainSitting.objects.get(enrolment=enrolment, moment=one) for one in ("pre", "post"))
        assert post.form == other_form(pre.form)
        assert not {s["key"] for s in pre.sheet["slots"]} & {s["key"] for s in post.sheet["slots"]}
        orders.append(pre.form)
    assert orders.count("a") == orders.count("b") == 3


def test_neither_counts_for_the_course(andes: House, forms: ParallelForms) -> None:
    enrolment = taker(andes.advisor, andes, forms.course)
    sit(enrolment, "pre", 4)
    assert not OutcomeRecord.objects.filter(enrolment=enrolment).exists()
    assert not Attempt.objects.filter(enrolment=enrolment).exists()
    building.finish(enrolment, score="50")
    records = OutcomeRecord.objects.count()
    sit(enrolment, "post", 0)
    assert Completion.objects.get().score == 50
    assert OutcomeRecord.objects.count() == records


def test_the_first_is_offered_before_anything_is_begun_and_the_second_to_who_took_it(
    andes: House, forms: ParallelForms
) -> None:
    late, without = (taker(one, andes, forms.course) for one in (andes.advisor, andes.advisor2))
    with pytest.raises(GainNotOffered):
        start_gain(enrolment_id=late.pk, moment="post")
    started = start_gain(enrolment_id=late.pk, moment="pre")
    assert start_gain(enrolment_id=late.pk, moment="pre") == started
    for enrolment in (late, without):
        building.finish(enrolment, score="80")
    for enrolment, moment in ((late, "pre"), (late, "post"), (without, "post"), (without, "pre"), (without, "x")):
        with pytest.raises(GainNotOffered):
            start_gain(enrolment_id=enrolment.pk, moment=moment)


def test_a_learner_takes_both_on_pages_and_sees_no_answer_before_the_end(
    andes: House, forms: ParallelForms, as_person: Callable[[Person], Client]
) -> None:
    enrolment, elena = taker(andes.advisor, andes, forms.course), as_person(andes.advisor)
    home = reverse("lms:courses:enrolment-detail", args=[enrolment.pk])
    url = reverse("lms:assessments:gain", args=[enrolment.pk, "pre"])
    assert "Una prueba antes del curso" in elena.get(home).content.decode()
    assert elena.get(url).status_code == 200
    elena.post(reverse("lms:assessments:gain-start", args=[enrolment.pk, "pre"]))
    page = elena.get(url).content.decode()
    assert page.count("<fieldset") >= 4
    assert '"right"' not in page
    row = GainSitting.objects.get()
    slot = row.sheet["slots"][0]
    right = answer_to(slot, right=True, country="PE")["chosen"][0]
    elena.post(url, {"was-1": "0", "q-1": right, "go": "stay"})
    assert GainSitting.objects.get().answers
    assert f'value="{right}" ' in elena.get(url).content.decode()
    assert elena.post(url, {"was-1": "0", "q-1": "nonsense", "go": "submit"}).status_code == 422
    done = elena.post(url, {"was-1": "0", "q-1": right, "go": "submit"}, follow=True).content.decode()
    assert "lado a lado" in done
    assert "25" not in done.split("<h1")[1]
    assert as_person(andes.advisor2).get(url).status_code == 404
    with pytest.raises(GainSubmitted):
        keep_answers(sitting_id=row.pk, raws={}, hand_in=True)
    building.finish(enrolment, score="80")
    assert "Una prueba después del curso" in elena.get(home).content.decode()
    sit(enrolment, "post", 4)
    shown = elena.get(reverse("lms:assessments:gain", args=[enrolment.pk, "post"])).content.decode()
    assert "75,0" in shown


def test_a_group_reads_the_mean_gain_in_whole_fives(
    andes: House, forms: ParallelForms, as_person: Callable[[Person], Client]
) -> None:
    url, carla = reverse("lms:assessments:survey-group", args=[andes.cohort.pk]), as_person(andes.coordinator)
    people = people_of(andes.institution, 6)
    for n, person in enumerate(people[:4]):
        both(taker(person, andes, forms.course), 0, 1 + n % 2)
    assert "Se muestra desde cinco personas" in carla.get(url).content.decode()
    both(taker(people[4], andes, forms.course), 0, 1)
    five = carla.get(url).content.decode().split('id="gains"')[1].split("</section>")[0]
    both(taker(people[5], andes, forms.course), 0, 4)
    assert carla.get(url).content.decode().split('id="gains"')[1].split("</section>")[0] == five
    now = timezone.now()
    rows = gain_pairs(start=now - timedelta(days=1), end=now + timedelta(days=1))
    assert [one.gain for one in rows] == [25, 50, 25, 50, 25, 100]
    assert {one.cohort_id for one in rows} == {andes.cohort.pk}
    assert gain_pairs(start=now + timedelta(days=1), end=now + timedelta(days=2)) == []


def test_an_author_makes_forms_on_a_page(
    forms: ParallelForms, programme: dict[str, Person], as_person: Callable[[Person], Client]
) -> None:
    author, url = as_person(programme["author"]), reverse("lms:assessments:parallel-forms", args=[forms.course_id])
    assert "4 preguntas en cada forma" in author.get(url).content.decode()
    assert author.post(url, {"seen": "1", "banks": ["gains"], "length": "9"}).status_code == 422
    assert author.post(url, {"seen": "1", "banks": ["gains"], "length": "4"}).status_code == 302
    assert ParallelForms.objects.count() == 2


def test_erasure_empties_answers_and_keeps_what_they_earned(andes: House, forms: ParallelForms) -> None:
    row = sit(taker(andes.advisor, andes, forms.course), "pre", 2)
    assert row.answers
    person_erased.send(sender=Person, person_id=andes.advisor.pk)
    row.refresh_from_db()
    assert (row.answers, row.fraction) == ({}, 0.5)


ITEMS = st.lists(
    st.tuples(st.sampled_from("xyz"), st.integers(1, 3), st.integers(0, 30)), max_size=40
).map(lambda rows: [Item(f"k{n}", cell, level, f"s{about}") for n, (cell, level, about) in enumerate(rows)])  # fmt: skip


@given(items=ITEMS, length=st.integers(1, 12), seed=st.integers(0, 99))
def test_whatever_there_is_the_two_forms_match_pair_by_pair(items: list[Item], length: int, seed: int) -> None:
    weights = dict.fromkeys("xyz", 1.0)
    pairs = parallel_forms(items, weights, length=length, seed=seed)
    assert pairs == parallel_forms(list(reversed(items)), weights, length=length, seed=seed)
    by_key = {one.key: one for one in items}
    keys = [key for pair in pairs for key in (pair.a, pair.b)]
    assert len(keys) == len(set(keys)) == len({by_key[key].subject for key in keys})
    for pair in pairs:
        one, other = by_key[pair.a], by_key[pair.b]
        assert one.cell == other.cell == pair.cell
        assert abs(one.difficulty - other.difficulty) <= 1
    assert len(pairs) <= length


@given(seed=st.integers(0, 10_000), n=st.integers(0, 40))
def test_after_every_two_learners_both_orders_are_even(seed: int, n: int) -> None:
    orders = [first_form(seed, place) for place in range(2 * n)]
    assert orders.count("a") == orders.count("b") == n


def test_the_interval_is_that_of_the_tables() -> None:
    for freedom, known in (
        (1, 12.706),
        (2, 4.303),
        (5, 2.571),
        (9, 2.262),
        (30, 2.042),
        (120, 1.980),
    ):  # Fisher & Yates, table III
        assert t_quantile(freedom) == pytest.approx(known, abs=0.0006)
    found = mean_gain([1.0, 2.0, 3.0, 4.0, 5.0])
    assert (found.n, found.mean) == (5, 3.0)
    assert found.interval is not None
    assert found.interval.high == pytest.approx(3 + 2.77645 * 1.5811388 / 5**0.5, abs=1e-4)
    assert mean_gain([]).mean is None
    assert mean_gain([2.0]).interval is None
