"""How each language writes days, where ours differs from what Django has for it."""
