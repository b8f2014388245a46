from .delivery import Delivery, Standing, State
from .demo_mail import DemoMail
from .on_call_address import OnCallAddress

__all__ = ["Delivery", "DemoMail", "OnCallAddress", "Standing", "State"]
