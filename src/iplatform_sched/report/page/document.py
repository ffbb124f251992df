"""Put the page together: one file that asks for nothing from anywhere."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from iplatform_sched.domain.vocabulary import Sector
from iplatform_sched.report.page.bars import bar_columns, ghost_columns
from iplatform_sched.report.page.charts import cost_lists, load_lists
from iplatform_sched.report.page.figures import cards, terms
from iplatform_sched.report.page.journeys import draw_map, label_of
from iplatform_sched.report.page.places import find_places, machine_hours, place_columns
from iplatform_sched.report.page.subject import local_day
from iplatform_sched.report.page.unserved import unserved_lines
from iplatform_sched.report.page.wording import time_text, words
from iplatform_sched.report.table import ZONE

if TYPE_CHECKING:
    from iplatform_sched.report.page.subject import Subject
    from iplatform_sched.report.page.wording import Language

PACKAGE = "iplatform_sched.report.page"
SCRIPTS = ("model", "letters", "shapes", "axis", "painters", "chart", "legend", "table", "controls")
"""In the order in which they need each other."""
MOST_ROUTES = 15
MOST_FINDINGS = 5


def build_page(subject: Subject, language: Language) -> str:
    """Return the page as one HTML document."""
    messages = words(language)

    def say(key: str, *values: object) -> str:
        return messages[key].format(*values)

    places = find_places(subject)
    hours = machine_hours(subject)
    script = _script()
    environment = Environment(
        loader=PackageLoader(PACKAGE, ""), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    chart = draw_map(subject, language)
    data = {
        "language": language.value,
        "zone": ZONE,
        "first_day": local_day(subject.period[0]).isoformat(),
        "origin": int(subject.period[0].timestamp() // 60),
        "length": subject.minute(subject.period[1]),
        "has_baseline": subject.baseline is not None,
        "sectors": [sector.value for sector in Sector],
        "messages": messages,
        "bars": bar_columns(subject, places, language),
        "ghosts": ghost_columns(subject, places),
        "routes": [route.bars for route in chart.routes],
        **place_columns(subject, places, hours, language),
    }
    return environment.get_template("page.html.jinja").render(
        language=language.value,
        say=say,
        subject=subject,
        made=time_text(subject.facts.now, language),
        cards=cards(subject, say, language),
        terms=terms(subject, say),
        unserved=unserved_lines(subject, say, language),
        loads=load_lists(subject, hours, say, language),
        costs=cost_lists(subject, say, language),
        map=chart,
        label_of=label_of,
        most_routes=MOST_ROUTES,
        most_findings=MOST_FINDINGS,
        carriers=_carriers(subject, language),
        names={site.id: site.name for site in chart.sites},
        data=htmlsafe_json_dumps(data, dumps=_compact),
        style=Markup(_text("page.css")),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own files
        # Only this very script may run, whatever a name in the facts may contain.
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _compact(value: Any, **options: Any) -> str:  # noqa: ANN401 - the signature of json.dumps
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), **options)


def _text(name: str) -> str:
    return files(PACKAGE).joinpath(name).read_text(encoding="utf-8")


def _script() -> str:
    return "'use strict';\n" + "\n".join(_text(f"{name}.js") for name in SCRIPTS)


def _carriers(subject: Subject, language: Language) -> dict[str, str]:
    korean = language.value == "ko"
    return {form.id: form.name_ko if korean else form.name_en for form in subject.facts.policy.carriers}
