"""Serve the sample country from a home of its own: `python -m tests.journeys.serving HOME`; says its address."""

import os
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import terezi.site


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_told: object) -> None:
        pass


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def serve(home: Path) -> None:
    """Build the record of the sample country in `home` and serve it until stopped."""
    os.environ.pop("DATABASE_URL", None)
    terezi.site.start(home)
    from django.conf import settings

    # A dozen officers and many doors
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from tests.journeys import sample

    sample.fill_home(home)
    from terezi.site.wsgi import application

    server = make_server("127.0.0.1", 0, application, server_class=_Threads, handler_class=_Quiet)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
