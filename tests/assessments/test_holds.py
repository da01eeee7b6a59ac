"""Who scores harshly, leniently or otherwise than agreed is held back within a stated number of reference scripts."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from assessments import holding
from assessments.errors.assessors import HoldDecided, HoldOwn, HoldReasonMissing
from assessments.errors.releases import AppealHeld
from assessments.holding import SEEDS, Seen, finding
from assessments.models import Allocation, AssessorHold, FinalScore, ReferenceScript, Stage, Submission, SubmissionState
from assessments.selectors.letter_results import letter_result
from assessments.services.appeals import decide_appeal
from assessments.services.assessor_holds import check_assessor, decide_hold
from assessments.services.letters import new_ref
from assessments.services.releasing import release_letters
from courses.models import Course, UnitProgress
from lms.audit.models import AuditEvent
from lms.institutions.models import Person
from lms.messages.models import Message
from tests.assessments.quality import QUALIFIED_COURSE, make_references, qualified
from tests.assessments.scoring import HIGH, LOW, SOLID, score
from tests.assessments.test_appeals import ANSWER, appealed
from tests.assessments.test_seeding import score_seed
from tests.assessments.toolkit import write_toolkit
from tests.conftest import House

DRAWS = 600


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    return write_toolkit(tmp_path / "toolkit", course=QUALIFIED_COURSE)


def drawn(rng: random.Random, bias: float) -> tuple[str, int] | None:
    """An assessor drawn by chance: picks scatter by 4 to 9 points around the agreed percent plus a bias; three of four levels
    are exact where there is none; a red flag is misread in one script of twenty. What holds them back, and after how many."""
    spread = rng.uniform(4, 9)
    seen: list[Seen] = []
    for n in range(1, SEEDS + 1):
        exact = sum(rng.random() < 0.75 - abs(bias) / 100 for _n in range(5))
        seen.append(Seen(rng.gauss(bias, spread), exact, 5, rng.random() > 0.05))
        if found := finding(seen):
            return found.code, n
    return None


@pytest.mark.parametrize("bias", [-15, 15])
@pytest.mark.parametrize("cast", [1, 2, 3])
def test_a_bias_of_15_points_is_found_in_95_of_100_draws(bias: int, cast: int) -> None:
    rng = random.Random(cast)
    found = [drawn(rng, bias) for _n in range(DRAWS)]
    assert sum(one is not None for one in found) >= 0.95 * DRAWS
    codes = [one[0] for one in found if one]
    assert codes.count("harsh" if bias < 0 else "lenient") > 0.9 * len(codes)
    assert sorted(one[1] for one in found if one)[len(codes) // 2] <= 6  # half of them much sooner


@pytest.mark.parametrize("cast", [1, 2, 3])
def test_a_fair_assessor_is_held_back_in_5_of_100_draws_at_most(cast: int) -> None:
    rng = random.Random(cast)
    assert sum(drawn(rng, 0) is not None for _n in range(DRAWS)) <= 0.05 * DRAWS


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        ([Seen(-20, 3, 5)] * 3, ""),  # too few
        ([Seen(-20, 3, 5)] * 4, "harsh"),
        ([Seen(20, 3, 5)] * 4, "lenient"),
        ([Seen(-9, 3, 5)] * 4, ""),  # beyond, and not surely
        ([Seen(0, 1, 5)] * 5, "failing"),
        ([Seen(0, 5, 5, flags_right=False)] * 3 + [Seen(0, 5, 5)] * 2, "flags"),
        ([Seen(2.0 * n - 20, 5, 5) for n in range(12)], ""),  # it has come to the agreed scores
        ([Seen(4.0 * n - 22, 5, 5) for n in range(12)], "drifting"),  # right on average
        ([Seen(-20, 3, 5)] * 4 + [Seen(0, 5, 5)] * 12, ""),  # the last ones count
        ([Seen(-20, partner=1)] * 12, ""),  # two people differ: which one is off, nobody knows
        ([Seen(-18, partner=1), Seen(-18, partner=2)] * 5 + [Seen(-12, 3, 5)] * 2, "harsh"),
        ([Seen(-18, partner=1), Seen(-18, partner=2)] * 5 + [Seen(1, 5, 5)] * 2, ""),  # the reference scripts say no
    ],
)
def test_the_rule(seen: list[Seen], code: str) -> None:
    found = finding(seen)
    assert (found.code if found else "") == code


def serve(person: Person, script: ReferenceScript) -> Allocation:
    qualified(person)
    return Allocation.objects.create(reference=script, seed_ref=new_ref(), assessor=person, stage=Stage.SEED)


@pytest.fixture
def seeds(course: Course, toolkit_root: Path) -> list[ReferenceScript]:
    """Eight hidden scripts."""
    return [one for one in make_references(toolkit_root) if one.use == "seed"]


def held(person: Person, seeds: list[ReferenceScript]) -> AssessorHold:
    """Four scripts scored as badly as can be, where they are good."""
    good = [one for one in seeds if one.percent >= 60][:4]
    for script in good:
        score_seed(serve(person, script), {"r1": 0, "business": 0})
    return AssessorHold.objects.get(person=person, case_key="herbs")


def test_a_harsh_assessor_is_held_back_and_deciders_hear_of_it(
    seeds: list[ReferenceScript], andes: House, programme: dict[str, Person]
) -> None:
    hold = held(andes.assessor, seeds)
    assert hold.because["code"] == "harsh"
    assert hold.because["high"] < -holding.TOLERANCE
    message = Message.objects.get(kind="assessor_hold")
    assert message.person == programme["decider"]
    assert AuditEvent.objects.filter(act="hold.raised").count() == 1
    assert check_assessor(person_id=andes.assessor.pk, case_key="herbs") == []
    assert Message.objects.filter(kind="assessor_hold").count() == 1


def test_a_fair_one_is_not(seeds: list[ReferenceScript], andes: House) -> None:
    for script in seeds:
        score_seed(serve(andes.assessor, script), script.picks, *script.red_flags)
    assert not AssessorHold.objects.exists()


def test_release_waits_until_the_scores_stand(
    ruled: Callable[..., Submission], seeds: list[ReferenceScript], andes: House, programme: dict[str, Person]
) -> None:
    letter = ruled()
    score(letter, andes.assessor, SOLID)
    hold = held(andes.assessor, seeds)
    assert release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk).held == (letter.pk,)
    with pytest.raises(HoldReasonMissing):
        decide_hold(hold_id=hold.pk, decision="lifted", why=" ", by=programme["decider"].pk)
    with pytest.raises(HoldOwn):
        decide_hold(hold_id=hold.pk, decision="lifted", why="Soy yo.", by=andes.assessor.pk)
    decide_hold(hold_id=hold.pk, decision="lifted", why="Las guías eran otras.", by=programme["decider"].pk)
    with pytest.raises(HoldDecided):
        decide_hold(hold_id=hold.pk, decision="rescore", why="Otra vez.", by=programme["decider"].pk)
    assert release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk).released == (letter.pk,)
    assert check_assessor(person_id=andes.assessor.pk, case_key="herbs") == []  # what was decided is over
    event = AuditEvent.objects.get(act="hold.decided")
    assert (event.actor, event.reason) == (programme["decider"].pk, "Las guías eran otras.")


def test_a_result_that_goes_out_at_once_waits_for_a_person_while_its_assessor_is_held_back(
    ruled: Callable[..., Submission], andes: House, programme: dict[str, Person]
) -> None:
    hold = AssessorHold.objects.create(person=andes.assessor, case_key="herbs")
    letter = ruled(release="at_once")
    score(letter, andes.assessor, HIGH)
    assert letter.state == SubmissionState.SCORED
    assert UnitProgress.objects.get(unit_id=letter.unit_id).waits_on == "coordinator"
    decide_hold(hold_id=hold.pk, decision="lifted", why="Las guías eran otras.", by=programme["decider"].pk)
    assert release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk).released == (letter.pk,)


def test_an_appeal_is_not_decided_while_who_scored_it_is_held_back(
    ruled: Callable[..., Submission], andes: House, assessor2: Person, programme: dict[str, Person]
) -> None:
    letter = ruled()
    score(letter, andes.assessor, LOW)
    release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk)
    hold = AssessorHold.objects.create(person=assessor2, case_key="herbs")
    appeal = appealed(letter, programme["decider"], assessor2, HIGH)
    for changed in (True, False):
        with pytest.raises(AppealHeld):
            decide_appeal(appeal_id=appeal.pk, by=programme["decider"].pk, changed=changed, answer=ANSWER)
    decide_hold(hold_id=hold.pk, decision="lifted", why="Las guías eran otras.", by=programme["decider"].pk)
    decide_appeal(appeal_id=appeal.pk, by=programme["decider"].pk, changed=True, answer=ANSWER)


def test_a_writer_is_told_nothing_of_a_result_that_was_withdrawn_before_its_release(
    ruled: Callable[..., Submission], andes: House, assessor2: Person, programme: dict[str, Person], elena: Client
) -> None:
    letter = ruled()
    score(letter, andes.assessor, HIGH)
    hold = AssessorHold.objects.create(person=andes.assessor, case_key="herbs")
    decide_hold(hold_id=hold.pk, decision="rescore", why="Demasiado severa.", by=programme["decider"].pk)
    score(letter, assessor2, LOW)
    release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk)
    letter.refresh_from_db()
    result = letter_result(letter, again=True)
    assert [(str(one.percent), [str(n) for _who, n in one.scores]) for one in result["steps"]] == [("33.33", ["33.33"])]
    page = elena.get(reverse("lms:assessments:submission-detail", args=[letter.pk])).content.decode().split("<main")[1]
    assert "Otra persona evaluadora evaluó de nuevo su carta" in page
    for untrue in ("no coincidieron", "no estuvieron de acuerdo", "Tercera", "100 %", "100,00"):
        assert untrue not in page


@pytest.mark.parametrize("stages", ["single", "double"])
def test_other_people_score_what_is_not_released(
    ruled: Callable[..., Submission], seeds: list[ReferenceScript], andes: House, assessor2: Person, assessor3: Person,
    programme: dict[str, Person], stages: str,
) -> None:  # fmt: skip
    letter = ruled(stages=stages, tolerance=30)
    score(letter, andes.assessor, LOW)
    if stages == "double":
        score(letter, assessor2, SOLID if letter.state == "scored" else {"r1": 1, "business": 2})
    assert letter.state == SubmissionState.SCORED
    hold = held(andes.assessor, seeds)
    done = decide_hold(hold_id=hold.pk, decision="rescore", why="Demasiado severa.", by=programme["decider"].pk)
    assert (done.again, done.stand) == ((letter.pk,), ())
    letter.refresh_from_db()
    assert letter.state == SubmissionState.SUBMITTED
    score(letter, assessor3, HIGH)
    final = FinalScore.objects.filter(submission=letter).order_by("number").last()
    assert final
    assert (letter.state, final.number, final.basis, final.percent) == (SubmissionState.SCORED, 2, "third", 100)
    assert len(final.scores) == (2 if stages == "single" else 3)  # what they said stays beside it
    assert release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk).released == (letter.pk,)


def test_a_letter_that_they_decided_as_the_third_stays_and_is_named(
    ruled: Callable[..., Submission], seeds: list[ReferenceScript], andes: House, assessor2: Person, assessor3: Person,
    programme: dict[str, Person],
) -> None:  # fmt: skip
    letter = ruled(stages="double")
    score(letter, andes.assessor, HIGH)
    score(letter, assessor2, LOW)
    score(letter, assessor3, SOLID)
    hold = held(assessor3, seeds)
    done = decide_hold(hold_id=hold.pk, decision="rescore", why="Demasiado severa.", by=programme["decider"].pk)
    assert (done.again, done.stand) == ((), (letter.pk,))


def test_a_decider_finds_it_on_the_first_page_and_decides(
    seeds: list[ReferenceScript], andes: House, programme: dict[str, Person], as_person: Callable[[Person], Client]
) -> None:
    hold = held(andes.assessor, seeds)
    decider = as_person(programme["decider"])
    assert "/assessors/held/" in decider.get("/").content.decode()
    assert andes.assessor.full_name in decider.get("/assessors/held/").content.decode()
    page = f"/assessors/held/{hold.pk}/"
    assert decider.get(page).status_code == 200
    assert decider.post(page, {"decision": "lifted"}).status_code == 422
    decider.post(page, {"decision": "lifted", "why": "Visto con ella."})
    hold.refresh_from_db()
    assert hold.decision == "lifted"
    assert as_person(programme["reviewer"]).get(page).status_code == 404
