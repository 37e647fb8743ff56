"""What a resource group says of the kit of a space that stands with it."""
