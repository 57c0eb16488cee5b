"""Weight decay: inside the gradient or beside it."""

from optiviz.ui import course, weight_decay

course.page("weight_decay", weight_decay.figures)
