"""`make rebuild`: rebuild the lists and numbers that are derived from tickets, without downtime.

Use it after a restore or an import, or when a slice has added a read model to an installation that already has tickets.
"""

from . import rebuilding, stages
from .aws import Aws
from .rebuilding import RebuildError


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 1 with a message if there is nothing to work on."""
    chosen = stages.parser("rebuild", __doc__).parse_args(arguments)

    def work(aws: Aws, name: str) -> int:
        for model, written in rebuilding.rebuild(aws, rebuilding.outputs_of(aws, name)).items():
            print(f"{model}: {written:,} items written.")
        return 0

    return stages.run(chosen, RebuildError, work)


if __name__ == "__main__":
    raise SystemExit(main())
