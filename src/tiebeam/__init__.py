"""Tiebeam: see where structures hinder whom, act on it, and prove that they changed."""
