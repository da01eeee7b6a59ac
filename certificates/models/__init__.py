"""Credentials, awards (the decision) and certificates (the papers of it)."""

from certificates.models.awards import (
    Award,
    AwardCompletion,
    AwardEvent,
    AwardExtension,
    AwardState,
    Motion,
    MotionState,
    Objection,
    ObjectionState,
)
from certificates.models.badges import Badge, StatusList
from certificates.models.complaints import Complaint, ComplaintState
from certificates.models.credentials import (
    Claim,
    Credential,
    CredentialCourse,
    Ruling,
    RulingKind,
    RulingState,
)
from certificates.models.designs import (
    Design,
    DesignPreview,
    DesignVersion,
    PaperKind,
    Permission,
    Picture,
    PictureBytes,
    PictureKind,
)
from certificates.models.keys import RegisterHead, SigningKey
from certificates.models.lookups import LookupMiss
from certificates.models.papers import (
    Batch,
    Certificate,
    CertificateState,
    Layout,
    Prefix,
    Sharing,
)
from certificates.models.schemes import ConductAcceptance, ConductVersion, Scheme, SchemeVersion

__all__ = [
    "Award", "AwardCompletion", "AwardEvent", "AwardExtension", "AwardState", "Badge", "Batch", "Certificate",
    "CertificateState", "Claim", "Complaint", "ComplaintState", "ConductAcceptance", "ConductVersion",
    "Credential", "CredentialCourse", "Design",
    "DesignPreview", "DesignVersion", "Layout", "LookupMiss", "Motion", "MotionState", "Objection", "ObjectionState",
    "PaperKind", "Permission", "Picture", "PictureBytes", "PictureKind", "Prefix", "RegisterHead", "Ruling", "RulingKind",
    "RulingState", "Scheme", "SchemeVersion", "Sharing", "SigningKey", "StatusList",
]  # fmt: skip
