"""The package as an importer sees it."""

from importlib import metadata

import iplatform_sched


def test_version_is_the_installed_one() -> None:
    assert iplatform_sched.__version__ == metadata.version("iplatform-sched")
