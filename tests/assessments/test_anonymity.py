"""Anonymous both ways, as a property of surfaces: every address that an assessor can open, what it answers, what is in its
files, mail, search, logs; every address of a writer before and after the result; and a reference script beside a letter.

A new page, a new kind of mail or a new file is looked at here without anybody's doing; a new kind of mail must be sorted below.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from assessments.models import (
    Allocation,
    Attachment,
    DiscussionNote,
    LetterVersion,
    Qualification,
    ReferenceScript,
    Rubric,
    Score,
    Submission,
)
from assessments.services.letter_files import attach_file
from assessments.services.letters import new_ref
from assessments.services.releasing import release_letters
from lms.institutions.api import person_card
from lms.institutions.models import Person
from lms.kernel.policy import PERSON
from lms.messages.kinds import _kinds
from lms.messages.models import Message
from lms.messages.rendering import write_words
from tests.assessments import files
from tests.assessments.conftest import LETTER
from tests.assessments.scoring import HIGH, LOW, SOLID, score
from tests.conftest import House
from tests.permissions.asking import Asker
from tests.permissions.badges import making_badges
from tests.permissions.bodies import bodies
from tests.permissions.expectations import REACH
from tests.permissions.test_walk import ROUTES, samples_of
from tests.permissions.walking import Route, declared
from tests.permissions.world import World, make_world

pytestmark = pytest.mark.django_db

MOST_PAGES: Final = 60  # beyond the addresses themselves
_LINK: Final = re.compile(r'\s(?:href|src|action|formaction)="(/[^"#]*)"')

# Kinds of mail by who reads them. An assessor gets the first ones because they score; what they say is looked at below.
TO_ASSESSORS: Final = frozenset({"script_discussion"})
TO_WRITERS: Final = frozenset(
    {"case_result", "case_appeal_received", "case_appeal_decided", "case_extension", "case_extension_ended", "review_state"}
)
TO_OTHERS: Final = frozenset(  # about something else than a letter, or to people who see names anyway or decide without them
    {
        "accommodation_state", "accommodation_to_decide", "complaint_told", "complaint_work", "review_work",
        "assessor_hold", "award_changed", "award_expiring", "case_appeal_to_decide", "certificate_ready",
        "clinic_not_confirmed", "clinic_sequel", "clinic_year", "holder_asked",
        "holder_reminded", "conduct_asked", "cut_judge", "cut_proposed", "cut_second_round",
        "blueprint_answered", "blueprint_asked", "exam_items_rest",
        "exam_decided", "exam_incident", "exam_invigilator", "exam_result",
        "exam_sitting", "invitation", "law_notice", "law_refresher", "law_reminder",
        "objection_answered", "permission_ending", "piece_ended", "piece_examines", "piece_planned", "piece_result",
        "piece_to_plan", "quiz_allowance", "quiz_regraded", "qualification_ending", "quiz_result", "register_faults",
        "digest_advisor", "digest_coordinator", "join_answered", "join_asked", "meeting_told", "module_extension", "nudge",
        "prior_state", "prior_work", "report_accepted", "report_delegate", "report_ready", "report_returned",
        "report_to_decide", "report_to_endorse", "review_due", "schedule_paused",
    }
)  # fmt: skip

# Pages that name institutions to everybody, whatever letters there are; a writer's own name is looked for on them all the same.
NAMES_INSTITUTIONS: Final = {
    "/interests/": "an assessor says here which institutions they know too well",
    "/verify/": "a certificate says who taught",
    "/calendar/": "who has its link subscribed to a group's calendar",
    "/calls/": "a call is an institution's, and open to everybody",
    "/join/": "who has its link is asked to join an institution's group",
    "/invitation/": "who has its link is invited by an institution",
}


class Looker(Asker):
    """Asks like the walk, and keeps the whole answer."""

    last: HttpResponseBase | None = None

    def _send(self, *args: Any) -> HttpResponseBase:  # type: ignore[override]
        self.last = Asker._send(*args)
        return self.last

    def told(self, who: str, method: str, path: str, body: Any = None, *, json: bool = False) -> str:
        """All that an answer says: its address, its headers and its text."""
        self.last = None
        answer = self.ask(who, method, path, body, json=json)
        heads = [f"{name}: {value}" for name, value in self.last.headers.items()] if self.last is not None else []
        return "\n".join([path, answer.broken, *heads, answer.text])


@dataclass
class Writer:
    """Who wrote the letter, in all the words by which somebody could be known."""

    person: list[str]
    place: list[str] = field(default_factory=list)


def name_the_writer(world: World) -> Writer:
    """The colleague who handed in a letter, her institution and her group get names that stand nowhere else."""
    house = world.andes.house
    person = house.advisor2
    person.given_name, person.family_name, person.certificate_name = "Zqgiven", "Zqfamily", "Zqgiven Zqcertificate"
    person.email = "zqaddress@zq.test"
    person.save()
    get_user_model().objects.filter(pk=person.user_id).update(email="zqlogin@zq.test")
    house.institution.names = {"es": "Zqcasa", "en": "Zqhouse"}
    house.institution.save()
    house.cohort.names, house.cohort.key = {"es": "Zqgrupo", "en": "Zqgroup"}, "zqkey"
    house.cohort.save()
    return Writer(
        ["zqgiven", "zqfamily", "zqcertificate", "zqaddress", "zqlogin", str(person.ref), person.ref.hex],
        ["zqcasa", "zqhouse", "zqgrupo", "zqgroup", "zqkey"],
    )


@pytest.fixture
def world(tmp_path: Any) -> Iterator[World]:
    """Andes and Sur with everything that a URL can name; a writer with a name of her own."""
    with making_badges(tmp_path), transaction.atomic():
        yield make_world(tmp_path / "toolkit")
        transaction.set_rollback(True)


def may_open(route: Route) -> bool:
    """Whether the view's declaration lets an assessor in."""
    policy = route.policy
    return policy is not None and (policy.is_public or PERSON in policy.who or "assessor" in policy.who)


def addresses(world: World) -> list[tuple[str, str]]:
    """(URL name, address) of all that an assessor may ask for, with the objects of Andes and of Sur."""
    found = [(route.name, reverse(route.name)) for route in declared() if may_open(route) and not route.arguments]
    for row in REACH:
        if may_open(ROUTES[row.url]):
            found += [(row.url, reverse(row.url, kwargs=samples_of(row, side.samples))) for side in (world.andes, world.sur)]
    return list(dict.fromkeys(found))


def crawled(asker: Looker, who: str, world: World) -> Iterable[tuple[str, str]]:
    """(where, what was told) for every address by GET and POST, and for every link on those pages."""
    sent = bodies(world)
    seen: set[str] = set()
    waiting: list[str] = []
    for name, path in addresses(world):
        for method in ("GET", "POST"):
            for json in (False, True) if ":script-" in name else (False,):
                told = asker.told(who, method, path, sent.get(name), json=json)
                yield f"{who} {method} {path}{' as JSON' if json else ''}", told
                waiting += [] if path in seen else _LINK.findall(told)
        seen.add(path)
    while waiting and len(seen) < MOST_PAGES + len(addresses(world)):
        path = waiting.pop(0).replace("&amp;", "&")
        if path in seen or path.startswith(("/static/", "/cuenta/", "//")):
            continue
        seen.add(path)
        told = asker.told(who, "GET", path)
        waiting += _LINK.findall(told)
        yield f"{who} GET {path}", told


def leaks(told: str, words: Iterable[str]) -> list[str]:
    low = told.casefold()
    return [word for word in words if word in low]


def test_no_surface_tells_an_assessor_whose_letter_it_is(world: World, caplog: pytest.LogCaptureFixture) -> None:
    writer = name_the_writer(world)
    asker = Looker({name: world.people[name] for name in ("assessor", "outside-assessor", "coordinator")})
    assert len([name for name, _path in addresses(world) if ":script-" in name]) >= 19  # the walk has the pages of scoring
    found = []
    caplog.set_level(logging.INFO)
    for who in ("assessor", "outside-assessor"):
        for where, told in crawled(asker, who, world):
            place = writer.place if who == "outside-assessor" and not any(one in where for one in NAMES_INSTITUTIONS) else []
            found += [f"{where}: {word}" for word in leaks(told, [*writer.person, *place])]
    found += [f"log: {line}" for line in caplog.messages if leaks(line, [*writer.person, *writer.place])]
    assert found == []
    assert [route.name for route in declared() if "audit" in route.route] == []  # no page shows the audit to an assessor
    seen = asker.told("coordinator", "GET", reverse("lms:courses:cohort-courses", args=[world.andes.samples["cohort"]]))
    assert leaks(seen, writer.place)  # the control: who may read the names meets them


def test_search_finds_no_letter_and_no_writer(world: World) -> None:
    name_the_writer(world)
    Submission.objects.filter(ref=world.andes.samples["script_ref"]).update(letter={**LETTER, "issues": "Zqpalabra del valle."})
    asker = Looker({"outside-assessor": world.people["outside-assessor"]})
    pages = {path.partition("?")[0] for name, path in addresses(world) if name.endswith("-search")}
    assert len(pages) >= 2
    for page in pages:
        nothing = same(asker.told("outside-assessor", "GET", f"{page}?q=qqqqqqqqq"), "qqqqqqqqq")
        for word in ("Zqpalabra", "Zqfamilia", "Zqcasazqq", world.andes.samples["script_ref"]):
            told = asker.told("outside-assessor", "GET", f"{page}?q={word}")
            assert same(told, word).replace(word.lower(), "(ref)") == nothing, word


# Files: their names, and what is in them


@pytest.mark.parametrize("make", [files.pdf, files.jpeg, files.png])
def test_a_file_says_nothing_of_who_made_it(
    draft: Submission, andes: House, as_person: Callable[[Person], Client], make: Callable[..., bytes]
) -> None:
    from assessments.services.letters import save_letter, submit_letter

    attach_file(letter_id=draft.pk, name=f"carta de {files.WHO}.{make.__name__}", body=make())
    save_letter(letter_id=draft.pk, blocks=LETTER, revision=0)
    submit_letter(letter_id=draft.pk)
    client = as_person(andes.assessor)
    client.post(reverse("lms:assessments:script-claim", args=[draft.ref]))
    reply = client.get(reverse("lms:assessments:script-file", args=[draft.ref, Attachment.objects.get().ref]))
    assert reply.status_code == 200
    heads = "\n".join(reply.headers.values())
    for word in (*files.WHO.split()[:1], "carta"):
        assert word not in heads
        assert word.encode() not in reply.content
        assert word.encode("utf-16-be") not in reply.content
    assert f"{draft.ref}-1." in heads


# Mail


def test_every_kind_of_mail_is_sorted_and_those_to_assessors_name_nobody(
    ruled: Callable[..., Submission], andes: House, assessor2: Person
) -> None:
    assert set(_kinds) == TO_ASSESSORS | TO_WRITERS | TO_OTHERS
    letter = ruled(stages="double", apart="discussion")
    score(letter, andes.assessor, HIGH)
    score(letter, assessor2, LOW)
    sent = list(Message.objects.filter(person__in=[andes.assessor, assessor2]))
    assert {one.kind for one in sent} == TO_ASSESSORS
    names = {andes.assessor.pk: "sergio", assessor2.pk: "pablo"}  # of the other one
    for one in sent:
        for language in ("es", "en"):
            words = write_words(kind=one.kind, person=replace(person_card(one.person_id), language=language), params=one.params)
            told = "\n".join([words.subject, words.text, words.html])
            found = leaks(
                told, ["elena", "andes", "advisor@", "grupo b", "100", "33", names[one.person_id], str(andes.advisor.ref)]
            )
            assert found == []
            assert letter.ref in told


# The writer: never who scored, nothing of a score before its release


HIDDEN: Final = ["comentario-oculto", "pasaje-oculto", "nota-oculta", "66,67", "66.67", "83,33", "83.33", "46,67", "46.67"]


def own_addresses(letter: Submission) -> list[str]:
    """Every address of a person with the writer's own objects in it, as far as a letter's course has them."""
    known = {
        "enrolment_id": letter.enrolment_id, "unit_id": letter.unit_id, "submission_id": letter.pk, "number": 1, "version": 1,
        "ref": letter.ref, "attachment_ref": letter.ref,
    }  # fmt: skip
    found = []
    for route in declared():
        policy = route.policy
        assert policy is not None
        if not (policy.is_public or PERSON in policy.who or "advisor" in policy.who):
            continue
        if all(name in known for name in route.arguments):
            with suppress(NoReverseMatch):  # an address that takes another kind of value is not a letter's
                found.append(reverse(route.name, kwargs={name: known[name] for name in route.arguments}))
    return found


def look(client: Client, letter: Submission) -> str:
    """All that every page, and the mail so far, tells the writer."""
    told = []
    for path in own_addresses(letter):
        with transaction.atomic():
            reply = client.get(path)
            body = b"".join(reply.streaming_content) if reply.streaming else reply.content
            told.append(f"{path} {reply.status_code} {dict(reply.headers)} {body.decode(errors='replace')}")
            transaction.set_rollback(True)
    for one in Message.objects.filter(person_id=letter.enrolment.person_id):
        words = write_words(kind=one.kind, person=person_card(one.person_id), params=one.params)
        told.append("\n".join([words.subject, words.text, words.html]))
    return "\n".join(told)


def give(letter: Submission, person: Person, picks: dict[str, int]) -> Score:
    """A score with a comment and a remark that must not be read too early."""
    from assessments.services.scoring_letters import claim_letter, record_score

    lease = Allocation.objects.get(pk=claim_letter(submission_id=letter.pk, assessor_id=person.pk))
    anchor = {
        "block": "issues",
        "start": 0,
        "end": 2,
        "quote": LETTER["issues"][:2],
        "text": "Pasaje-oculto.",
        "criterion": "r1",
    }
    made = record_score(
        allocation_id=lease.pk, assessor_id=person.pk, fence=lease.fence, picks=picks, red_flags=[], anchors=[anchor],
        comments={"r1": "Comentario-oculto."},
    )  # fmt: skip
    letter.refresh_from_db()
    return Score.objects.get(pk=made)


def test_the_writer_never_learns_who_scored_and_nothing_of_a_score_before_its_release(
    ruled: Callable[..., Submission], andes: House, assessor2: Person, assessor3: Person, elena: Client
) -> None:
    letter = ruled(stages="double", apart="discussion", tolerance=10)
    scorers = (andes.assessor, assessor2, assessor3)
    known = []
    for number, person in enumerate(scorers):
        Person.objects.filter(pk=person.pk).update(given_name=f"Zqscorer{number}", family_name=f"Zqfamily{number}")
        known += [f"zqscorer{number}", f"zqfamily{number}", person.email, str(person.ref), person.ref.hex]
    assert len(own_addresses(letter)) > 25
    assert leaks(look(elena, letter), known + HIDDEN) == []
    give(letter, andes.assessor, {"r1": 3, "business": 3})
    assert leaks(look(elena, letter), known + HIDDEN) == []
    give(letter, assessor2, {"r1": 1, "business": 2})  # 46.67
    DiscussionNote.objects.create(allocation=letter.lms_allocations.get(stage="first"), text="Nota-oculta.")
    assert leaks(look(elena, letter), known + HIDDEN) == []
    give(letter, andes.assessor, {"r1": 3, "business": 3})
    give(letter, assessor2, {"r1": 1, "business": 2})
    assert leaks(look(elena, letter), known + HIDDEN) == []
    give(letter, assessor3, {"r1": 2, "business": 2})  # 66.67
    assert letter.state == "scored"
    assert leaks(look(elena, letter), known + HIDDEN) == []
    release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk)
    after = look(elena, letter)
    assert leaks(after, [*known, "nota-oculta"]) == []
    assert {"comentario-oculto", "66,67"} <= set(leaks(after, HIDDEN))  # the control: now it is there


# A reference script that is served as a letter cannot be told from one


@dataclass
class Pair:
    """A letter and a reference script with the same words, both in Pablo's queue, handed in at the same moment."""

    letter: Submission
    seed: Allocation

    @property
    def refs(self) -> tuple[str, str]:
        assert self.seed.seed_ref is not None
        return self.letter.ref, self.seed.seed_ref


@pytest.fixture
def pair(ruled: Callable[..., Submission], andes: House) -> Pair:
    letter = ruled(stages="double", qualify=True, seed_every=5)
    config = {**letter.unit_version.config, "titles": letter.unit_version.titles}
    rubric = config["rubric"]
    Qualification.objects.create(person=andes.assessor, case_key="herbs", structure_hash=rubric["structure_hash"])
    script = ReferenceScript.objects.create(
        key="herbs-1", case_key="herbs", rubric=Rubric.objects.get(content_hash=rubric["content_hash"]),
        structure_hash=rubric["structure_hash"], use="seed", country="PE", language="es", config=config, letter=letter.letter,
        asked=letter.asked, picks=SOLID, percent=80,
    )  # fmt: skip
    seed = Allocation.objects.create(
        reference=script, seed_ref=new_ref(), assessor=andes.assessor, stage="seed", shown_as_of=letter.submitted_at
    )
    beside = Submission.objects.create(
        enrolment_id=letter.enrolment_id, unit_id=letter.unit_id, unit_version_id=letter.unit_version_id, number=9,
        ref="AAAA-0009", state="submitted", letter=letter.letter, submitted_at=timezone.now() + timedelta(minutes=5),
        case_key=letter.case_key, structure_hash=letter.structure_hash,
    )  # fmt: skip
    Allocation.objects.create(submission=beside)  # a seed waits beside letters of its country only
    return Pair(letter, seed)


_NOISE: Final = (
    (re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+'), r"\1"),
    (re.compile(r'((?:name="served" )?value=")\[?[\w:\-]{60,}'), r"\1(signed)"),
    (re.compile(r"\b\d\d:\d\d\b"), "(time)"),
    (re.compile(r"ETag: .*"), ""),  # of a page that repeats what was looked for
)


def same(text: str, ref: str) -> str:
    """A page without its letter's reference, its tokens and its times of day."""
    text = text.replace(ref, "(ref)")
    for pattern, put in _NOISE:
        text = pattern.sub(put, text)
    return text


def lines_of(html: str, ref: str) -> str:
    """The queue's line of one letter."""
    return next(line for line in re.findall(r"<li>.*?</li>", html, re.DOTALL) if ref in line)


def heads(reply: Any) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name not in ("Content-Length", "Content-Security-Policy")}


def test_a_reference_script_cannot_be_told_from_a_letter(
    pair: Pair, andes: House, as_person: Callable[[Person], Client], caplog: pytest.LogCaptureFixture
) -> None:
    client = as_person(andes.assessor)
    caplog.set_level(logging.INFO)
    queue = client.get(reverse("lms:assessments:submission-list")).content.decode()
    assert len({same(lines_of(queue, ref), ref) for ref in pair.refs}) == 1
    assert "Tanda 2" not in queue  # both stand in one batch
    full = {"fence": "1", "level-r1": "2", "level-business": "3", "flag-f1": "clear", "comment-r1": "Bien.",
            "new-quote": "marca colectiva", "new-text": "Diga por qué."}  # fmt: skip
    acts: list[tuple[str, str, dict[str, str], bool]] = [
        ("get", "script-form", {}, False),  # nobody reads without a lease
        ("post", "script-score", full, False),
        ("post", "script-claim", {}, False),
        ("post", "script-claim", {}, False),
        ("get", "script-form", {}, False),
        ("post", "script-draft", full, True),
        ("post", "script-draft", full | {"fence": "9"}, True),
        ("post", "script-draft", full | {"do": "add"}, False),
        ("post", "script-draft", full | {"do": "add", "new-quote": "no está"}, False),
        ("get", "script-form", {}, False),
        ("post", "script-return", {}, False),
        ("get", "submission-list", {}, False),
        ("post", "script-claim", {}, False),
        ("get", "script-discussion", {}, False),
        ("post", "script-note", {"text": "Hola."}, False),
        ("post", "script-score", {"fence": "1"}, False),
        ("post", "script-review", full, False),
        ("post", "script-score", full | {"fence": "9"}, False),
        ("post", "script-score", full, False),
        ("post", "script-score", full, False),
        ("post", "script-claim", {}, False),
        ("get", "script-form", {}, False),
        ("get", "submission-list", {}, False),
    ]
    answers: list[list[Any]] = [[], []]
    logs: list[list[str]] = [[], []]
    for side, ref in enumerate(pair.refs):
        other = pair.refs[1 - side]
        browser = as_person(andes.assessor)
        for number, (method, name, body, json) in enumerate(acts):
            caplog.clear()
            path = reverse(f"lms:assessments:{name}", args=[] if name == "submission-list" else [ref])
            accept = {"accept": "application/json"} if json else {}
            reply = getattr(browser, method)(path, body, headers=accept)
            text = reply.content.decode()
            if name == "submission-list":  # what stands in the queue beside it is the other one
                text = "".join(
                    sorted(same(one, ref) for one in re.findall(r"<li>.*?</li>", text, re.DOTALL) if other not in one)
                )
            answers[side].append(
                (number, name, reply.status_code, {k: same(v, ref) for k, v in heads(reply).items()}, same(text, ref))
            )
            logs[side] += [same(line, ref) for line in caplog.messages]
    for one, two in zip(*answers, strict=True):
        assert one == two
    assert logs[0] == logs[1]
    assert Score.objects.count() == 2
    assert [len(ref) for ref in pair.refs] == [9, 9]


def test_taking_the_next_one_takes_either(pair: Pair, andes: House, as_person: Callable[[Person], Client]) -> None:
    client = as_person(andes.assessor)
    taken = {client.post(reverse("lms:assessments:script-next")).url for _n in range(2)}
    assert taken == {reverse("lms:assessments:script-form", args=[ref]) for ref in pair.refs}
    html = client.get(reverse("lms:assessments:submission-list")).content.decode()
    assert len({same(lines_of(html, ref), ref) for ref in pair.refs}) == 1


def test_a_reference_script_counts_in_the_week_as_a_letter_does(
    pair: Pair, andes: House, as_person: Callable[[Person], Client]
) -> None:
    client = as_person(andes.assessor)
    full = {"fence": "1", "level-r1": "2", "level-business": "3", "flag-f1": "clear"}
    for number, ref in enumerate(pair.refs, start=1):
        client.post(reverse("lms:assessments:script-claim", args=[ref]))
        client.post(reverse("lms:assessments:script-score", args=[ref]), full)
        page = client.get(reverse("lms:assessments:submission-list")).content.decode()
        assert f'<p class="figure-big">{number}</p>' in page


def test_old_versions_of_a_letter_are_its_writers_only(
    ruled: Callable[..., Submission], andes: House, as_person: Callable[[Person], Client]
) -> None:
    letter = ruled()
    client = as_person(andes.assessor)
    client.post(reverse("lms:assessments:script-claim", args=[letter.ref]))
    LetterVersion.objects.create(
        submission=letter, number=90, letter={**LETTER, "issues": "Zqantes."}, at=timezone.now() - timedelta(days=1)
    )
    for path in own_addresses(letter):
        if "/letters/" in path:
            assert client.get(path).status_code in (404, 405), path
    assert "Zqantes" not in client.get(reverse("lms:assessments:script-form", args=[letter.ref])).content.decode()
