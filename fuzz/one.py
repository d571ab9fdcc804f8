"""``python -m fuzz.one NAME [FILE …]``: one parser in this process; with files, each of them once."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

WORK: Final = Path(os.environ.get("FUZZ_WORK", ".fuzz")).absolute()
"""Inputs that reached something new, kept between runs; logs; findings."""
TOLD: Final = ("detente", "tomllib", "csv", "zipfile", "http_message_signatures", "http_sf")
"""Packages whose branches guide the engine."""
RSS_MB: Final = 512
TIMEOUT_S: Final = 10
MAX_LEN: Final = 64 * 1024


def main(arguments: list[str]) -> None:
    """Run one parser: over the files that are named, else over as many inputs as FUZZ_RUNS says."""
    name, *files = arguments
    if files:
        from fuzz.parsers import outcome

        for file in files:
            print(f"{file}: {outcome(name, Path(file).read_bytes())!r:.500}")
        return
    runs, seed = int(os.environ.get("FUZZ_RUNS", "1000000")), int(os.environ.get("FUZZ_SEED", "1"))
    artifact = WORK / "findings" / f"{name.replace(' ', '-')}-"
    artifact.parent.mkdir(parents=True, exist_ok=True)
    guided = os.environ.get("FUZZ_ENGINE", "atheris") == "atheris" and importlib.util.find_spec("atheris") is not None
    (_guided if guided else _plain)(name, artifact, runs, seed)


def _plain(name: str, artifact: Path, runs: int, seed: int) -> None:
    from fuzz import plain
    from fuzz.grounds import grounds
    from fuzz.parsers import outcome

    limits = plain.Limits(runs, seed, MAX_LEN, RSS_MB, TIMEOUT_S)
    plain.run(lambda data: outcome(name, data), [grounds().valid[name]], artifact, limits)


def _guided(name: str, artifact: Path, runs: int, seed: int) -> None:
    import atheris  # type: ignore[import-untyped]

    with atheris.instrument_imports(include=list(TOLD)):
        from fuzz.parsers import outcome
    from fuzz.grounds import grounds
    from fuzz.plain import WORDS

    corpus, words = WORK / "corpus" / name.replace(" ", "-"), WORK / f"{name}.dict"
    corpus.mkdir(parents=True, exist_ok=True)
    valid = grounds().valid[name]
    (corpus / "valid").write_bytes(valid)
    words.write_text("".join(f'"{_hex(word)}"\n' for word in WORDS if 0 < len(word) < 60), "ascii")
    options = {
        "runs": runs, "seed": seed, "max_len": min(MAX_LEN, max(4096, 4 * len(valid))), "rss_limit_mb": RSS_MB,
        "timeout": TIMEOUT_S, "artifact_prefix": artifact, "dict": words, "print_final_stats": 1, "verbosity": 1,
    }  # fmt: skip
    given = [f"-{key}={value}" for key, value in options.items()]
    atheris.Setup(["fuzz", str(corpus), *given], lambda data: _once(lambda: outcome(name, data)))
    atheris.Fuzz()


def _hex(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


def _once(run: Callable[[], object]) -> None:
    run()  # the engine takes no result but None


if __name__ == "__main__":
    main(sys.argv[1:])
