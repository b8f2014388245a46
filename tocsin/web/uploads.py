"""Uploads are bounded while they arrive: a file that is too large is skipped, and what else the form says is kept."""

from typing import IO, Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

META_KEY = "tocsin.too_large"


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Like Django's, on disk, but stops keeping a file at the limit; `too_large(request)` names what was skipped."""

    def handle_raw_input(self, input_data: IO[bytes], META: dict[str, Any], *args: Any, **kwargs: Any) -> None:  # noqa: N803
        self.meta = META

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.received = 0
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        if self.received > settings.ATTACHMENT_MAX_BYTES:
            self.meta.setdefault(META_KEY, []).append(self.file_name or "")
            self.file.close()
            raise SkipFile
        return super().receive_data_chunk(raw_data, start)


def too_large(meta: dict[str, Any]) -> list[str]:
    """The names of the files that were skipped, as sent."""
    names: list[str] = meta.get(META_KEY, [])
    return names
