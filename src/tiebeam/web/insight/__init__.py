"""Seeing: the measures as releases show them, the releases themselves, and what they promise."""
