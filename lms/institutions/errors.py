"""Broken rules of institutions."""

from lms.kernel.errors import BadInput, LmsError, NotFound


class PersonNotFound(NotFound):
    """This person does not exist, or is not yours to see."""


class InstitutionNotFound(NotFound):
    """This institution does not exist, or it is not yours to see."""


class CohortNotFound(NotFound):
    """This group does not exist, or it is not yours to see."""


class MembershipNotFound(NotFound):
    """This role does not exist, or it is not yours to see."""


class InvitationNotFound(NotFound):
    """This invitation does not exist. Copy the whole link from the message, or ask your institution for a new one."""


class InvitationUsed(LmsError):
    """This invitation was already used. Sign in with your e-mail address and your password."""

    status = 410


class InvitationExpired(LmsError):
    """This invitation was open until {until}. Ask {institution} for a new one."""

    status = 410


class InvitationWithdrawn(LmsError):
    """This invitation was withdrawn. Ask {institution} for a new one if you expected it."""

    status = 410


class AddressNeeded(LmsError):
    """A person needs an e-mail address here."""

    status = 422


class AddressTaken(LmsError):
    """This address can't take the place of the other one. If it is the same person's, bring it in on a line of its own."""

    status = 422


class UnknownRole(LmsError):
    """There is no role '{role}' here."""

    status = 422


class CountryNeeded(LmsError):
    """The role '{role}' needs a country."""

    status = 422


class KeyTaken(LmsError):
    """The short name '{key}' is already in use. Choose another one."""

    status = 422


class DatesInDisorder(LmsError):
    """The last day can't be before the first one."""

    status = 422


class ContactNotFound(NotFound):
    """This contact does not exist, or it is not yours to see."""


class UnknownTimeZone(LmsError):
    """There is no time zone '{name}'."""

    status = 422


class AlreadyHasLogin(LmsError):
    """This person already signs in with another account."""


class AccountTaken(LmsError):
    """The account you are signed in with belongs to another person. Sign out, then open the link again."""


class SignInFirst(LmsError):
    """There is already an account for this address. Sign in with it, then open the link again."""


class NameTooLong(LmsError):
    """The name for the certificate can have at most {limit} characters; this one has {length}."""

    status = 422


class LogoRefused(LmsError):
    """The logo could not be read: choose a PNG or JPEG picture of 2 MB at most."""

    status = 422


class InterestNotFound(NotFound):
    """This interest does not exist, or it is not yours."""


class InterestUnknown(LmsError):
    """Say what sort of interest it is, and choose an institution or type the e-mail address of somebody who is here."""

    status = 422


class InterestSelf(LmsError):
    """You need not declare yourself: nobody ever scores or decides about their own work."""

    status = 422


class InterestDates(LmsError):
    """The days are not in order: it began before it ended, and both days are past."""

    status = 422


class LeaveNotFound(NotFound):
    """This leave does not exist, or it is not yours to change."""


class LeaveOutOfOrder(LmsError):
    """The last day of a leave lies on or after the first one, and at most three years after it."""

    status = 422


class BasisMissing(LmsError):
    """Write the lawful basis in a few words, and the day on which it was established, which is not to come."""

    status = 422


class TraitUnknown(LmsError):
    """Choose one of the answers, or take back what you said."""

    status = 422


class TraitNotAsked(LmsError):
    """None of your institutions asks for this: it has not recorded on which lawful basis it may."""


class DocumentNotFound(NotFound):
    """There is no such paper, or it is not yours to see."""


class DocumentMissing(BadInput):
    """Send up the paper, or give the link under which it is kept. An agreement needs its signed copy."""


class DocumentDates(BadInput):
    """The paper is dated on a day that is still to come, or ends before it begins."""


class DocumentKnown(LmsError):
    """Version “{version}” of this paper is noted already. Withdraw it, or give this one another name."""
