"""The words of claims, schemes and the code of conduct. Pure but for gettext."""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext, pgettext_lazy

from certificates import scheming
from certificates.models import Claim
from certificates.recertification import RenewalRule
from courses import api as courses

PART_NAMES: Final[Mapping[str, str | Promise]] = {
    scheming.OWNER: lazy("Scheme owner"),
    scheming.CERTIFYING: lazy("Certifying body"),
    scheming.PROVIDER: lazy("Training provider"),
    scheming.REVIEWER: pgettext_lazy("a party of a scheme", "Reviewer"),
    scheming.ATTESTS: lazy("What is attested"),
    scheming.NOT_ATTESTS: lazy("What is not attested"),
    scheming.IMPARTIALITY: lazy("Statement on impartiality"),
    scheming.REVIEW_BODY: lazy("Review body"),
    scheming.COMPLAINTS: lazy("Reviews and complaints"),
    scheming.MEMBERS: lazy("People of the review body"),
}
CONDUCT_NAMES: Final[Mapping[str, str | Promise]] = {
    scheming.NO_COMMISSIONS: lazy("No commissions"),
    scheming.NO_REPRESENTATION: lazy("No legal representation"),
    scheming.CONFIDENTIALITY: lazy("Confidentiality"),
    scheming.MORE: lazy("What else is asked"),
}


def not_official() -> str:
    """What no paper of ours is, in the words that all of them print."""
    return _("Not equivalent to an official certification of job skills. It does not entitle anyone to practise law.")


def claim_means(claim: str) -> str:
    """What a claim says of a person, in a sentence."""
    return {
        Claim.PARTICIPATION.value: _("It says that the person took part. Nothing was assessed."),
        Claim.ASSESSED.value: _("It says that the person completed these courses and passed their assessments."),
        Claim.CERTIFICATION.value: _(
            "It says that the person met everything that this scheme asks: assessed under supervision, with a cut score that "
            "was set by judges, and decided by people who did not teach them."
        ),
    }.get(claim, "")


def absent_sentence(code: str) -> str:
    """What is lacking where nobody vouches for it."""
    return {
        courses.BLUEPRINT: _("Nobody vouches for a blueprint of the exam."),
        courses.EXAM_POOL: _("Nobody vouches for a pool of exam questions that practice never shows."),
        courses.CUT_SCORE: _("Nobody vouches for an approved cut score."),
        courses.SITTINGS: _("Nobody vouches for supervised sittings."),
        courses.AUTHORSHIP: _("Nobody vouches for a supervised piece that shows whose work it is."),
    }.get(code, code)


def assurance_name(code: str) -> str:
    """One thing that the courses of a certification have in place."""
    return {
        courses.BLUEPRINT: _("Blueprint"),
        courses.EXAM_POOL: _("Exam pool"),
        courses.CUT_SCORE: _("Cut score"),
        courses.SITTINGS: _("Sittings"),
        courses.AUTHORSHIP: _("Authorship"),
    }.get(code, code)


def lack_sentence(code: str) -> str:
    """What a scheme lacks, and what would mend it."""
    fewest = {"n": scheming.FEWEST}
    return {
        scheming.PARTIES_NAMED: _("Name scheme owner, certifying body, training provider and reviewer, in both languages."),
        scheming.LIMITS: _("Say what is attested and what is not, in both languages."),
        scheming.DECIDERS: _("At least %(n)s people must hold the role of decider.") % fewest,
        scheming.STATEMENT: _("Write the statement on impartiality, in both languages."),
        scheming.REGISTER: _("The register of interests is not in use: every decider must have looked at their interests."),
        scheming.REVIEW: _(
            "Name the review body, in both languages, with at least %(n)s reviewers or deciders beside the %(n)s who decide."
        )
        % fewest,
        scheming.CONDUCT: _("Publish the code of conduct."),
    }[code]


def conjunctive_words(titles: str, *, endorsement: bool = False) -> str:
    """The rule by which an award is decided, in words: all of it, and nothing makes up for another."""
    said = _(
        "Every required part must be passed in each of these courses: %(courses)s. A high score in one part does not make up "
        "for another, and a red flag in a case is never averaged away."
    )
    return said % {"courses": titles}


def validity_words(months: int) -> str:
    """How long it holds."""
    if not months:
        return _("It has no end date.")
    if months % 12 == 0:
        return ngettext("It holds for %(n)s year.", "It holds for %(n)s years.", months // 12) % {"n": months // 12}
    return ngettext("It holds for %(n)s month.", "It holds for %(n)s months.", months) % {"n": months}


def renewal_words(months: int, opens: int, rule: RenewalRule, courses_asked: str, follows_law: bool) -> list[str]:
    """How it is renewed, and what moves its dates, in sentences."""
    if not months or not opens:
        return [_("It is not renewed.")]
    said = [
        ngettext(
            "It can be renewed in the last %(n)s month before it ends.",
            "It can be renewed in the last %(n)s months before it ends.", opens,
        ) % {"n": opens},
        _("For a renewal is asked: %(courses)s.") % {"courses": courses_asked},
    ]  # fmt: skip
    if rule.sessions:
        said.append(
            ngettext(
                "%(n)s clinic session confirmed since the award before.",
                "%(n)s clinic sessions confirmed since the award before.", rule.sessions,
            ) % {"n": rule.sessions}
        )  # fmt: skip
    if rule.refreshers:
        said.append(_("Every short review that a change of the law asked for must be done."))
    if follows_law:
        said.append(_("When a rule that it covers changes, a short review is due in a stated time; else it is not up to date."))
    return [*said, _("Days of leave do not count: they move the end by as many days.")]


def rule_sentence(code: str, detail: str) -> str:
    """What is wrong with a rule of a renewal (`recertification.rule_wrong`)."""
    return {
        "unknown": _("“renewal” does not know the name “%(name)s”.") % {"name": detail},
        "courses": _("“renewal: %(name)s” is a list of courses of this credential, at least one.") % {"name": detail},
        "sessions": _("“renewal: sessions” is a whole number from 0 to %(most)s.") % {"most": detail},
        "refreshers": _("“renewal: refreshers” is true or false."),
    }[code]


def each(say: Callable[[], str]) -> dict[str, str]:
    """The same words in both languages."""
    from django.utils import translation

    found = {}
    for code in scheming.LANGUAGES:
        with translation.override(code):
            found[code] = say()
    return found
