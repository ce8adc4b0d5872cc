"""People's files, read as they are and checked: ``read_*(...)`` gives the thing and every problem with file and line.

The only room that imports ``yaml``.
"""
