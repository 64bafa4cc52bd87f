"""Selects the stage that a tool works on: one on AWS, or the local one. All tools share these arguments and errors."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from botocore.exceptions import BotoCoreError

from .aws import Aws
from .local.places import REGION, STAGE, Places


def parser(tool: str, about: str | None) -> argparse.ArgumentParser:
    """Return a parser with the stage arguments; `tool` is a module of this folder, which adds its own."""
    made = argparse.ArgumentParser(prog=f"python -m infrastructure.{tool}", description=about)
    made.add_argument("--stage", help="a stage on AWS; without it the local desk")
    made.add_argument("--port", type=int, default=8700)
    made.add_argument("--home", type=Path, default=Path(".local"))
    return made


def run(chosen: argparse.Namespace, refusal: type[Exception], work: Callable[[Aws, str], int]) -> int:
    """Run `work` for the selected stage; 1 with a message if it is refused or cannot be reached."""
    local = Places(port=chosen.port, home=chosen.home)
    aws = Aws() if chosen.stage else Aws(endpoint=local.aws, region=REGION)
    try:
        return work(aws, chosen.stage or STAGE)
    except refusal as refused:
        sys.stderr.write(f"{refused}\n")
    except BotoCoreError as error:
        sys.stderr.write(f"Cannot reach {'AWS' if chosen.stage else 'the local desk; is it running?'} ({error})\n")
    return 1
