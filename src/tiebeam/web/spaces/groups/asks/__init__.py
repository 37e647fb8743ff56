"""What groups ask of leaders, with a day for the answer; everybody reads both."""
