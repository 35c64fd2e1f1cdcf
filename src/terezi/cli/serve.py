"""`terezi serve`."""

from pathlib import Path

import click

from terezi.cli.verb import answers, home_option, opened


@click.command()
@home_option
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
@answers
def serve(home: Path, port: int) -> None:
    """Serve the browser pages and the API on this machine."""
    from terezi.site.serve import serve as serve_site  # noqa: PLC0415

    opened(home)
    click.echo(f"Today will be at http://127.0.0.1:{port}/  (stop with Ctrl-C)")
    serve_site(port=port)
