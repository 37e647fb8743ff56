"""The leader who stands up for a group: the office, its duties, and whether they were kept."""
