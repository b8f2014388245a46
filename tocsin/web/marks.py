"""The change endpoints: an ETag and nothing else (RFC 9110 section 13)."""

from django.http import HttpRequest, HttpResponse


def unless_changed(request: HttpRequest, mark: str) -> HttpResponse:
    etag = f'"{mark}"'
    unchanged = request.headers.get("If-None-Match") == etag
    return HttpResponse(status=304 if unchanged else 204, headers={"ETag": etag})
