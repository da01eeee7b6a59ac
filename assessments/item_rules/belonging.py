"""What a question is about, and on what it rests. Pure."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from assessments.item_rules.items import FAIL, NOTE, Finding, Item


def without_stage(bank: Sequence[Item]) -> list[Finding]:
    """Questions that no stage of a business asks: a blueprint can't count them."""
    sentence = _("The question names no stage of a business.")
    return [Finding("stage", item.bank, item.key, sentence) for item in bank if not item.stage]


def without_task(bank: Sequence[Item]) -> list[Finding]:
    """Questions that serve no task of an advisor."""
    sentence = _("The question names no task of an advisor.")
    return [Finding("task", item.bank, item.key, sentence) for item in bank if not item.task]


def unknown_tasks(bank: Sequence[Item], known: Mapping[str, object]) -> list[Finding]:
    """Questions whose task is in no list; nothing where there is no list."""
    sentence = _("The task '{task}' is in no list of tasks.")
    return [
        Finding("task", item.bank, item.key, sentence.format(task=item.task), figures={"task": item.task})
        for item in bank
        if known and item.task and item.task not in known
    ]


def unsure(bank: Sequence[Item]) -> list[Finding]:
    """Questions that rest, in a country, on a rule that is not of high confidence or must be checked: not scored there."""
    found = []
    for item in bank:
        for country, fact in item.unsure.items():
            sentence = _("It rests on «{fact}», which is to be confirmed there: it is asked on trial and not scored.")
            if item.scored:
                sentence = _("It is scored and rests on «{fact}», which is to be confirmed there: it may only be on trial.")
            weight = FAIL if item.scored else NOTE
            found.append(
                Finding("unsure", item.bank, item.key, sentence.format(fact=fact), country, "", {"fact": fact}, weight)
            )
    return found


def not_four(bank: Sequence[Item]) -> list[Finding]:
    """Questions that a country's reader can't be asked as they stand: too few different options, or none right."""
    return [
        Finding("options", item.bank, item.key, sentence, country)
        for item in bank
        for country, sentence in item.lacking.items()
    ]
