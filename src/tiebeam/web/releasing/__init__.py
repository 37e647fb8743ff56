"""What may be shown, who asked for a release, and who let it out."""
