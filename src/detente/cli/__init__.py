"""The command line: words in, flows called, answers out. One module a command group; each is loaded when it is called."""

from __future__ import annotations

import io
import sys
from importlib import import_module
from typing import Any, Final

import click

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "init": ("setup", "Make a node: a folder with settings, keys and a store."),
    "party": ("setup", "Our own card, and where the statements of peers are read from."),
    "desk": ("desk", "The desks that speak for this party; watch what calls for a person."),
    "agreement": ("agreement", "Draft, sign and show agreements."),
    "intake": ("intake", "Lists as people have them: understood, doubted, drafted for a desk to sign."),
    "publish": ("publish", "Put notices into our log, and see at once what they meet."),
    "answer": ("answer", "Answer notices: receipts of a desk, verdicts on our own activities, suspensions."),
    "emergency": ("emergency", "The emergency line: raise, answer, read back, test."),
    "movement": ("movement", "A team on the move: contact tests, check-ins, deviations."),
    "roster": ("reach", "Who at our desks answers for what, and when; whom others reach."),
    "reach": ("reach", "How far a notice has reached: per cent, and who is missing."),
    "forms": ("forms", "Forms for those who notify: workbooks, ODK and Kobo, paper; a notice as one line."),
    "pack": ("pack", "Lists for devices: make one, load it, take in what was answered from it."),
    "release": ("release", "Conflicts that only we see between others, and what its author lets us pass on."),
    "sync": ("sync", "Read what peers serve, and put out what they may read."),
    "serve": ("serve", "Serve our peers over the network, and read theirs, until interrupted."),
    "host": ("host", "Guests: parties without a server, whose files we keep for their readers."),
    "letter": ("letter", "Statements by e-mail: write what a peer has not got yet, read what came."),
    "tick": ("sync", "Hand over what a clause gives now, and say what is due."),
    "check": ("check", "Ask about a point, a file of points, or a volume."),
    "plan": ("plan", "Screen every feature of a GeoJSON plan."),
    "show": ("show", "What is held, or one notice with everything said about it."),
    "export": ("export", "What must be spared, as a file for maps and desks."),
    "log": ("log", "The logs held here, and the statements in one of them."),
    "prove": ("prove", "Write an evidence file about a statement."),
    "verify": ("verify", "Verify an evidence file, offline."),
    "play": ("play", "Play a scenario on real nodes, and check every outcome it states."),
    "rebuild": ("repair", "Make everything but the logs anew from the logs."),
    "doctor": ("repair", "Check everything that is held, and say how to repair it."),
    "schema": ("schema", "JSON Schema of every statement."),
}


class Commands(click.Group):
    """Commands by name; a module is imported only when one of its commands is called, so that starting costs little."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order in which a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, loaded now."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = getattr(import_module(f"detente.cli.{COMMANDS[cmd_name][0]}"), cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an interruption says that nothing was left half done."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter still shows the answer
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("interrupted: what was acknowledged is in the log, nothing is half done", err=True)
            ctx.exit(130)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "-C", "--node", "folder", default=".", envvar="DETENTE_NODE", metavar="FOLDER", help="The node's folder (default: here)."
)
@click.version_option(package_name="detente")
@click.pass_context
def main(ctx: click.Context, folder: str) -> None:
    """Tell each other what must be spared and what you are about to do; find where these collide.

    No notice does not mean no protection: no answer of this program permits anything.

    \b
    Exit codes
       0  done; for check and plan: no notice found, on a complete basis (a fact about notices, nothing else)
       1  an outcome of a scenario, an evidence file or an examination does not hold
       2  the words of the command do not fit together
       3  the input is wrong                       4  a peer's bytes are wrong
       5  our own statement or key is wrong        6  the store failed
      10  conflict     11  notice nearby     12  no notice found, but on an incomplete basis
     130  interrupted

    \b
    Shell completion:  eval "$(_DETENTE_COMPLETE=bash_source detente)"     (or zsh_source, fish_source)
    Example:  detente -C ocha check 35.834,36.135
    """
    ctx.obj = folder
