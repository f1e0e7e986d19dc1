"""Every scene there is, by name; a new file of scenes is added here and nowhere else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.screens.scenes import BEFORE_ENROLMENT, SHELL
from tests.screens.scenes_flow import FLOW
from tests.screens.scenes_guest_display import GUEST_DISPLAY
from tests.screens.scenes_leases import LEASES
from tests.screens.scenes_managing import MANAGING
from tests.screens.scenes_printing import PRINTING
from tests.screens.scenes_programmes import PROGRAMMES
from tests.screens.scenes_registration import REGISTRATION
from tests.screens.scenes_safety import SAFETY
from tests.screens.scenes_sales import SALES
from tests.screens.scenes_scanning import SCANNING
from tests.screens.scenes_shift import SHIFTS
from tests.screens.scenes_tour import TOUR
from tests.screens.scenes_training import BEFORE_TRAINING, IN_TRAINING
from tests.screens.stage import Scene, Stage

SCENES: Final[Mapping[str, Scene]] = {
    **BEFORE_ENROLMENT,
    **SHELL,
    **SALES,
    **MANAGING,
    **FLOW,
    **REGISTRATION,
    **SCANNING,
    **GUEST_DISPLAY,
    **PRINTING,
    **LEASES,
    **SHIFTS,
    **SAFETY,
    **PROGRAMMES,
    **BEFORE_TRAINING,
    **IN_TRAINING,
    **TOUR,
}


def stage_of(name: str, folder: Path) -> Stage:
    """The till on which that scene is set."""
    return Stage(folder, is_enrolled=name not in BEFORE_ENROLMENT, is_training=name in IN_TRAINING)
