"""The door to the cameras: what sees is loaded when somebody looks, not when the till starts.

Pictures take a fifth of a second and fifty megabytes to be understood, and most tills never look.
"""

from typing import TYPE_CHECKING

from client.clock import Clock

if TYPE_CHECKING:
    from client.devices.camera import CameraSession
    from client.devices.cameras import FoundCamera


def open_camera(source: str, *, clock: Clock) -> "CameraSession":
    """A camera that looks at ``source`` once it is told to."""
    from client.devices.camera import CameraSession

    return CameraSession(source, clock=clock)


def find_cameras() -> "tuple[FoundCamera, ...]":
    """All cameras of this computer, by number; not for the screen's thread."""
    from client.devices import cameras

    return cameras.find_cameras()
