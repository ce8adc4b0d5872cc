"""The command line: a door. It parses, calls a workflow and prints; it decides nothing."""
