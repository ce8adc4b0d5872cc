"""The console: a door for the browser and for programs. It parses, calls a workflow, renders; nothing else."""
