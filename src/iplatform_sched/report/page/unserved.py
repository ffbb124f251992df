"""Who is not served, wholly or in part, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.report.page.wording import name_of, table_of_words

if TYPE_CHECKING:
    from iplatform_sched.report.page.figures import Say
    from iplatform_sched.report.page.subject import Subject
    from iplatform_sched.report.page.wording import Language


@dataclass(frozen=True, slots=True)
class UnservedLine:
    """A request that is not served, or not wholly.

    Attributes
    ----------
    reason
        The code in the page's language.
    detail
        The planner's own sentence, in English.
    """

    request: str
    title: str
    company: str
    extent: str
    stages: tuple[str, ...]
    reason: str
    detail: str
    waited: int | None


def unserved_lines(subject: Subject, say: Say, language: Language) -> tuple[UnservedLine, ...]:
    """Return one line per unserved request, by its id."""
    requests = {request.id: request for request in subject.facts.requests}
    companies = {company.id: name_of(company, language) for company in subject.facts.companies}
    waited = {change.request: change.nights_waited for change in subject.run.changes if change.nights_waited}
    booked = {booking.request for booking in subject.bookings}
    lines = []
    for item in sorted(subject.plan.unserved, key=lambda each: each.request):
        request = requests.get(item.request)
        names = {stage.id: name_of(stage, language) for stage in request.stages} if request else {}
        code = f"reason.{item.code}"
        lines.append(
            UnservedLine(
                request=item.request,
                title=request.title if request else "",
                company=companies.get(request.company, request.company) if request else "",
                extent=say("unserved.part" if item.request in booked else "unserved.whole"),
                stages=tuple(f"{stage} {names.get(stage, '')}".strip() for stage in item.stages),
                reason=say(code if code in table_of_words() else "reason.other"),
                detail=item.reason,
                waited=waited.get(item.request, request.nights_waited if request else None),
            )
        )
    return tuple(lines)
