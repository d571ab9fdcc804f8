"""The command line: words in, flows called, answers out."""

from __future__ import annotations

import click

from detente.cli.play import play
from detente.cli.schema import schema
from detente.cli.verify import verify


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="detente")
def main() -> None:
    """Tell each other what must be spared and what you are about to do; find where these collide.

    \b
    Exit codes: 0 done; 1 a stated outcome did not hold; 2 usage; 3 the input is wrong;
    4 a peer's bytes are wrong; 5 our own statement or key is wrong; 6 the store failed.
    """


main.add_command(play)
main.add_command(schema)
main.add_command(verify)
