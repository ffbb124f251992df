"""A page for people: one self-contained HTML file about a plan, in Korean or English.

Plain data in (:class:`Subject`), text out (:func:`build_page`): whatever is stored as a run, be it
a night, a what-if or a repair, is shown the same way. Python counts and places; the scripts beside it
draw and filter.
"""

from iplatform_sched.report.page.document import build_page
from iplatform_sched.report.page.subject import Subject
from iplatform_sched.report.page.wording import Language

__all__ = ["Language", "Subject", "build_page"]
