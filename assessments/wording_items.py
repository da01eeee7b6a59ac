"""The rules of good questions in words. In the active language."""

from django.utils.translation import gettext as _


def rule_in_words(rule: str) -> tuple[str, str]:
    """A rule's name, and why it is one."""
    return {
        "longest": (
            _("The right answer is the longest"),
            _("Who knows nothing chooses the longest. Say less in the right one, or give a mistake the words that people use."),
        ),
        "position": (
            _("The right answer stands in the same place"),
            _("Keys stand in all places about equally often. Move options where a quiz shows them in their author's order."),
        ),
        "absolutes": (
            _("“Always”, “never” in wrong answers only"),
            _("Such words are seldom true, and people know it: the answer that has one is crossed out without thinking."),
        ),
        "overlap": (
            _("Two options can both be right"),
            _("Amounts that overlap, an option inside another, “all of the above”: the learner has to guess what was meant."),
        ),
        "retyped": (
            _("A number of the law is written out"),
            _("It stays when the law moves, and nobody finds it. Bind the question to the fact, or say it without the number."),
        ),
        "stage": (_("No stage"), _("A blueprint counts questions by the stage of the business.")),
        "task": (
            _("No task"),
            _("Every question serves something that an advisor does; a blueprint shares an exam out over tasks."),
        ),
        "unsure": (
            _("Scored by law that is to be confirmed"),
            _("Leave it on trial until the office has confirmed the fact."),
        ),
        "options": (_("It can't be asked in a country"), _("Four different options are needed, and one right.")),
    }[rule]
