"""What Tiebeam computes: pure functions over tables and counts."""
