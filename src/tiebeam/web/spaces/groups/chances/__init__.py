"""Chances to lead, posted by the organisation for all; nobody is suggested one, and nobody is
counted who wants one."""
