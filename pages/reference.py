"""Reference: every optimizer, what is often taught about them, where to begin, and code to copy."""

from optiviz.ui import reference

reference.show()
