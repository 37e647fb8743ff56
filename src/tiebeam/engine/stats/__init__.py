"""Statistics on counts, times and shares: intervals, tests and survival, each with its source."""
