"""What a writer declares about help: kept with the letter that is handed in, once."""

from assessments import authorship
from assessments.errors.authorship import DeclarationMissing
from assessments.models import HelpDeclaration, Submission
from lms.kernel.words import clean_text


def keep_declaration(letter: Submission, said: authorship.Said | None) -> None:
    """Keep what is declared when a letter is handed in. The caller holds the letter. A task without a rule asks nothing.

    Help that the task does not allow is kept as it is said: a person decides what follows. Raises DeclarationMissing.
    """
    rule = letter.config.get("ai_help", "")
    if not rule:
        return
    if what := authorship.mistakes(said):
        raise DeclarationMissing(what=what)
    assert said is not None
    HelpDeclaration.objects.create(
        letter=letter, rule=rule, helped=said.helped, helps=list(said.helps) if said.helped else [],
        words=clean_text(said.words).strip()[: authorship.MOST_WORDS] if said.helped else "",
    )  # fmt: skip


def forget_declarations(*, person_id: int) -> None:
    """Erasure: a writer's own words go, what was ticked stays. Safe to repeat."""
    HelpDeclaration.objects.filter(letter__enrolment__person_id=person_id).erase(words="")
