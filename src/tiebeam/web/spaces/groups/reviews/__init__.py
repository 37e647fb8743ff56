"""Once a year a group writes what changed. It stands beside no other group, and is no score."""
