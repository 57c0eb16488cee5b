"""Weight decay: inside the gradient or beside it."""

from optiviz.ui import course

course.page("weight_decay")
