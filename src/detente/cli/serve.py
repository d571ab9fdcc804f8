"""``detente serve``: the node on the network."""

from __future__ import annotations

import logging
import sys

import click

from detente.cli.common import place, tell
from detente.cli.errors import reported
from detente.errors import OurError


@click.command(epilog="Example: detente -C france serve;  detente -C ocha serve --port 4748")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on (default: as in detente.toml; 0: any that is free)."
)
@click.option("-q", "--quiet", is_flag=True, help="Warnings only.")
@click.pass_context
def serve(ctx: click.Context, port: int | None, quiet: bool) -> None:
    """Serve what the members of our agreements may read, and read their nodes, until interrupted.

    Only requests that a member's node key signed are answered. Other commands work beside it: those that write borrow the node
    for as long as they run. Settings stand in detente.toml under [serve]; plain HTTP (tls = false) is for loopback only.

    \b
    detente -C france party add ocha.example --url https://10.0.0.7:4747    whom to read
    curl http://127.0.0.1:4747/metrics                                       OpenMetrics, on loopback only
    """
    with reported():
        try:
            from detente.web.server import Served
        except ImportError as error:
            raise OurError("usage", f"{error.name} is not installed", hint="pip install 'detente[web]'") from error
        logging.basicConfig(
            stream=sys.stderr, level=logging.WARNING if quiet else logging.INFO, format="%(asctime)s %(message)s",
            datefmt="%Y-%m-%dT%H:%M:%S",
        )  # fmt: skip
        served = Served(place(ctx), port=port)
        served.begin()
        try:
            served.run(lambda url: tell(f"{served.config.party} serves at {url}; stop it with Ctrl-C"))
        finally:
            served.end()
        tell("stopped: what was acknowledged is in the log, and put out")
