"""What a group is for, what it does and does not do, and how it decides; each version stays."""
