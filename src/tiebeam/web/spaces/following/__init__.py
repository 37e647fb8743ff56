"""Following: what is new, for those who want to hear of it, and muted for those who do not."""
