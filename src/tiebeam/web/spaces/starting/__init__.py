"""The starter kit of a space: a first post, twelve prompts, and agendas of three meetings."""
