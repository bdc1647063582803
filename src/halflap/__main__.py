"""`python -m halflap` is the command `halflap`."""

import sys

from halflap.cli import main

if __name__ == "__main__":
    sys.exit(main())
