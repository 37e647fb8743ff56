"""What a group was granted and what it spent, by year and currency; never one sum of several."""
