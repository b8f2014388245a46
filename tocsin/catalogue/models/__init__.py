from .customer import Customer, Entitlement
from .offer import Offer, Version

__all__ = ["Customer", "Entitlement", "Offer", "Version"]
