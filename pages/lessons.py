"""Lessons: stories, plans for teachers, and challenges that check themselves."""

from optiviz.ui import lessons

lessons.page()
