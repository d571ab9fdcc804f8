"""The code in README.md and docs/ runs: `pytest README.md docs` (part of `make check`).

Python blocks are doctests; `bash` blocks of one page run one after the other in one folder of their own, as a reader types them.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser


class Bash(CodeBlockParser):
    """Runs a block with ``bash -euo pipefail``; a line that starts with ``#=>`` states what the one before it printed."""

    language = "bash"

    def evaluate(self, example: Example) -> None:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", str(example.parsed)],
            cwd=example.namespace["folder"], env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise AssertionError(f"exit code {done.returncode}\n{done.stdout}{done.stderr}")
        stated = [line.removeprefix("#=> ") for line in str(example.parsed).split("\n") if line.startswith("#=> ")]
        missing = [line for line in stated if line not in done.stdout]
        if missing:
            raise AssertionError(f"not printed: {missing}\n{done.stdout}{done.stderr}")


def make_folder(namespace: dict[str, Any]) -> None:
    namespace["folder"] = tempfile.mkdtemp(prefix="detente-docs-")


def remove_folder(namespace: dict[str, Any]) -> None:
    for pid in Path(namespace["folder"]).glob("*.pid"):  # nodes of a page that failed half-way
        with suppress(ProcessLookupError):
            os.kill(int(pid.read_text()), signal.SIGKILL)
    shutil.rmtree(namespace["folder"])


parsers = [SkipParser(), Bash(), PythonCodeBlockParser()]
pytest_collect_file = Sybil(parsers, patterns=["*.md"], setup=make_folder, teardown=remove_folder).pytest()
