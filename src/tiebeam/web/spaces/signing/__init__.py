"""Begin anywhere, on working time: the sentence that a leader signs."""
