"""Who has an account, and which places of trust they hold."""
