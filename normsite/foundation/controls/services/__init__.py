"""Every verb on control lists: import an edition, put it in force."""

from normsite.foundation.controls.services.force import put_in_force
from normsite.foundation.controls.services.imports import Edition, import_control_list

__all__ = ["Edition", "import_control_list", "put_in_force"]
