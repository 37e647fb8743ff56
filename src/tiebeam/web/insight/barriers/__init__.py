"""Barriers: located, evidenced places where a structure hinders people."""
