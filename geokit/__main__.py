"""``python -m geokit``: the command line where no script was installed."""

from geokit.cli import main

if __name__ == "__main__":
    main()
