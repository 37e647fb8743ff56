"""What the organisation is: why it uses data, what it brought, and its units, sites and grades."""
