"""What keeps a space going: weeks that go round, answers that come, a rest, and who has enough."""
