"""Who is told what: asked for by every room, and decided by one job of the worker alone."""
