"""Measures on volumes: geodesic distance, altitude datums, time windows.

``part`` volumes in the form in which they are measured · ``measure`` distance and the decision whether two parts meet ·
``altitude`` bands and datums · ``cell`` coarse volumes that contain exact ones · ``earth`` the ellipsoid.
"""

from detente.geometry.altitude import Band, Gap, vertical_gap
from detente.geometry.cell import coarsen, contains, lonlat_box
from detente.geometry.earth import ecef, geod, lonlat
from detente.geometry.measure import Distance, Meeting, distance, meet, window
from detente.geometry.part import Part, parts, restore

__all__ = [
    "Band",
    "Distance",
    "Gap",
    "Meeting",
    "Part",
    "coarsen",
    "contains",
    "distance",
    "ecef",
    "geod",
    "lonlat",
    "lonlat_box",
    "meet",
    "parts",
    "restore",
    "vertical_gap",
    "window",
]
