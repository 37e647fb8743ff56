"""Chains: what was appended stays, in its order, and whoever changes it is found out."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vault.changed import flipped, overwrite

from tiebeam.vault.chain import NOTHING_BEFORE, BrokenChain, Link, Rewritten, append, read, verify

anything_in_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
entries = st.dictionaries(st.text(), anything_in_json, max_size=3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.jsonl"


def chain_of(path: Path, count: int) -> list[bytes]:
    """A chain of so many entries, and its lines."""
    for number in range(count):
        append(path, {"figure": f"leaver_rate {number}"})
    return path.read_bytes().splitlines(keepends=True)


# --- appended and read ----------------------------------------------------------------------------


@given(st.lists(entries, max_size=6))
def test_what_is_appended_is_read_in_its_order(
    tmp_path_factory: pytest.TempPathFactory, appended: list[dict[str, Any]]
):
    path = tmp_path_factory.mktemp("chain") / "ledger.jsonl"
    path.touch()

    links = [append(path, entry) for entry in appended]

    assert [link.entry for link in read(path)] == appended
    assert [link.number for link in links] == list(range(1, len(appended) + 1))
    assert list(read(path)) == links
    assert verify(path) == (links[-1] if links else None)


def test_a_line_is_written_in_one_way_and_its_hash_can_be_worked_out_by_hand(path: Path):
    append(path, {"to": "é", "by": [1, 2.5]})
    append(path, {})

    first, second = path.read_text(encoding="ascii").splitlines()
    content = '{"entry":{"by":[1,2.5],"to":"\\u00e9"},"number":1,"previous":"' + "0" * 64 + '"}'
    by_hand = hashlib.sha256(content.encode()).hexdigest()
    assert first == content.replace(',"number"', f',"hash":"{by_hand}","number"')
    assert json.loads(second)["previous"] == by_hand


def test_what_an_append_returns_is_what_a_reader_gets(path: Path):
    entry = {3: (1, 2)}

    link = append(path, entry)
    entry[3] = "changed"

    assert link.entry == {"3": [1, 2]}
    assert list(read(path)) == [link]


@pytest.mark.parametrize(
    "entry", [{"x": float("nan")}, {"x": float("inf")}, {"x": date(2024, 1, 1)}, {"x": b"x"}]
)
def test_what_json_cannot_hold_is_refused_and_nothing_is_written(entry: dict[str, Any], path: Path):
    chain_of(path, 1)
    before = path.read_bytes()

    with pytest.raises((TypeError, ValueError)):
        append(path, entry)

    assert path.read_bytes() == before


def test_a_chain_without_a_line_has_no_last_link(path: Path):
    path.touch()

    assert verify(path) is None
    assert list(read(path)) == []


@pytest.mark.parametrize("ask", [lambda path: list(read(path)), verify])
def test_a_chain_that_is_not_there_is_not_taken_for_an_empty_one(ask, path: Path):
    with pytest.raises(FileNotFoundError):
        ask(path)


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_others_can_neither_read_nor_write_a_chain(umask: int, path: Path):
    before = os.umask(umask)
    try:
        chain_of(path, 2)
    finally:
        os.umask(before)

    assert stat.S_IMODE(path.stat().st_mode) & 0o037 == 0


# --- tampered with --------------------------------------------------------------------------------

CHANGES = {
    "one changed": (lambda lines: [*lines[:2], lines[2].replace(b"rate", b"r"), *lines[3:]], 3),
    "the first changed": (lambda lines: [lines[0].replace(b"rate", b"gate"), *lines[1:]], 1),
    "the last changed": (lambda lines: [*lines[:4], lines[4].replace(b"rate", b"gate")], 5),
    "the first left out": (lambda lines: lines[1:], 1),
    "one left out": (lambda lines: [*lines[:2], *lines[3:]], 3),
    "two swapped": (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], 2),
    "one repeated": (lambda lines: [*lines[:2], lines[1], *lines[2:]], 3),
    "an empty line put in": (lambda lines: [*lines[:3], b"\n", *lines[3:]], 4),
    "a space put in": (lambda lines: [lines[0], lines[1].replace(b":", b": ", 1), *lines[2:]], 2),
    "keys in another order": (lambda lines: [*lines[:4], reordered(lines[4])], 5),
    "another line end": (lambda lines: [*lines[:3], lines[3].replace(b"\n", b"\r\n"), lines[4]], 4),
    "not JSON": (lambda lines: [*lines[:4], b"{\n"], 5),
    "not an object": (lambda lines: [*lines[:4], b"[1]\n"], 5),
    "not our object": (lambda lines: [*lines[:4], b"{}\n"], 5),
    "no letters": (lambda lines: [*lines[:4], b"\xff\xfe\n"], 5),
    "no number": (lambda lines: [*lines[:4], b'{"entry":NaN,"number":5,"previous":""}\n'], 5),
    "very deep": (lambda lines: [*lines[:4], b"[" * 100_000 + b"\n"], 5),
    "all lines on one": (lambda lines: [b"".join(lines).replace(b"\n", b"") + b"\n"], 1),
}  # fmt: skip


def reordered(line: bytes) -> bytes:
    return (
        json.dumps(dict(reversed(json.loads(line).items())), separators=(",", ":")).encode() + b"\n"
    )


@pytest.mark.parametrize(("change", "first_broken"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_found_at_the_first_line_that_does_not_hold(
    change, first_broken: int, path: Path
):
    path.write_bytes(b"".join(change(chain_of(path, 5))))

    with pytest.raises(BrokenChain, match=f"ledger.jsonl is broken at line {first_broken}:") as e:
        verify(path)

    assert e.value.number == first_broken


@pytest.mark.parametrize(
    ("number", "previous"), [(3, "0" * 64), (4, None), (2, None), (3, "")], ids=str
)
def test_a_made_up_line_with_a_hash_of_its_own_is_found_where_it_does_not_follow(
    number: int, previous: str | None, path: Path
):
    lines = chain_of(path, 2)
    before = verify(path).hash if previous is None else previous
    made_up = Link(number, before, {"figure": "a kinder one"}).written() + b"\n"
    path.write_bytes(b"".join([*lines, made_up]))

    with pytest.raises(BrokenChain, match="line 3"):
        verify(path)


def test_a_line_that_was_changed_together_with_its_hash_is_found_at_the_next(path: Path):
    lines = chain_of(path, 3)
    changed = Link(2, next(read(path)).hash, {"figure": "a kinder one"}).written() + b"\n"
    path.write_bytes(lines[0] + changed + lines[2])

    with pytest.raises(BrokenChain, match="line 3"):
        verify(path)


def test_an_append_names_the_first_line_that_does_not_hold_if_the_last_does_not(path: Path):
    lines = chain_of(path, 4)
    path.write_bytes(lines[0] + b"{}\n" + lines[2] + b"{}\n")

    with pytest.raises(BrokenChain, match="line 2"):
        append(path, {})


def test_links_before_the_broken_one_are_still_given(path: Path):
    lines = chain_of(path, 5)
    path.write_bytes(b"".join(CHANGES["one changed"][0](lines)))
    links = read(path)

    assert [next(links).number, next(links).number] == [1, 2]
    with pytest.raises(BrokenChain):
        next(links)


def test_every_single_flipped_bit_is_found_or_leaves_only_the_lines_before(path: Path):
    whole = b"".join(chain_of(path, 2))

    for at in range(len(whole)):
        for bit in range(8):
            overwrite(path, flipped(whole, at, bit))
            if at == len(whole) - 1:
                # Without its end the last line is no line: as if the append had been interrupted.
                assert verify(path).number == 1
            else:
                with pytest.raises(BrokenChain):
                    verify(path)


@pytest.mark.parametrize("last", ["the last changed", "not JSON", "keys in another order"])
def test_nothing_is_appended_to_a_line_that_does_not_hold(last: str, path: Path):
    path.write_bytes(b"".join(CHANGES[last][0](chain_of(path, 5))))
    before = path.read_bytes()

    with pytest.raises(BrokenChain, match="line 5"):
        append(path, {})

    assert path.read_bytes() == before


def test_lines_cut_off_the_end_are_found_by_a_hash_that_was_noted(path: Path):
    lines = chain_of(path, 3)
    noted = verify(path).hash
    path.write_bytes(b"".join(lines[:2]))

    assert verify(path).number == 2
    with pytest.raises(Rewritten, match=f"ledger.jsonl no longer holds .* noted: {noted}"):
        verify(path, noted=noted)


def test_a_chain_that_was_made_up_anew_is_found_by_a_hash_that_was_noted(path: Path):
    chain_of(path, 3)
    noted = verify(path).hash
    path.unlink()
    for number in range(4):
        append(path, {"figure": f"a kinder one {number}"})

    assert verify(path).number == 4
    with pytest.raises(Rewritten):
        verify(path, noted=noted)


def test_a_noted_hash_is_found_wherever_it_is_in_the_chain(path: Path):
    chain_of(path, 5)

    for link in read(path):
        assert verify(path, noted=link.hash).number == 5


def test_the_first_line_follows_nothing(path: Path):
    assert append(path, {}).previous == NOTHING_BEFORE


# --- interrupted ----------------------------------------------------------------------------------


def test_a_chain_cut_off_anywhere_in_its_last_line_holds_up_to_the_line_before_and_goes_on(
    path: Path,
):
    lines = chain_of(path, 3)
    start, whole = len(b"".join(lines[:2])), b"".join(lines)

    for end in range(start, len(whole) - 1):
        overwrite(path, whole[:end])
        assert verify(path).number == 2
        assert append(path, {"after": "a crash"}).number == 3
        assert [link.number for link in read(path)] == [1, 2, 3]
        assert path.read_bytes().startswith(b"".join(lines[:2]) + b'{"entry":{"after"')


def test_a_first_line_that_was_interrupted_is_begun_anew(path: Path):
    (line,) = chain_of(path, 1)

    for end in range(len(line) - 1):
        overwrite(path, line[:end])
        assert verify(path) is None
        assert append(path, {}).number == 1
        assert verify(path).number == 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_whole_line_that_only_lacks_its_end_counts(count: int, path: Path):
    lines = chain_of(path, count)
    path.write_bytes(b"".join(lines)[:-1])

    assert verify(path).number == count
    assert append(path, {}).number == count + 1
    assert path.read_bytes().startswith(b"".join(lines))
    assert verify(path).number == count + 1


@pytest.mark.parametrize("zeros", [1, 5_000])
def test_zeros_that_a_power_cut_left_at_the_end_are_cut_off(zeros: int, path: Path):
    lines = chain_of(path, 2)
    path.write_bytes(b"".join(lines) + bytes(zeros))

    assert verify(path).number == 2
    assert append(path, {}).number == 3
    assert b"\0" not in path.read_bytes()


def test_an_append_that_is_stopped_half_way_leaves_the_chain_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
):
    lines = chain_of(path, 2)
    write = os.pwrite

    def half(descriptor: int, content: bytes, at: int) -> int:
        write(descriptor, content[:20], at)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "pwrite", half)
    with pytest.raises(KeyboardInterrupt):
        append(path, {"x": 1})

    assert path.read_bytes() == b"".join(lines)


def test_a_line_that_the_system_takes_in_small_parts_is_written_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
):
    write = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda file, content, at: write(file, content[:7], at))

    chain_of(path, 2)

    assert verify(path).number == 2


def test_an_append_for_which_the_disk_has_no_room_leaves_the_chain_as_it_was(path: Path):
    lines = chain_of(path, 2)
    size = path.stat().st_size
    script = (
        "import pathlib, resource, sys\nfrom tiebeam.vault.chain import append\n"
        "most = int(sys.argv[2])\nresource.setrlimit(resource.RLIMIT_FSIZE, (most, most))\n"
        "append(pathlib.Path(sys.argv[1]), {'x': 'y' * 100})"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(path), str(size + 50)], capture_output=True, text=True
    )

    assert "File too large" in done.stderr
    assert path.read_bytes() == b"".join(lines)


# --- several at once ------------------------------------------------------------------------------


def test_several_processes_append_at_once_and_no_entry_is_lost(path: Path):
    script = (
        "import pathlib, sys\nfrom tiebeam.vault.chain import append\nsys.stdin.readline()\n"
        "for number in range(25):\n"
        "    append(pathlib.Path(sys.argv[1]), {'by': sys.argv[2], 'number': number})"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(path), by], stdin=subprocess.PIPE)
        for by in "abcd"
    ]
    for each in running:
        each.stdin.write(b"go\n")
        each.stdin.flush()
    for each in running:
        each.communicate()
        assert each.returncode == 0

    links = list(read(path))
    assert len(links) == 100
    for by in "abcd":
        assert [x.entry["number"] for x in links if x.entry["by"] == by] == list(range(25))


@pytest.mark.parametrize("left_behind", [b"", b'{"entry":{"half'], ids=["whole", "interrupted"])
def test_whoever_has_begun_to_read_gets_the_links_of_then_and_holds_up_no_append(
    left_behind: bytes, path: Path
):
    path.write_bytes(b"".join(chain_of(path, 3)) + left_behind)
    links = read(path)
    first = next(links)

    fourth = append(path, {"meanwhile": True})

    assert [first.number, *(link.number for link in links)] == [1, 2, 3]
    assert list(read(path))[-1] == fourth


def test_whoever_reads_while_others_append_sees_only_whole_lines(path: Path):
    script = (
        "import pathlib, sys\nfrom tiebeam.vault.chain import append\n"
        "for number in range(60):\n    append(pathlib.Path(sys.argv[1]), {'x': 'y' * 5000})"
    )
    chain_of(path, 1)
    running = subprocess.Popen([sys.executable, "-c", script, str(path)])

    seen = [verify(path).number]
    while running.poll() is None:
        seen.append(verify(path).number)

    assert running.returncode == 0
    assert seen == sorted(seen)
    assert verify(path).number == 61
