"""What a group stands on: what it asks of leaders, its charter, its offices, sponsor and budget."""
