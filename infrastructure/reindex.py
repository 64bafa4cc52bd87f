"""`make reindex`: make the search's index anew, of everything the core table holds, while the desk goes on.

What is written meanwhile is not lost: the desk notes what it touches, and that is read once more at the end. The same on AWS
(`STAGE=`) and on the local desk.
"""

import time

from infrastructure import stages
from infrastructure.aws import Aws
from infrastructure.reindexing import ReindexError, of_stage


def main(arguments: list[str] | None = None) -> int:
    """The command line; 1 with a message when there is nothing to work on."""
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
