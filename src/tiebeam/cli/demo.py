"""`tiebeam demo`: the made-up employer Harbourline, and its first findings."""

import click


@click.command()
def demo():
    """x"""
