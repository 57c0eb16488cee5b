"""A race as a script that people copy: the very steps on screen, in PyTorch, Keras or optax, in float64.

script(library, race) gives text and imports none of the libraries. Rows of the catalogues hold what differs: the loss
as lines (Surface.code), the rule as lines and as the libraries' own classes (Form.code).
"""

from optiviz.code.libraries import LIBRARIES, Library
from optiviz.code.scripts import script

__all__ = ["LIBRARIES", "Library", "script"]
