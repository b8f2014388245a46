"""The shape of what the calculator's form asks."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Value:
    code: str
    label: "StrOrPromise"
    sentence: "StrOrPromise"


@dataclass(frozen=True)
class Metric:
    code: str
    label: "StrOrPromise"
    sentence: "StrOrPromise"
    values: tuple[Value, ...]
