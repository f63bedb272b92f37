"""A figure that may be undefined, and then says why in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """``value``, or None with a ``reason``. ``counted`` says over how much it was taken."""

    value: float | None
    reason: str = ""
    counted: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """``{"value", "reason", "counted"}``; an undefined value is null, never NaN."""
        return {"value": self.value, "reason": self.reason, "counted": dict(self.counted)}


def undefined(reason: str, **counted: int) -> Figure:
    """A figure that cannot be had, and why."""
    return Figure(None, reason, counted)
