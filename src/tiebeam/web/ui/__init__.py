"""What every page is made of: shell, components, style. It has no tables of its own."""
