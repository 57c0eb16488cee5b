"""The Reference page: one section at a time, each with a link of its own."""

from optiviz.ui.reference.page import show

__all__ = ["show"]
