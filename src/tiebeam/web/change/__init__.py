"""Redesigns: what answers a barrier, who decides from now on, and how it will be judged."""
