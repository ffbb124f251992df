"""``python -m iplatform_sched.cli``."""

import sys

from iplatform_sched.cli.entry import main

sys.exit(main())
