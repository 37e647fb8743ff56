"""What runs in the background: who asked for it, how far it has come, and how it ended."""
