"""`make reindex`: rebuild the search index from the core table, without downtime.

Concurrent changes are not lost: they are recorded, and read again at the end. Works the same on AWS (`STAGE=`) and locally.
"""

import time

from . import stages
from .aws import Aws
from .reindexing import ReindexError, of_stage


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 1 with a message if there is nothing to work on."""
    chosen = stages.parser("reindex", __doc__).parse_args(arguments)

    def work(aws: Aws, name: str) -> int:
        started = time.monotonic()
        reindexing = of_stage(aws, name)
        generation = reindexing.run()
        took = time.monotonic() - started
        print(f"{reindexing.read:,} items read in {took:.0f} s; the index is number {generation} now.")
        return 0

    return stages.run(chosen, ReindexError, work)


if __name__ == "__main__":
    raise SystemExit(main())
