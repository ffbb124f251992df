"""Advice for a company that does not know what it needs: from a product to stages, machines and centres.

`product` finds the template, `question` makes it a request of the company, `alone` looks at each stage
by itself on every machine that can do it, `ranking` orders these and says why, `nearest` tells what falls
short where nothing fits, `one_stop` looks for few centres for all of it.
"""

from __future__ import annotations

from iplatform_sched.planning.advise.advice import Advice, advise
from iplatform_sched.planning.advise.product import Product, product_called
from iplatform_sched.planning.advise.question import Question

__all__ = ["Advice", "Product", "Question", "advise", "product_called"]
