"""The organisation's own sign-in, by OpenID Connect, where an installation has one."""
