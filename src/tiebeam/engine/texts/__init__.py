"""Texts as people read them: sections, blocks and sentences, each with its exact place."""

from tiebeam.engine.texts.text import Block, Image, Link, Section, Sentence, Text, read

__all__ = ["Block", "Image", "Link", "Section", "Sentence", "Text", "read"]
