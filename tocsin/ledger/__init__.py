"""The append-only record of everything that happened, hash-chained per subject (DESIGN section 3).

`append` is given lazily: Django imports this package before any model can be.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .appending import append

__all__ = ["append"]


def __getattr__(name: str) -> Any:
    if name == "append":
        from .appending import append  # noqa: PLC0415 - models do not exist yet while Django imports the package

        return append
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
