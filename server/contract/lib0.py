"""Strict lib0 coding, the byte language of Yjs: canonical numbers, strings, byte runs."""

from typing import Final

MAX_UINT: Final = 2**53 - 1  # the largest whole number that JavaScript holds exactly


class Malformed(ValueError):
    """Bytes that no honest client sends."""


def read_var_uint(data: bytes, at: int) -> tuple[int, int]:
    """Read a number at `at`: (value, next position). Raises Malformed."""
    try:
        byte = data[at]
        if byte < 128:
            return byte, at + 1
        value, shift = byte & 127, 7
        while True:  # most numbers end in their first or second byte
            at += 1
            byte = data[at]
            if byte < 128:
                value |= byte << shift
                break
            value |= (byte & 127) << shift
            shift += 7
            if shift > 49:
                raise Malformed("number too long")
    except IndexError:
        raise Malformed("ended inside a number") from None
    # A last byte of 0 means that a shorter form exists: two forms would let bytes differ
    # from what the log and the hash say.
    if byte == 0 or value > MAX_UINT:
        raise Malformed("number not canonical")
    return value, at + 1


def read_var_bytes(data: bytes, at: int) -> tuple[bytes, int]:
    """Read a length and that many bytes: (bytes, next position). Raises Malformed."""
    length, at = read_var_uint(data, at)
    end = at + length
    if end > len(data):
        raise Malformed("ended inside a byte run")
    return data[at:end], end


def read_var_string(data: bytes, at: int) -> tuple[str, int]:
    """Read a UTF-8 string: (string, next position). Raises Malformed."""
    raw, at = read_var_bytes(data, at)
    try:
        return raw.decode(), at
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None


def var_uint(value: int) -> bytes:
    """Encode 0 <= value <= MAX_UINT. Raises ValueError."""
    if not 0 <= value <= MAX_UINT:
        raise ValueError(f"not a number that lib0 can carry: {value}")
    if value < 128:
        return bytes((value,))
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def var_bytes(data: bytes) -> bytes:
    """Encode a byte run after its length."""
    return var_uint(len(data)) + data


def var_string(words: str) -> bytes:
    """Encode a string as UTF-8 after its length. Raises ValueError on a lone surrogate."""
    return var_bytes(words.encode())


class Reader:
    """Reads one value after the other. `at` is the position in bytes."""

    __slots__ = ("at", "data")

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at

    def var_uint(self) -> int:
        value, self.at = read_var_uint(self.data, self.at)
        return value

    def var_bytes(self) -> bytes:
        value, self.at = read_var_bytes(self.data, self.at)
        return value

    def var_string(self) -> str:
        value, self.at = read_var_string(self.data, self.at)
        return value

    def byte(self) -> int:
        """One plain byte. Raises Malformed."""
        if self.at >= len(self.data):
            raise Malformed("ended early")
        self.at += 1
        return self.data[self.at - 1]

    def skip(self, count: int) -> None:
        """Pass over `count` bytes. Raises Malformed."""
        self.at += count
        if self.at > len(self.data):
            raise Malformed("ended early")

    def end(self) -> None:
        """Raises Malformed when bytes are left."""
        if self.at != len(self.data):
            raise Malformed("trailing bytes")
