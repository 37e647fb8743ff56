"""Find: each room says what can be found in it, and who may find it."""
