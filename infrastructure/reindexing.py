"""Rebuilds the search index from the core table without downtime, on AWS or locally."""

from collections.abc import Callable, Iterator

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from chalicelib import reactions
from chalicelib.plumbing.aws.marshal import Item, item_from_wire
from chalicelib.plumbing.services import Services
from chalicelib.search.engine import Engine
from chalicelib.search.engine import engine as best_engine
from chalicelib.search.index import IndexContended
from chalicelib.search.rebuild import RebuildAbandoned, Rebuilding, set_up

from . import cloudformation
from .aws import Aws, stack_name
from .services import services_of

ON_LAMBDA = "tantivy"
SLICES = reactions  # importing it imports every slice, which registers its searchable kinds


class ReindexError(Exception):
    """The index cannot be built; the text says why."""


class Reindexing:
    """The index of one stack, made by `engine`: the best one that is installed, unless another is passed."""

    def __init__(self, aws: Aws, outputs: dict[str, str], engine: Engine | None = None) -> None:
        self._aws = aws
        self._table = outputs["CoreTable"]
        self._services: Services = services_of(aws, outputs)
        self._engine = engine or best_engine()
        if aws.endpoint is None and not self._engine.form.startswith(ON_LAMBDA):
            raise ReindexError("There is no wheel of tantivy for this computer, and on AWS the index is tantivy's.")
        self.read = 0

    def ensure(self) -> bool:
        """Create the index if it is missing; return whether there was any data to index."""
        is_new = self._services.core.get("CTR#ticket", consistent=True) is None
        if set_up(self._services, self._engine, complete=is_new) and not is_new:
            self.run()
            return True
        return False

    def run(self) -> int:
        """Rebuild the index; return the number of its generation. Raises `ReindexError`."""
        rebuilding = Rebuilding(self._services, self._engine)
        columns = (TextColumn("  Index"), BarColumn(), MofNCompleteColumn(), TextColumn("items"), TimeRemainingColumn())
        try:
            rebuilding.begin()
            with Progress(*columns, transient=True) as progress:
                task = progress.add_task("items", total=self._expected())
                return rebuilding.run(self._everything(lambda: progress.advance(task))).generation
        except RebuildAbandoned:
            raise ReindexError("Another `make reindex` began meanwhile. Let that one finish.") from None
        except IndexContended:
            raise ReindexError("The desk is too busy for the new index to be put in place. Try again later.") from None

    def _expected(self) -> int:
        """Return the approximate number of items: AWS counts them every six hours."""
        count: int = self._aws.client("dynamodb").describe_table(TableName=self._table)["Table"]["ItemCount"]
        return count

    def _everything(self, tick: Callable[[], None]) -> Iterator[Item]:
        pages = self._aws.client("dynamodb").get_paginator("scan").paginate(TableName=self._table, ConsistentRead=True)
        for page in pages:
            for wire in page["Items"]:
                tick()
                self.read += 1
                yield item_from_wire(wire)


def of_stage(aws: Aws, stage: str) -> Reindexing:
    """Return the index of a stage. Raises `ReindexError` if there is no such stage."""
    stack = cloudformation.describe(aws, stack_name(stage))
    if stack is None:
        raise ReindexError(f"There is no stack {stack_name(stage)} here.")
    return Reindexing(aws, cloudformation.outputs(stack))
