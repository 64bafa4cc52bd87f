"""Unpacks each archive once: ministack would unpack code and libraries again for every worker it starts."""

import hashlib
import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ministack.core import lambda_runtime


class UnpackedOnce(zipfile.ZipFile):
    """An archive that is unpacked once, with links to that copy."""

    def namelist(self) -> list[str]:
        """Return no names: ministack uses them only for a check, and these archives are our own."""
        return []

    def extractall(self, path: Any = None, members: Any = None, pwd: Any = None) -> None:
        """Unpack unless already done, then link. `members` and `pwd` are as in `ZipFile`."""
        copies = Path(os.environ["DESK_UNPACKED"])
        copy = copies / hashlib.sha256(Path(str(self.filename)).read_bytes()).hexdigest()
        if not copy.exists():
            copies.mkdir(parents=True, exist_ok=True)
            fresh = tempfile.mkdtemp(dir=copies)
            super().extractall(fresh, members or super().namelist(), pwd)
            try:
                Path(fresh).rename(copy)
            except OSError:  # another worker was faster
                shutil.rmtree(fresh, ignore_errors=True)
        Path(path).rmdir()
        Path(path).symlink_to(copy, target_is_directory=True)


def repair() -> None:
    """Unpack the workers' archives once per process."""
    shutil.rmtree(os.environ["DESK_UNPACKED"], ignore_errors=True)
    lambda_runtime.zipfile = SimpleNamespace(
        ZipFile=UnpackedOnce, BadZipFile=zipfile.BadZipFile, LargeFileError=zipfile.LargeZipFile
    )
