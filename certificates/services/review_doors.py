"""Decisions about certificates that can be reviewed: objections as a source of the one inbox; bars and refused exceptions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.errors import ObjectionNotFound
from certificates.models import AwardEvent, Objection, ObjectionState, Ruling, RulingKind, RulingState
from certificates.selectors.awards import objection_lines
from certificates.services.deciding import require_decider
from certificates.services.objections import acknowledge_objection, clock_of
from certificates.services.rulings import end_ruling, propose_ruling, put_in_force
from certificates.standing import AGAINST
from certificates.wording.awards import act_word
from courses import api as courses
from courses.api import Adverse, DecidedReview, ReviewLine
from lms.institutions import api as institutions
from lms.institutions.api import Scope
from lms.kernel.words import in_language
from lms.messages.api import send

KEY: Final = "award"
TIME: Final = timedelta(days=30)


class ObjectionSource:
    """Requests for the review of decisions about awards, which have tables and pages of their own."""

    def lines(self, *, scope: Scope | None, over: bool, limit: int) -> Sequence[ReviewLine]:
        rows = Objection.objects.filter(state=ObjectionState.OPEN).order_by("due_on", "pk")
        if over:
            rows = Objection.objects.exclude(state=ObjectionState.OPEN).order_by("-decided_at", "-pk")[:limit]
        found = {row.pk: row for row in rows}
        return [
            ReviewLine(
                KEY, line.id, act_word(line.act), {"es": f"{line.holder}: {in_language(line.credential, 'es')}",
                "en": f"{line.holder}: {in_language(line.credential, 'en')}"}, line.country, line.at,
                clock_of(found[line.id], line.country).acknowledge_by, line.due_on, found[line.id].acknowledged_at, line.state,
                line.decided_at, reverse("lms:certificates:objection-answer", args=[line.id]), line.hands, "", line.holder_id,
            )
            for line in objection_lines(list(found.values()))
        ]  # fmt: skip

    def acknowledge(self, *, request_id: int, by: int) -> None:
        acknowledge_objection(objection_id=request_id, by=by)

    def decided(self, *, start: datetime, end: datetime, using: str) -> Sequence[DecidedReview]:
        rows = Objection.objects.using(using).filter(
            state__in=[ObjectionState.UPHELD, ObjectionState.DISMISSED], decided_at__gte=start, decided_at__lt=end
        )
        return [
            DecidedReview(
                KEY, row.event.award.country, row.state == ObjectionState.UPHELD,
                *courses.spell(row.at, row.decided_at, row.due_on, row.event.award.institution.country),
            )
            for row in rows.select_related("event__award__institution").order_by("pk")
        ]  # fmt: skip

    def tell_late(self, *, request_id: int, due_on: date) -> None:
        row = Objection.objects.select_related("event__award").get(pk=request_id)
        send(
            person_id=row.event.award.person_id, kind=courses.REVIEW_STATE, speaks_of=f"objection:{row.pk}:late",
            params={
                "stage": "late", "due": due_on.isoformat(),
                "path": reverse("lms:certificates:objection-form", args=[row.event_id]),
            },
        )  # fmt: skip


class AwardDecision:
    """Suspended, limited or revoked: listed with the others; asked for and answered by their own door (objections)."""

    def name(self) -> str:
        return _("Decision about a certificate")

    def adverse(self, *, person_id: int) -> Sequence[Adverse]:
        rows = AwardEvent.objects.filter(award__person_id=person_id, act__in=AGAINST).order_by("pk")
        rows = rows.select_related("award__credential", "award__institution", "lms_objection")
        return [
            Adverse(
                "award", row.pk, person_id, row.award.institution_id, row.award.institution.country,
                row.award.credential.titles, row.effective_at, None,
                reverse("lms:certificates:objection-form", args=[row.pk]), asked=hasattr(row, "lms_objection"),
            )
            for row in rows
        ]  # fmt: skip

    def hands(self, *, subject_id: int) -> Collection[int]:
        pair = AwardEvent.objects.values_list("by_id", "approved_by_id").get(pk=subject_id)
        return [person for person in pair if person is not None]

    def trail(self, *, subject_id: int) -> Sequence[tuple[str, int | str]]:
        return []

    def facts(self, *, subject_id: int) -> Sequence[tuple[str, str]]:
        return []

    def remedies(self, *, subject_id: int) -> Sequence[tuple[str, str]]:
        return []

    def uphold(
        self, *, subject_id: int, remedy: str, by: int, agreed_by: int, answer: str, request_id: int
    ) -> Mapping[str, Any]:
        raise ObjectionNotFound  # its requests are objections


class RulingDecision:
    """A bar in force, or an exception that was refused."""

    def name(self) -> str:
        return _("Exception or bar")

    def adverse(self, *, person_id: int) -> Sequence[Adverse]:
        against = Q(kind=RulingKind.BARRED, state=RulingState.IN_FORCE) | Q(kind=RulingKind.EXEMPT, state=RulingState.REFUSED)
        rows = Ruling.objects.filter(against, person_id=person_id).select_related("credential").order_by("pk")
        return [
            Adverse(
                "ruling", row.pk, person_id, None, row.country, row.credential.titles, row.decided_at, row.decided_at + TIME
            )
            for row in rows
            if row.decided_at is not None
        ]  # fmt: skip

    def hands(self, *, subject_id: int) -> Collection[int]:
        pair = Ruling.objects.values_list("proposed_by_id", "decided_by_id").get(pk=subject_id)
        return [person for person in pair if person is not None]

    def trail(self, *, subject_id: int) -> Sequence[tuple[str, int | str]]:
        return [("ruling", subject_id)]

    def facts(self, *, subject_id: int) -> Sequence[tuple[str, str]]:
        row = Ruling.objects.select_related("credential").get(pk=subject_id)
        barred = row.kind == RulingKind.BARRED
        return [
            (_("Credential"), in_language(row.credential.titles)),
            (_("Decision"), _("The credential is not granted") if barred else _("The exception was refused")),
            (_("Reasons"), row.reason if barred else row.answer),
        ]  # fmt: skip

    def remedies(self, *, subject_id: int) -> Sequence[tuple[str, str]]:
        if Ruling.objects.values_list("kind", flat=True).get(pk=subject_id) == RulingKind.BARRED:
            return [("ended", _("the bar ends; what is met counts at once"))]
        return [("excepted", _("the exception is in force"))]

    def uphold(
        self, *, subject_id: int, remedy: str, by: int, agreed_by: int, answer: str, request_id: int
    ) -> Mapping[str, Any]:
        """One of the two is a decider, as for any ruling. Raises NotADecider."""
        first, second = (by, agreed_by) if institutions.scope(by).decider else (agreed_by, by)
        require_decider(first)
        row = Ruling.objects.get(pk=subject_id)
        if row.kind == RulingKind.BARRED:
            if row.state == RulingState.IN_FORCE:
                end_ruling(ruling_id=row.pk, by=first, answer=answer)
            return {"ruling": row.pk}
        made = propose_ruling(
            person_id=row.person_id, credential_id=row.credential_id, country=row.country, kind=row.kind, by=first,
            reason=row.reason, subject=row.subject, note=f"review:{request_id} {timezone.localdate().isoformat()}",
        )  # fmt: skip
        put_in_force(ruling_id=made, by=second)
        return {"ruling": made}
