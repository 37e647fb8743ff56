"""The audit trail: who changed what and when, in a chain that shows any change of it."""
