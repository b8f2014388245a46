from .checkpoint import Checkpoint
from .entry import Entry
from .head import Head
from .installation import Installation
from .leaf import Leaf
from .reading import Reading
from .relay import Relay

__all__ = ["Checkpoint", "Entry", "Head", "Installation", "Leaf", "Reading", "Relay"]
