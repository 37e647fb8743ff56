"""Who joins, rises and leaves, and who is at the top and at the bottom."""
