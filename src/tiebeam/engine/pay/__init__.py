"""Pay: what groups earn, and which quarter of the pay scale they are in."""
