"""Words in a policy file that name nothing."""

from __future__ import annotations

from collections.abc import Iterator

from iplatform_sched.domain.policy import Policy
from iplatform_sched.domain.policy_words import word_flaws
from iplatform_sched.errors import Issue
from iplatform_sched.exchange.documents import document_issue
from iplatform_sched.exchange.yaml_reading import Document, Path


def policy_flaws(policy: Policy, document: Document, path: Path = ()) -> Iterator[Issue]:
    """Yield what is wrong with the words of a policy that stands at `path` of `document`."""
    for flaw in word_flaws(policy):
        where = (*path, *flaw.path)
        yield document_issue(document, where, flaw.message, "unknown-id", flaw.hint, flaw.found)
