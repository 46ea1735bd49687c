"""A file that is measured while it is written: its size and its SHA-256, without reading it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from psycopg.abc import Buffer


class MeasuredFile(io.RawIOBase):
    """Passes on what is written to a file. It can't go back, so that each byte is seen once.

    Attributes:
        size: Bytes written so far.
    """

    def __init__(self, file: BinaryIO) -> None:
        """Measure what is written to `file` from here on; it stays open when this is closed."""
        self._file = file
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        """SHA-256 of all bytes so far, in hexadecimal digits."""
        return self._hash.hexdigest()

    def writable(self) -> bool:
        """It is for writing."""
        return True

    def tell(self) -> int:
        """Where the next byte goes."""
        return self.size

    def write(self, data: Buffer) -> int:
        """Write all of `data`."""
        size = memoryview(data).nbytes
        self._file.write(data)
        self._hash.update(data)
        self.size += size
        return size

    def writelines(self, lines: Iterable[Buffer]) -> None:
        """Write lines at once: a row is too little to hash by itself."""
        self.write(b"".join(lines))
