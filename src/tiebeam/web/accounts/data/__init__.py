"""What is known about somebody, and for what: to read, to take along, and to have deleted."""
