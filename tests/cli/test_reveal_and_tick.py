"""`answer … reveal`, `publish --redact`, `tick`, as a user types them."""

import json

from shells import CLINIC, FLIGHT, Shell


def test_a_cell_is_handed_over_exactly_and_deletion_is_asked(shell: Shell) -> None:
    shell.run("alpha", "publish", shell.file("clinic.json", CLINIC), "--to", "beta.example=cell")
    shell.sync()
    assert "clinic" not in shell.run("beta", "show", "alpha.example#1").output
    words = shell.run("alpha", "answer", "alpha.example#1", "reveal", "--to", "beta.example").output
    assert "given to beta.example (exact)" in words
    shell.run("alpha", "answer", "alpha.example#1", "reveal", code=5)
    shell.run("beta", "answer", "alpha.example#1", "reveal", "--to", "alpha.example", code=5)
    shell.sync()
    assert "clinic" in shell.run("beta", "show", "alpha.example#1").output
    shell.run("alpha", "publish", "--redact", "alpha.example#1", "--rule", "retention", "--although-it-counts")
    shell.sync()
    shown = shell.run("beta", "show", "alpha.example#1").output
    assert "alpha.example deleted its content under the rule “retention”" in shown
    assert "clinic" in shown


def test_what_is_due_is_told(shell: Shell) -> None:
    assert "nothing is due" in shell.run("alpha", "tick").output
    flown = json.loads(json.dumps(FLIGHT).replace("2040-", "2020-"))
    shell.run("alpha", "publish", shell.file("flown.json", flown))
    assert "ended: alpha.example/" in shell.run("alpha", "tick").output
    assert "ended: alpha.example/" in shell.run("alpha", "sync").output
    done = shell.json("alpha", "tick")
    assert isinstance(done, dict)
    assert (len(done["ended"]), done["revealed"], done["to_decide"], done["to_review"]) == (1, [], [], [])
