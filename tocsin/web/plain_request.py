"""A request as browsers send it: text in UTF-8, no NUL in a cookie."""

from django.core.handlers.wsgi import WSGIRequest
from django.utils.functional import cached_property


class PlainRequest(WSGIRequest):
    """Python has codecs that make characters which nothing can store, and some that are none for text: a request that
    names one would end in an error before any code of ours. So what it says of its charset is not heard.
    """

    @property
    def encoding(self) -> str:
        return "utf-8"

    @encoding.setter
    def encoding(self, named: str) -> None:
        """Django calls it with what the Content-Type says."""

    @cached_property
    def COOKIES(self) -> dict[str, str]:  # type: ignore[override]  # noqa: N802 - Django's name
        """PostgreSQL looks for no session by a key with a NUL."""
        return {name: value for name, value in super().COOKIES.items() if "\0" not in value}
