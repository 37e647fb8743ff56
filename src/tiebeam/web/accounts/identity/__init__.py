"""What people say of themselves: asked by country, sealed at once, shown to nobody else."""
