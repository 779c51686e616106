"""The door to `maocoop build`: python build.py [--out DIR]."""

import sys

from maocoop.cli import main

if __name__ == "__main__":
    sys.exit(main(["build", *sys.argv[1:]]))
