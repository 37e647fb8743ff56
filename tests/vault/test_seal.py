"""What is sealed is what is opened, whatever it is and in whatever pieces it came."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import SealedBox

from tiebeam.vault import open as vault_open
from tiebeam.vault.files import OpenToOthers
from tiebeam.vault.keys import Keys, publish
from tiebeam.vault.seal import (
    BOX_BYTES,
    CHUNK_BYTES,
    ID_BYTES,
    LABEL_BYTES,
    MAGIC,
    BadSealingKey,
    Label,
    LabelTooLong,
    SealingKey,
    key_of,
    seal,
    sealed,
    sealing,
    sealing_key,
)

#: What libsodium's secret stream adds: once a file, and for each chunk.
STREAM_HEADER_BYTES, ADDED_BYTES = 24, 17

SIZES_AT_THE_EDGE = [
    0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 2 * CHUNK_BYTES + 1,
]  # fmt: skip


@given(st.lists(st.binary(max_size=3_000), max_size=5))
def test_whatever_is_sealed_in_whatever_pieces_is_opened_as_it_was(
    keys: Keys, label: Label, folder: Path, pieces: list[bytes]
):
    seal(folder / "any", pieces, label=label, to=keys.newest)

    assert vault_open.read(folder / "any", label=label, keys=keys) == b"".join(pieces)


@given(
    st.sampled_from(SIZES_AT_THE_EDGE),
    st.lists(st.integers(1, 3 * CHUNK_BYTES), min_size=1, max_size=4),
)
def test_sizes_at_the_edge_of_a_chunk_are_opened_as_they_were(
    keys: Keys, label: Label, folder: Path, size: int, cuts: list[int]
):
    content = os.urandom(size)

    seal(folder / "edge", cut(content, cuts), label=label, to=keys.newest)

    assert vault_open.read(folder / "edge", label=label, keys=keys) == content


def cut(content: bytes, lengths: Sequence[int]) -> list[bytes]:
    """The content in pieces of these lengths, and the rest."""
    pieces = []
    for length in lengths:
        pieces.append(content[:length])
        content = content[length:]
    return [*pieces, content]


@pytest.mark.parametrize(
    ("size", "chunks"),
    [(0, 1), (1, 1), (CHUNK_BYTES, 1), (CHUNK_BYTES + 1, 2), (2 * CHUNK_BYTES, 2)],
)
def test_a_sealed_file_is_as_long_as_its_content_and_what_each_part_adds(
    size: int, chunks: int, keys: Keys, label: Label, tmp_path: Path
):
    seal(tmp_path / "file", [bytes(size)], label=label, to=keys.newest)

    head = len(MAGIC) + ID_BYTES + BOX_BYTES + STREAM_HEADER_BYTES + LABEL_BYTES + ADDED_BYTES
    assert (tmp_path / "file").stat().st_size == head + size + chunks * ADDED_BYTES


def test_content_can_be_read_chunk_by_chunk(keys: Keys, label: Label, tmp_path: Path):
    seal(tmp_path / "file", [b"a" * CHUNK_BYTES + b"b"], label=label, to=keys.newest)

    chunks = list(vault_open.chunks(tmp_path / "file", label=label, keys=keys))

    assert chunks == [b"a" * CHUNK_BYTES, b"b"]


def test_what_is_small_is_sealed_and_opened_in_memory(keys: Keys, label: Label):
    kept = sealed(b"Ada", label=label, to=keys.newest)

    assert vault_open.opened(kept, label=label, keys=keys, name="a record") == b"Ada"
    assert b"Ada" not in kept
    with pytest.raises(vault_open.Damaged, match="a record"):
        vault_open.opened(kept[:-1], label=label, keys=keys, name="a record")


def test_a_table_is_written_into_the_seal_and_opened_to_memory(
    keys: Keys, label: Label, tmp_path: Path
):
    table = pa.table({"person": ["A1", "A2"], "level": [1, 2]})

    with (
        sealing(tmp_path / "people", label=label, to=keys.newest) as file,
        pa.ipc.new_stream(file, table.schema) as stream,
    ):
        stream.write_table(table)

    opened = vault_open.read(tmp_path / "people", label=label, keys=keys)
    assert pa.ipc.open_stream(pa.BufferReader(opened)).read_all() == table


def test_any_buffer_can_be_written_and_the_answer_is_its_length_in_bytes(
    keys: Keys, label: Label, tmp_path: Path
):
    with sealing(tmp_path / "file", label=label, to=keys.newest) as file:
        assert file.writable()
        assert file.write(memoryview(b"abcdefgh").cast("I")) == 8
        assert file.write(bytearray(b"ij")) == 2

    assert vault_open.read(tmp_path / "file", label=label, keys=keys) == b"abcdefghij"


def test_nothing_of_the_content_or_of_the_label_stands_in_the_file(
    keys: Keys, label: Label, tmp_path: Path
):
    seal(tmp_path / "file", [b"she has a bad back " * 50], label=label, to=keys.newest)

    found = (tmp_path / "file").read_bytes()

    assert not [word for word in (b"bad back", b"people", b"version") if word in found]


def test_the_same_content_sealed_twice_looks_different_throughout(
    keys: Keys, label: Label, tmp_path: Path
):
    for name in "ab":
        seal(tmp_path / name, [bytes(300)], label=label, to=keys.newest)

    start = len(MAGIC) + ID_BYTES
    a, b = ((tmp_path / name).read_bytes()[start:] for name in "ab")
    # Of two random bytes, one pair in 256 is equal.
    assert sum(x == y for x, y in zip(a, b, strict=True)) < len(a) / 20


def test_each_file_has_a_key_of_its_own(keys: Keys, label: Label, tmp_path: Path):
    found = set()
    for name in "ab":
        seal(tmp_path / name, [], label=label, to=keys.newest)
        box = (tmp_path / name).read_bytes()[len(MAGIC) + ID_BYTES :][:BOX_BYTES]
        found.add(SealedBox(keys.opening(keys.newest.id)).decrypt(box))

    assert len(found) == 2


def test_all_labels_take_the_same_room(keys: Keys, tmp_path: Path):
    for name in ("a", "a" * 100):
        seal(tmp_path / name, [], label=labelled(name), to=keys.newest)

    assert len({path.stat().st_size for path in tmp_path.iterdir()}) == 1


def test_a_label_that_does_not_fit_is_refused_before_anything_is_written(
    keys: Keys, tmp_path: Path
):
    with pytest.raises(LabelTooLong, match=r"room for 512 bytes, and this one takes 6\d\d"):
        seal(tmp_path / "file", [], label=labelled("a" * 600), to=keys.newest)

    assert list(tmp_path.iterdir()) == []


def labelled(field: str) -> Label:
    return Label(what="version", version="1", field=field)


# --- the file in its folder -----------------------------------------------------------------------


def test_a_file_is_there_only_when_all_of_it_is(keys: Keys, label: Label, tmp_path: Path):
    target = tmp_path / "file"
    with sealing(target, label=label, to=keys.newest) as file:
        file.write(bytes(3 * CHUNK_BYTES))

        assert not target.exists()

    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_when_what_is_to_be_sealed_breaks_off_the_file_before_it_stays(
    keys: Keys, label: Label, tmp_path: Path
):
    def broken():
        yield bytes(2 * CHUNK_BYTES)
        raise ConnectionError("the upload broke off")

    seal(tmp_path / "file", [b"before"], label=label, to=keys.newest)
    with pytest.raises(ConnectionError):
        seal(tmp_path / "file", broken(), label=label, to=keys.newest)

    assert vault_open.read(tmp_path / "file", label=label, keys=keys) == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_that_is_sealed_takes_nothing_more(keys: Keys, label: Label, tmp_path: Path):
    with sealing(tmp_path / "file", label=label, to=keys.newest) as file:
        file.write(b"all")

    with pytest.raises(ValueError, match="nothing more can be written"):
        file.write(b"more")
    assert vault_open.read(tmp_path / "file", label=label, keys=keys) == b"all"


def test_a_writer_that_closes_the_file_itself_does_not_lose_its_end(
    keys: Keys, label: Label, tmp_path: Path
):
    with sealing(tmp_path / "file", label=label, to=keys.newest) as file:
        file.write(b"all")
        file.close()

    assert vault_open.read(tmp_path / "file", label=label, keys=keys) == b"all"


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_the_group_may_read_a_sealed_file_and_others_nothing_whatever_the_umask(
    umask: int, keys: Keys, label: Label, tmp_path: Path
):
    before = os.umask(umask)
    try:
        seal(tmp_path / "file", [], label=label, to=keys.newest)
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o640


# --- the public half ------------------------------------------------------------------------------


def test_the_web_seals_with_what_the_worker_published(keys: Keys, label: Label, tmp_path: Path):
    publish(keys, tmp_path / "sealing.key")

    seal(tmp_path / "file", [b"x"], label=label, to=sealing_key(tmp_path / "sealing.key"))

    assert vault_open.read(tmp_path / "file", label=label, keys=keys) == b"x"


def test_what_is_published_is_readable_by_all_and_holds_no_private_key(keys: Keys, tmp_path: Path):
    publish(keys, tmp_path / "sealing.key")

    said = (tmp_path / "sealing.key").read_text()
    assert said == f"{keys.newest.id} {keys.newest.public.hex()}\n"
    assert bytes(keys.opening(keys.newest.id)).hex() not in said
    assert stat.S_IMODE((tmp_path / "sealing.key").stat().st_mode) == 0o644


@pytest.mark.parametrize("mode", [0o664, 0o646, 0o666])
def test_a_published_key_that_others_could_have_exchanged_is_not_used(
    mode: int, keys: Keys, tmp_path: Path
):
    publish(keys, tmp_path / "sealing.key")
    (tmp_path / "sealing.key").chmod(mode)

    with pytest.raises(OpenToOthers, match=r"sealing\.key has mode .*chmod 644"):
        sealing_key(tmp_path / "sealing.key")


def test_a_published_key_with_any_letter_changed_or_missing_is_not_used(keys: Keys, tmp_path: Path):
    published = tmp_path / "sealing.key"
    publish(keys, published)
    good = published.read_text().strip()

    for at, letter in enumerate(good):
        for instead in ("", "0" if letter != "0" else "1", "x", "é"):
            published.write_text(good[:at] + instead + good[at + 1 :], encoding="utf-8")
            with pytest.raises(BadSealingKey, match=r"sealing\.key holds no whole key"):
                sealing_key(published)


def test_a_key_of_another_length_is_not_used_even_if_its_id_follows_from_it(tmp_path: Path):
    short = SealingKey(b"short")
    (tmp_path / "sealing.key").write_text(f"{short.id} {short.public.hex()}")

    with pytest.raises(BadSealingKey):
        sealing_key(tmp_path / "sealing.key")


def test_which_key_a_file_is_sealed_to_can_be_told_without_a_key(
    keys: Keys, label: Label, tmp_path: Path
):
    seal(tmp_path / "file", [], label=label, to=keys.newest)
    (tmp_path / "plain").write_text("person,grade\n")

    assert key_of(tmp_path / "file") == keys.newest.id
    assert key_of(tmp_path / "plain") is None


def test_whoever_imports_sealing_and_chains_has_neither_keys_nor_opening_loaded():
    asked = (
        "import sys, tiebeam.vault.seal, tiebeam.vault.chain\n"
        "print(sorted(n for n in sys.modules if n.startswith('tiebeam.vault.')))"
    )

    loaded = subprocess.check_output([sys.executable, "-c", asked], text=True)

    assert loaded.strip() == str(["tiebeam.vault." + name for name in ("chain", "files", "seal")])
