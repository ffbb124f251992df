"""Launcher: ``python cli.py`` is ``iplatform-sched``."""

import sys

from iplatform_sched.cli import main

if __name__ == "__main__":  # worker processes import this file again
    sys.exit(main())
