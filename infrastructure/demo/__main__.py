"""`python -m infrastructure.demo`: fill the local installation in DESK_HOME; run by `make run` on a new installation."""

import os
import sys
from pathlib import Path

from .seeding import Seeding, SeedingError


def main() -> int:
    """Fill the installation; 1 with a message if that is not possible."""
    try:
        Seeding(Path(os.environ.get("DESK_HOME", ".local")).resolve()).run()
    except SeedingError as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
