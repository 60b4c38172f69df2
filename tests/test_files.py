"""Results go where their names lead, whole, with the rights a file has; what is no file is refused in one line."""

from __future__ import annotations

import os
import socket
import stat
import sys
from pathlib import Path

import pytest

from verify.cli import main
from verify.errors import InputError
from verify.files import require_target, write_bytes, write_text


def refused(path: Path, words: str) -> None:
    for attempt in (require_target, lambda path: write_text(path, "text")):
        with pytest.raises(InputError, match=words) as caught:
            attempt(path)
        assert str(caught.value).isprintable()


def test_a_link_stays_and_the_file_it_leads_to_is_written(tmp_path):
    (tmp_path / "there").mkdir()
    target = tmp_path / "there" / "result"
    for name, leads_to in (("first", target), ("second", Path("first"))):
        (tmp_path / name).symlink_to(leads_to)
    for text in ("made", "made again"):
        write_text(tmp_path / "second", text)
        assert target.read_text() == text
    assert (tmp_path / "second").is_symlink()
    assert (tmp_path / "first").is_symlink()
    assert os.listdir(target.parent) == ["result"]


def test_a_link_into_no_folder_names_the_folder_that_is_missing(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "nowhere" / "b")
    with pytest.raises(InputError, match=r"nowhere is not a folder; make it first"):
        write_text(tmp_path / "a", "text")
    assert not (tmp_path / "nowhere").exists()


def test_a_link_to_itself_is_refused(tmp_path):
    (tmp_path / "a").symlink_to("a")
    refused(tmp_path / "a", "cannot write")
    assert (tmp_path / "a").is_symlink()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_a_file_keeps_its_mode(tmp_path, mode):
    path = tmp_path / "result"
    path.write_text("before")
    path.chmod(mode)
    write_bytes(path, b"after")
    assert (stat.S_IMODE(path.stat().st_mode), path.read_bytes()) == (mode, b"after")


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_mode_of_any_new_file(tmp_path, mask, mode):
    before = os.umask(mask)
    try:
        write_bytes(tmp_path / "result", b"")
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "result").stat().st_mode) == mode


def test_a_pipe_a_socket_a_device_and_a_folder_are_refused_and_left_as_they_are(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
    for name in ("pipe", "link", "socket"):
        refused(tmp_path / name, "is a pipe or a device, no file")
    refused(Path("/dev/full"), "is a pipe or a device")
    refused(tmp_path, "it is a folder")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_dev_null_takes_everything_and_stays_a_device():
    write_text(Path("/dev/null"), "nothing")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_names_that_no_file_can_have_are_one_line(tmp_path):
    refused(tmp_path / ("a" * 300), "name too long")
    refused(tmp_path / ("a/" * 3000), "cannot write")
    refused(tmp_path / "two\0words", "cannot write")
    refused(tmp_path / "none" / "\udcff\n\x1b[31m", "is not a folder")
    refused(tmp_path / "none" / "result", "make it first")
    longest = tmp_path / ("a" * 255)
    write_text(longest, "text")
    assert longest.read_text() == "text"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse names that are no text")
def test_a_name_that_is_no_text_is_written_as_it_is(tmp_path):
    write_text(tmp_path / "\udcff", "text")
    assert os.listdir(os.fsencode(tmp_path)) == [b"\xff"]


@pytest.mark.parametrize("name", ["a" * 300 + ".json", "pipe.json"])
def test_a_command_refuses_such_a_target_before_its_work(tmp_path, capsys, name):
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "a.csv").write_text("1,2,1\n3,4,-1\n")
    target = str(tmp_path / name)
    assert main(["descend", str(tmp_path / "a.csv"), "--steps", "1", "--no-store", "--out", target]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
