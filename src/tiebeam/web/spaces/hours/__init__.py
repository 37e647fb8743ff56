"""Hours that people gave to spaces, so that they can be paid without anybody knowing for what."""
