"""What a till loads only when it first needs it, loaded once for all forks of the drill."""

from drill import server_process, till_process
from printers.escpos_library import escpos_drivers

escpos_drivers()

__all__ = ["server_process", "till_process"]
