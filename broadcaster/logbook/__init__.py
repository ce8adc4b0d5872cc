"""The record: what was claimed for air, and what really went out. The only room that imports ``sqlite3``."""
