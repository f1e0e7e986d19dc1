"""English texts of a sale: check, slip, registration, adjustment, operations."""

from typing import Final

SALES_EN: Final[dict[str, str]] = {}
