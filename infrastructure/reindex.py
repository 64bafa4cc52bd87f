"""`make reindex`: make the search's index anew, of everything the core table holds, while the desk goes on.

What is written meanwhile is not lost: the desk notes what it touches, and that is read once more at the end. The same on AWS
(`STAGE=`) and on the local desk.
"""

import argparse
import sys
import time
from pathlib import Path

from botocore.exceptions import BotoCoreError

from infrastructure.aws import Aws
from infrastructure.local.places import REGION, STAGE, Places
from infrastructure.reindexing import ReindexError, of_stage


def main(arguments: list[str] | None = None) -> int:
    """The command line; 1 with a message when there is nothing to work on."""
    parser = argparse.ArgumentParser(prog="python -m infrastructure.reindex", description=__doc__)
    parser.add_argument("--stage", help="a stage on AWS; without it the local desk")
    parser.add_argument("--port", type=int, default=8700)
    parser.add_argument("--home", type=Path, default=Path(".local"))
    chosen = parser.parse_args(arguments)
    local = Places(port=chosen.port, home=chosen.home)
    aws = Aws() if chosen.stage else Aws(endpoint=local.aws, region=REGION)
    started = time.monotonic()
    try:
        work = of_stage(aws, chosen.stage or STAGE)
        generation = work.run()
    except ReindexError as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    except BotoCoreError as error:
        sys.stderr.write(f"Cannot reach {'AWS' if chosen.stage else 'the local desk; is it running?'} ({error})\n")
        return 1
    print(f"{work.read:,} items read in {time.monotonic() - started:.0f} s; the index is number {generation} now.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
