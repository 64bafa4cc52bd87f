"""Rebuilds the read models from the core table without downtime, on AWS or locally."""

from collections.abc import Iterator

from chalicelib import reactions
from chalicelib.plumbing.aws.marshal import Item, item_from_wire
from chalicelib.plumbing.read_models import READ_MODELS
from chalicelib.plumbing.services import Services

from . import cloudformation
from .aws import Aws, stack_name
from .services import services_of

SLICES = reactions  # importing it imports every slice, which registers its read models


class RebuildError(Exception):
    """The rebuild is not possible; the text says why."""


def rebuild(aws: Aws, outputs: dict[str, str]) -> dict[str, int]:
    """Rebuild every read model; return how many items were written for each, by its name.

    Reads the core table once: half a RRU for each 4 KB.
    """
    services: Services = services_of(aws, outputs)
    models = {name: begin(services) for name, begin in READ_MODELS.items()}
    for item in _everything(aws, outputs["CoreTable"]):
        for model in models.values():
            model.take(item)
    return {name: model.finish() for name, model in models.items()}


def outputs_of(aws: Aws, stage: str) -> dict[str, str]:
    """Return the outputs of a stage's stack. Raises `RebuildError` if there is no such stage."""
    stack = cloudformation.describe(aws, stack_name(stage))
    if stack is None:
        raise RebuildError(f"There is no stack {stack_name(stage)} here.")
    return cloudformation.outputs(stack)


def _everything(aws: Aws, table: str) -> Iterator[Item]:
    for page in aws.client("dynamodb").get_paginator("scan").paginate(TableName=table):
        yield from map(item_from_wire, page["Items"])
