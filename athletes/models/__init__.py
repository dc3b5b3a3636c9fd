"""Who: one concept a file."""

from athletes.models.absence import RUNNING, Absence
from athletes.models.api_key import ApiKey
from athletes.models.athlete import Athlete, SquadAthlete
from athletes.models.consent import Consent, ConsentKind
from athletes.models.invitation import Invitation, InvitationUse
from athletes.models.membership import COACHING_ROLES, STAFF_ROLES, Membership, Role, SquadStaff
from athletes.models.organisation import Organisation, OrganisationOwned
from athletes.models.squad import Squad
from athletes.models.user import Unit, User

__all__ = [
    "COACHING_ROLES",
    "RUNNING",
    "STAFF_ROLES",
    "Absence",
    "ApiKey",
    "Athlete",
    "Consent",
    "ConsentKind",
    "Invitation",
    "InvitationUse",
    "Membership",
    "Organisation",
    "OrganisationOwned",
    "Role",
    "Squad",
    "SquadAthlete",
    "SquadStaff",
    "Unit",
    "User",
]
