"""One place writes to the terminal: full disks, closed pipes, terminals without Unicode, text that is no text."""

from __future__ import annotations

import errno
import io
import logging
import os
import subprocess
import sys
import weakref
from pathlib import Path
from typing import Any

import pytest

from verify.cli import EXIT_CODES
from verify.cli.screens.terminal import OutputError, complain, console, guarded_output, print_long, say

COMMANDS = (["--help"], ["--version"], ["runs"], ["check", "--help"], ["experiment"])


def run(arguments: list[str], *, stdout: Any = subprocess.PIPE, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "verify.cli", *arguments]
    return subprocess.run(
        command, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False, env={**os.environ, **environment}
    )


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_full_disk_is_one_line_and_exits_2(arguments: list[str]) -> None:
    with open("/dev/full", "w") as full:
        done = run(arguments, stdout=full)
    assert done.returncode == 2
    assert done.stderr == "bnverify: cannot write the output: No space left on device; make room, or write elsewhere\n"


@pytest.mark.slow
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_closed_pipe_is_silent_and_never_exit_1(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        done = run(arguments, stdout=closed)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.slow
def test_a_terminal_without_unicode_gets_letters_it_knows(wrong_lemma: Path) -> None:
    done = run(["check", str(wrong_lemma)], PYTHONIOENCODING="ascii")
    assert done.stdout.isascii()
    assert "<w*, z_i> = 1" not in done.stderr
    assert "<= (Sum_i <w, z_i>^2)" in done.stdout
    assert done.returncode == 1


@pytest.mark.slow
def test_an_error_never_sends_control_characters(tmp_path: Path) -> None:
    done = run(["check", str(tmp_path / "no\x1b[31m\x07.py")])
    assert done.returncode == 2
    assert "no\\x1b[31m\\x07.py" in done.stderr
    assert "\x1b" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("import threading\nt = threading.Thread(target=lambda: 1 / 0)\nt.start()\nt.join()", "ZeroDivisionError"),
        ("import atexit\natexit.register(lambda: 1 / 0)", "ZeroDivisionError beside the work"),
        ("import warnings\nwarnings.warn('careful \x1b[31m')", r"UserWarning: careful \x1b[31m"),
        ("import sys\nsys.stdout.close()\nsys.stderr = None", ""),
    ],
    ids=["a thread", "the end", "a warning", "streams"],
)
def test_what_a_page_does_beside_its_claims_is_one_line_and_no_traceback(tmp_path: Path, line: str, said: str) -> None:
    page = tmp_path / "mine.py"
    page.write_text(f"from verify.author import *\n(x,) = symbols('x')\na = claim('my-1', x**2 >= 0)\n{line}\n")
    done = run(["check", str(page)], BNVERIFY_CACHE=str(tmp_path / "cache"))
    assert done.returncode == (2 if "Thread" in line else 0)
    assert ("PROVED" in done.stdout) == (done.returncode == 0)
    assert done.stderr.count("\n") == (1 if said else 0)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_bare_command_prints_its_help_as_help_with_every_exit_code() -> None:
    done = run([])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: bnverify")
    for code, meaning in EXIT_CODES.items():
        assert f"{code:<3}  {meaning}" in done.stdout


def test_a_file_that_hides_the_package_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "verify.py").write_text("", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bnverify", "--help"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert (
        done.stderr
        == f"bnverify: {tmp_path / 'verify.py'} hides the package verify of the same name: rename that file\n"
    )


def test_no_color_is_heeded(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    say(console(), "red", style="red")
    assert "\x1b[31m" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    say(console(), "red", style="red")
    assert "\x1b[31m" not in capsys.readouterr().out


def test_a_long_text_that_no_terminal_limits_is_printed_whole(capsys: pytest.CaptureFixture[str]) -> None:
    print_long(console(), [str(number) for number in range(500)])
    assert len(capsys.readouterr().out.splitlines()) == 500


def test_a_complaint_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    complain("two\nlines \x1b[0m")
    assert capsys.readouterr().err == "bnverify: two lines \\x1b[0m\n"


def test_a_stream_that_a_library_keeps_has_its_own_faults_once_the_command_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A handler of ``logging`` is flushed at the interpreter's end, where an OSError is passed over."""
    monkeypatch.setattr(sys, "stderr", Full())
    with guarded_output():
        kept, handler = sys.stderr, logging.StreamHandler()
        with pytest.raises(OutputError, match="No space left"):
            kept.write("a")
        sys.stderr = io.StringIO()  # nothing is buffered in the full one
    with pytest.raises(OSError, match="No space left"):
        kept.write("a")
    logging.shutdown([weakref.ref(handler)])


class Full(io.StringIO):
    """A stream on a disk that is full."""

    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")
