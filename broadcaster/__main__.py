"""Let ``python -m broadcaster`` be the same as the ``broadcaster`` command."""

from broadcaster.cli.main import main

if __name__ == "__main__":
    main()
