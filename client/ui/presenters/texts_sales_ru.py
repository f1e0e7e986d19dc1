"""Russian texts of a sale: check, slip, registration, adjustment, operations."""

from typing import Final

SALES_RU: Final[dict[str, str]] = {}
