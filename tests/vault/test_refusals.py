"""What is not exactly what was sealed is refused, and the refusal says which file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl import bindings as sodium
from nacl.public import PublicKey, SealedBox
from vault.changed import flipped, overwrite

from tiebeam.vault import keys as made_keys
from tiebeam.vault import open as vault_open
from tiebeam.vault.keys import Keys, UnknownKey
from tiebeam.vault.open import Damaged, NotSealed, SomethingElse
from tiebeam.vault.seal import BOX_BYTES, CHUNK_BYTES, ID_BYTES, LABEL_BYTES, MAGIC, Label, seal

STREAM_HEADER_BYTES, ADDED_BYTES = 24, 17

#: Where each part of a sealed file begins.
BOX = len(MAGIC) + ID_BYTES
STREAM_HEADER = BOX + BOX_BYTES
LABEL = STREAM_HEADER + STREAM_HEADER_BYTES
CHUNKS = LABEL + LABEL_BYTES + ADDED_BYTES
SEALED_CHUNK = CHUNK_BYTES + ADDED_BYTES

REFUSALS = (NotSealed, Damaged, UnknownKey)


class Sealed:
    """A sealed file of three chunks and a bit, and what becomes of it when it is changed."""

    def __init__(self, folder: Path, label: Label, keys: Keys) -> None:
        self.path, self.label, self.keys = folder / "answers.sealed", label, keys
        self.whole = self.sealed(os.urandom(3 * CHUNK_BYTES + 100))

    def sealed(self, content: bytes) -> bytes:
        seal(self.path, [content], label=self.label, to=self.keys.newest)
        return self.path.read_bytes()

    def refusal(self, instead: bytes) -> Exception:
        """The error that opening the file raises once it holds this instead."""
        overwrite(self.path, instead)
        with pytest.raises(REFUSALS) as raised:
            vault_open.read(self.path, label=self.label, keys=self.keys)
        assert str(self.path) in str(raised.value)
        return raised.value


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory, label: Label, keys: Keys) -> Sealed:
    return Sealed(tmp_path_factory.mktemp("changed"), label, keys)


def chunks_of(whole: bytes) -> list[bytes]:
    return [whole[at : at + SEALED_CHUNK] for at in range(CHUNKS, len(whole), SEALED_CHUNK)]


# --- cut off --------------------------------------------------------------------------------------


def test_a_file_cut_off_between_two_chunks_is_refused(sealed: Sealed):
    edges = range(CHUNKS, len(sealed.whole), SEALED_CHUNK)

    assert len(edges) == 4
    for end in edges:
        assert isinstance(sealed.refusal(sealed.whole[:end]), Damaged)


def test_a_file_cut_off_between_two_parts_of_its_head_is_refused(sealed: Sealed):
    for end in (0, len(MAGIC)):
        assert isinstance(sealed.refusal(sealed.whole[:end]), NotSealed)
    for end in (BOX, STREAM_HEADER, LABEL):
        assert isinstance(sealed.refusal(sealed.whole[:end]), Damaged)


@given(st.data())
def test_a_file_cut_off_anywhere_is_refused(sealed: Sealed, data: st.DataObject):
    end = data.draw(st.integers(0, len(sealed.whole) - 1))

    sealed.refusal(sealed.whole[:end])


def test_a_short_file_cut_off_at_any_of_its_bytes_is_refused(sealed: Sealed):
    whole = sealed.sealed(b"short")

    for end in range(len(whole)):
        sealed.refusal(whole[:end])


def test_the_pieces_of_a_file_that_was_cut_off_come_and_then_the_refusal(sealed: Sealed):
    sealed.path.write_bytes(sealed.whole[: CHUNKS + SEALED_CHUNK])
    chunks = vault_open.chunks(sealed.path, label=sealed.label, keys=sealed.keys)

    assert len(next(chunks)) == CHUNK_BYTES
    with pytest.raises(Damaged):
        next(chunks)


# --- put together anew ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "order",
    [(1, 0, 2, 3), (0, 2, 1, 3), (3, 0, 1, 2), (0, 0, 1, 2, 3), (0, 1, 1, 2, 3), (0, 2, 3),
     (1, 2, 3), (0, 1, 3), (3,), (0, 1, 2, 3, 3), (0, 1, 2, 3, 0)],
    ids=str,
)  # fmt: skip
def test_chunks_that_were_moved_repeated_or_left_out_are_refused(
    order: Sequence[int], sealed: Sealed
):
    chunks = chunks_of(sealed.whole)

    refusal = sealed.refusal(sealed.whole[:CHUNKS] + b"".join(chunks[at] for at in order))

    assert isinstance(refusal, Damaged)


@pytest.mark.parametrize("swapped", [0, 1, 2, 3])
def test_a_chunk_of_another_file_of_the_same_key_and_label_is_refused(swapped: int, sealed: Sealed):
    other = chunks_of(sealed.sealed(os.urandom(3 * CHUNK_BYTES + 100)))
    chunks = chunks_of(sealed.whole)
    chunks[swapped] = other[swapped]

    assert isinstance(sealed.refusal(sealed.whole[:CHUNKS] + b"".join(chunks)), Damaged)


@pytest.mark.parametrize(
    ("start", "end"),
    [(BOX, STREAM_HEADER), (STREAM_HEADER, LABEL), (BOX, LABEL), (LABEL, CHUNKS), (BOX, CHUNKS)],
    ids=["box", "stream header", "both", "label", "all of the head"],
)
def test_a_part_of_the_head_of_another_file_is_refused(start: int, end: int, sealed: Sealed):
    other = sealed.sealed(b"")

    mixed = sealed.whole[:start] + other[start:end] + sealed.whole[end:]

    assert isinstance(sealed.refusal(mixed), Damaged)


@pytest.mark.parametrize("more", [b"\0", b"more", bytes(SEALED_CHUNK)])
def test_anything_after_the_last_chunk_is_refused(more: bytes, sealed: Sealed):
    assert isinstance(sealed.refusal(sealed.whole + more), Damaged)
    for size in (0, CHUNK_BYTES, 2 * CHUNK_BYTES):
        assert isinstance(sealed.refusal(sealed.sealed(bytes(size)) + more), Damaged)


def test_two_whole_files_one_after_the_other_are_refused(sealed: Sealed):
    assert isinstance(sealed.refusal(sealed.whole + sealed.whole), Damaged)


# --- changed --------------------------------------------------------------------------------------


def test_every_single_flipped_bit_of_a_short_file_is_refused(sealed: Sealed):
    whole = sealed.sealed(b"yes")

    for at in range(len(whole)):
        for bit in range(8):
            sealed.refusal(flipped(whole, at, bit))


@given(st.data(), st.integers(0, 7))
def test_any_flipped_bit_of_a_long_file_is_refused(sealed: Sealed, data: st.DataObject, bit: int):
    at = data.draw(st.integers(CHUNKS, len(sealed.whole) - 1))

    assert isinstance(sealed.refusal(flipped(sealed.whole, at, bit)), Damaged)


@given(st.binary(max_size=2_000))
def test_a_file_that_was_never_sealed_is_refused(sealed: Sealed, content: bytes):
    assert isinstance(sealed.refusal(content), NotSealed)


def test_a_format_of_a_later_version_is_refused(sealed: Sealed):
    later = sealed.whole.replace(b"tiebeam sealed 1\n", b"tiebeam sealed 2\n", 1)

    assert "a newer Tiebeam" in str(sealed.refusal(later))


# --- another key, another file --------------------------------------------------------------------


def test_a_file_that_is_sealed_to_a_key_we_do_not_have_is_refused_with_the_id_of_that_key(
    sealed: Sealed, tmp_path: Path
):
    others = made_keys.make(tmp_path / "vault")
    seal(sealed.path, [b"x"], label=sealed.label, to=others.newest)

    refusal = sealed.refusal(sealed.path.read_bytes())

    assert isinstance(refusal, UnknownKey)
    assert f"Key {others.newest.id} is not in the vault" in str(refusal)


def test_a_file_that_names_our_key_but_is_sealed_to_another_is_refused(
    sealed: Sealed, tmp_path: Path
):
    others = made_keys.make(tmp_path / "vault")
    seal(sealed.path, [b"x"], label=sealed.label, to=others.newest)
    renamed = sealed.path.read_bytes().replace(
        others.newest.id.encode(), sealed.keys.newest.id.encode(), 1
    )

    assert isinstance(sealed.refusal(renamed), Damaged)


def test_the_label_vouches_for_all_that_stands_before_it(sealed: Sealed):
    # Built by hand: all as it should be, but the label was enciphered without the head.
    key, stream = os.urandom(32), sodium.crypto_secretstream_xchacha20poly1305_state()
    head = MAGIC + sealed.keys.newest.id.encode()
    head += SealedBox(PublicKey(sealed.keys.newest.public)).encrypt(key)
    head += sodium.crypto_secretstream_xchacha20poly1305_init_push(stream, key)
    push = sodium.crypto_secretstream_xchacha20poly1305_push
    label = push(stream, sealed.label.written())
    last = push(stream, b"", None, sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL)

    assert isinstance(sealed.refusal(head + label + last), Damaged)


@pytest.mark.parametrize(
    "expected",
    [
        Label(what="upload", version="2024-06", field="people"),
        Label(what="version", version="2024-07", field="people"),
        Label(what="version", version="2024-06", field="applications"),
    ],
    ids=["another kind", "another version", "another field"],
)
def test_a_whole_file_of_another_kind_version_or_field_is_refused(
    expected: Label, sealed: Sealed, keys: Keys
):
    sealed.path.write_bytes(sealed.whole)

    with pytest.raises(SomethingElse, match=r"answers\.sealed is sealed as something else than"):
        vault_open.read(sealed.path, label=expected, keys=keys)


def test_two_files_that_were_exchanged_are_both_refused(keys: Keys, tmp_path: Path):
    labels = {field: Label(what="answers", version="1", field=field) for field in ("a", "b")}
    for field, label in labels.items():
        seal(tmp_path / field, [b"x"], label=label, to=keys.newest)
    (tmp_path / "a").rename(tmp_path / "c")
    (tmp_path / "b").rename(tmp_path / "a")
    (tmp_path / "c").rename(tmp_path / "b")

    for field, label in labels.items():
        with pytest.raises(SomethingElse, match=f"/{field} is sealed as"):
            vault_open.read(tmp_path / field, label=label, keys=keys)


words = st.text(max_size=10)


@given(st.tuples(words, words, words), st.tuples(words, words, words))
def test_two_labels_are_written_alike_only_if_they_are_the_same(one, other):
    a, b = (Label(what=w, version=v, field=f) for w, v, f in (one, other))

    assert (a.written() == b.written()) == (a == b)


def test_a_refusal_holds_nothing_of_the_content(keys: Keys, label: Label, tmp_path: Path):
    seal(tmp_path / "file", [b"she has a bad back"], label=label, to=keys.newest)
    other = Label(what="upload", version="1", field="x")

    with pytest.raises(SomethingElse) as raised:
        vault_open.read(tmp_path / "file", label=other, keys=keys)

    assert "bad back" not in str(raised.value)
