"""Start the local AWS: `python infrastructure/emulator`, configured by the environment as ministack is."""

import sys
from pathlib import Path

if __package__ in {None, ""}:  # run by its folder, so that PYTHONPATH stays empty for the functions it starts
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from ministack import app as ministack_app

from infrastructure.emulator import (
    accounts,
    backlog,
    clients,
    cors,
    forms,
    gateway,
    keys,
    mails,
    private,
    receiving,
    rights,
    saving,
    streams,
    unpacking,
    wire,
)


def main() -> None:
    """Apply the fixes, then run ministack until it is stopped."""
    forms.repair()
    gateway.repair()
    rights.repair()
    keys.repair()
    accounts.repair()
    clients.repair()
    private.repair()
    streams.repair()
    mails.repair()
    unpacking.repair()
    receiving.repair()
    ministack_app.app = wire.secure(cors.obey(backlog.show(saving.keep(mails.keep(ministack_app.app)))))
    ministack_app.main()


if __name__ == "__main__":
    main()
