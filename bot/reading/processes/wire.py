"""Records as JSON between the bot and its child processes.

A child works on hostile input, so what it answers is not trusted: no pickle comes back from it, only JSON, which is
checked field by field against the record that was asked for. ``decode_record`` is that check.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import enum
import types
import typing
from datetime import date, datetime
from functools import cache
from typing import Any

from bot.core.errors import FaultError


class WireError(FaultError):
    """What a child answered is not the record that was asked for."""


def encode_record(value: object) -> Any:
    """A record as JSON values. Bytes become base64, times ISO text, enums their value."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [encode_record(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {name: encode_record(getattr(value, name)) for name in _field_names(value.__class__)}
    raise WireError(f"a {type(value).__name__} can't be sent")


def decode_record(shape: Any, plain: Any) -> Any:
    """The value of type ``shape`` that JSON values stand for. Raises WireError when they don't fit it exactly."""
    origin = typing.get_origin(shape)
    if origin in {types.UnionType, typing.Union}:
        return _decode_union(typing.get_args(shape), plain)
    if origin is tuple:
        return _decode_tuple(typing.get_args(shape), plain)
    if dataclasses.is_dataclass(shape):
        return _decode_dataclass(shape, plain)
    return _decode_single(shape, plain)


def _decode_union(choices: tuple[Any, ...], plain: Any) -> Any:
    for choice in choices:
        try:
            return decode_record(choice, plain)
        except WireError:
            continue
    raise WireError("no member of the union fits")


def _decode_tuple(members: tuple[Any, ...], plain: Any) -> tuple[Any, ...]:
    if not isinstance(plain, list):
        raise WireError("a list was expected")
    if len(members) == 2 and members[1] is Ellipsis:
        return tuple(decode_record(members[0], item) for item in plain)
    if len(members) != len(plain):
        raise WireError("a list of another length was expected")
    return tuple(decode_record(member, item) for member, item in zip(members, plain, strict=True))


def _decode_dataclass(shape: Any, plain: Any) -> Any:
    hints = _field_hints(shape)
    if not isinstance(plain, dict) or plain.keys() != hints.keys():
        raise WireError(f"the fields of {shape.__name__} were expected")
    try:
        return shape(**{name: decode_record(hint, plain[name]) for name, hint in hints.items()})
    except (ValueError, TypeError) as error:
        raise WireError(f"no {shape.__name__}") from error


def _decode_single(shape: Any, plain: Any) -> Any:
    if shape is None or shape is type(None):
        fits = plain is None
    elif shape is float:
        fits = isinstance(plain, int | float) and not isinstance(plain, bool)
    elif shape is int:
        fits = isinstance(plain, int) and not isinstance(plain, bool)
    elif shape is bool:
        fits = isinstance(plain, bool)
    else:
        fits = isinstance(plain, str)
    if not fits:
        raise WireError(f"{getattr(shape, '__name__', shape)} was expected")
    if shape is str:
        return _sound_string(plain)
    try:
        if shape is bytes:
            return base64.b64decode(plain, validate=True)
        if shape is datetime or shape is date:
            return shape.fromisoformat(plain)
        if isinstance(shape, type) and issubclass(shape, enum.Enum):
            return shape(plain)
    except (ValueError, binascii.Error) as error:
        raise WireError(f"no {shape.__name__}") from error
    return plain


def _sound_string(text: str) -> str:
    """The string, refused when a lone surrogate would break every later step."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise WireError("a lone surrogate in a string") from error
    return text


@cache
def _field_names(shape: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(shape))


@cache
def _field_hints(shape: type) -> dict[str, Any]:
    """The types of the record's fields; NewTypes are what they stand for."""
    hints = typing.get_type_hints(shape)
    return {name: _plain_type(hints[name]) for name in _field_names(shape)}


def _plain_type(hint: Any) -> Any:
    return hint.__supertype__ if isinstance(hint, typing.NewType) else hint
