"""Accounts, sessions and passwords, kept in small files of their own. The only room that imports ``argon2``."""
