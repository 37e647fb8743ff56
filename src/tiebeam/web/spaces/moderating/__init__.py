"""What is done about a post: reported, decided by a line of the guidelines, and appealed."""
