"""What members do for a group, each for a term, and who follows. Nobody puts others in."""
