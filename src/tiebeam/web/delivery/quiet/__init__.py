"""Quiet: what somebody does not want to reach them, which only the job that tells people opens."""
