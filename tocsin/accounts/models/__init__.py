from .invitation import Invitation
from .person import Person
from .publisher import Membership, Publisher

__all__ = ["Invitation", "Membership", "Person", "Publisher"]
