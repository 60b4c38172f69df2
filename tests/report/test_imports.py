"""What is imported to write claims and to say what was decided of them."""

import subprocess
import sys

SAID = "import sys, verify.author, verify.report.page\nprint(*sorted(sys.modules))"


def test_to_write_claims_and_to_show_them_does_not_import_the_methods():
    """Pages are imported by every command: shipped evidence is re-checked, and told, without any method."""
    loaded = subprocess.run([sys.executable, "-c", SAID], capture_output=True, text=True, check=True).stdout.split()
    assert "verify.claims.build" in loaded
    slow = ("verify.exact.methods", "verify.search.falsify", "sympy", "scipy", "matplotlib")
    assert [name for name in slow if name in loaded] == []
