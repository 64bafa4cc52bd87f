"""`python -m infrastructure.demo`: fill the local desk in DESK_HOME; started by `make run` when a desk is new."""

import os
import sys
from pathlib import Path

from infrastructure.demo.seeding import Seeding, SeedingError


def main() -> int:
    """Seed; 1 with a message when this desk cannot be seeded."""
    try:
        Seeding(Path(os.environ.get("DESK_HOME", ".local")).resolve()).run()
    except SeedingError as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
