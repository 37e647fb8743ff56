"""The first page: what needs somebody today, by role, and what changed since their last visit."""
