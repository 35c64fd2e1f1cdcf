"""What a browser, or a proxy on the way, may keep of an answer."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

KEEP_NOTHING = "private, no-store"


def kept_by_nobody(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Leave nothing of what somebody known was shown on a disk that others use, unless the page itself says how long."""

    def answered(request: HttpRequest) -> HttpResponse:
        made = answer(request)
        is_known = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
        if is_known and "Cache-Control" not in made:
            made["Cache-Control"] = KEEP_NOTHING
        return made

    return answered
