"""Looking at the organisation's structure, and changing it."""
