"""Typed text to a position, with its precision as an area, its datum and its doubts (R05); a library of its own.

    read("36°43'04.91\"N 068°51'43.96\"E")        Reading with one candidate
    read("42S VF 8769 6360")                      an area of 10 m, not a point
    read_pair("36,718031", "68,862211")           two cells of a table
    write(36.718031, 68.862211, "MGRS")           back to text

Nothing else of the project is imported here. What a text may mean in more than one way is answered with all candidates, never
with a guess; what cannot be read is a `Reading` with a problem and a hint, never an exception.
"""

from detente.coordinates.model import Area, Candidate, Doubt, Format, Reading
from detente.coordinates.reading import read, read_pair
from detente.coordinates.writing import write

__all__ = ["Area", "Candidate", "Doubt", "Format", "Reading", "read", "read_pair", "write"]
