"""Chances to lead, open to all: nobody is suggested one, and nobody is kept who wants one."""
