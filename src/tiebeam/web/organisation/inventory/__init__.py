"""What an organisation has in writing: its structures, their documents, and what is missing."""
