"""Pages of one side: to the other they are not there, the same 404 as an unknown address (SPEC section 1)."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponse

from .requests import Request

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponse]


def desk_only(view: View[P]) -> View[P]:
    """For responders, whatever their role; 404 for everybody else."""

    @wraps(view)
    def walled(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_desk:
            raise Http404
        return view(request, *args, **kwargs)

    return walled


def publisher_only(view: View[P]) -> View[P]:
    """For people of publishers, and those who belong nowhere yet; 404 for the desk."""

    @wraps(view)
    def walled(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_desk:
            raise Http404
        return view(request, *args, **kwargs)

    return walled
