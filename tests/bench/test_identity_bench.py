"""How long an identity takes, for given sizes and for all; and how long the command takes to say what it does."""

import subprocess
import sys

from explicit_identities import holds_explicitly
from identities import identity_is_proved

from verify.batchnorm import LinearBN
from verify.statement.formulas import Statement
from verify.statement.writing.relations import equal

model = LinearBN()
orthogonality = equal(model.derivative_along(model.w), 0)


def test_orthogonality_entry_by_entry_for_eight_samples_in_eight_dimensions(benchmark):
    assert benchmark(holds_explicitly, orthogonality, n=8, d=8)


def test_orthogonality_for_every_number_of_samples_and_dimensions(benchmark):
    assert benchmark(identity_is_proved, Statement((orthogonality,)))


def test_the_command_says_what_it_does(benchmark):
    shown = benchmark.pedantic(
        lambda: subprocess.run([sys.executable, "-m", "verify.cli", "--help"], capture_output=True, text=True),
        rounds=5,
    )
    assert shown.returncode == 0
    assert "check" in shown.stdout
