"""Reading a space in an emergency: two people, a log, and members who are told."""
