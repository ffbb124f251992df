"""Facts drawn from the domain's own field types: a new field joins every round trip unasked."""

import types
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from iplatform_sched.domain.calendars import Absence, DailyHours, WeeklyHours
from iplatform_sched.domain.centre import OperatorPool
from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.policy import Policy
from iplatform_sched.domain.request import Lag, Qualification, Way
from iplatform_sched.domain.vocabulary import Span
from iplatform_sched.timeline import YEARS

FEW = 2  # items of a list: the odd cases lie in the texts, not in the lengths

# Letters that files trip over: separators, quotes, guards, line ends, escapes, words that look like no value.
_NASTY = "aZ0 ,;:|/\\'\"=+-@#%&*?!{}[]()<>~`^$_.\n\t가é°\u2028😀"
_WORDS = st.sampled_from(
    ["NA", "null", "~", "no", "007", "12:30", "=1+1", "-5", "'", "''", "1e3", "nan", "2026-01-01"]
)
texts = (st.text(_NASTY, max_size=6) | _WORDS).map(str.strip)
names = texts.filter(bool)
ids = names.filter(str.isprintable)

_zones = st.sampled_from([UTC, timezone(timedelta(hours=9)), timezone(timedelta(hours=-3, minutes=-30))])
_moments = st.datetimes(datetime(2000, 1, 2), datetime(2099, 1, 1))  # noqa: DTZ001  (zones are drawn apart)
_instants = st.builds(lambda moment, zone: moment.replace(tzinfo=zone), _moments, _zones)
_wall_times = st.times() | st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
Special = dict[type[BaseModel], Callable[[], st.SearchStrategy[Any]]]


def daily_hours() -> st.SearchStrategy[DailyHours]:
    """Draw hours of a day that end after they start, or at midnight."""
    pairs = st.tuples(_wall_times, _wall_times).filter(lambda pair: pair[1] == time(0) or pair[0] < pair[1])
    return pairs.map(lambda pair: DailyHours(start=pair[0], end=pair[1]))


@st.composite
def weekly_hours(draw: st.DrawFn) -> WeeklyHours:
    """Draw a week of which each day has no hours, one stretch or two."""
    choices: list[tuple[DailyHours, ...]] = [
        (),
        (draw(daily_hours()),),
        (DailyHours(start=time(9), end=time(12)), DailyHours(start=time(13), end=time(0))),
    ]
    return WeeklyHours(days=tuple(draw(st.sampled_from(choices)) for _ in range(7)))


def _spans() -> st.SearchStrategy[Span]:
    lengths = st.timedeltas(timedelta(microseconds=1), timedelta(days=400))
    return st.builds(lambda start, length: Span(start=start, end=start + length), _instants, lengths)


def _lags() -> st.SearchStrategy[Lag]:
    bounds = st.tuples(st.integers(0, 9), st.none() | st.integers(9, 99))
    return st.builds(
        lambda lag, bound: Lag.model_validate({**dict(lag), "minimum": bound[0], "maximum": bound[1]}),
        _fields(Lag, minimum=st.just(0), maximum=st.none()),
        bounds,
    )


def _qualifications() -> st.SearchStrategy[Qualification]:
    machine = _fields(Qualification, equipment=names, capability=st.none())
    return machine | _fields(Qualification, equipment=st.none(), capability=names)


def _people(most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(ids, max_size=most, unique=True)


@cache
def of(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Draw any fact of `model`."""
    special: Special = {
        DailyHours: daily_hours,
        WeeklyHours: weekly_hours,
        Span: _spans,
        Lag: _lags,
        Qualification: _qualifications,
        Policy: lambda: _fields(
            Policy,
            tick_minutes=st.sampled_from([5, 15, 30, 60]),
            start_weeks=st.integers(1, 104),
            calendar_weeks=st.integers(104, 208),
        ),
        Way: lambda: _fields(Way, work_minutes=st.integers(1, 99)),
        OperatorPool: lambda: _fields(OperatorPool, headcount=st.integers(FEW, 99), people=_people(FEW)),
        Absence: lambda: _fields(Absence, people=_people(1)),
    }
    if model in special:
        return special[model]()
    if {"low", "high"} <= model.model_fields.keys():
        number = st.floats(allow_nan=False, allow_infinity=False)
        ends = st.tuples(number, number).map(sorted)
        return st.tuples(ends, _fields(model, low=st.just(0), high=st.just(0))).map(
            lambda drawn: drawn[1].model_copy(update={"low": drawn[0][0], "high": drawn[0][1]})
        )
    return _fields(model)


def _fields(model: type[BaseModel], **known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    drawn = {name: _value(field.annotation, _bounds(field)) for name, field in model.model_fields.items()}
    own = {"id": ids} if "id" in drawn else {}
    return st.fixed_dictionaries(drawn | own | known).map(model.model_validate)


def _bounds(field: FieldInfo) -> dict[str, Any]:
    keys = ("ge", "gt", "le", "min_length", "max_length")
    return {key: getattr(each, key) for each in field.metadata for key in keys if hasattr(each, key)}


def _value(annotation: Any, bounds: dict[str, Any]) -> st.SearchStrategy[Any]:  # noqa: ANN401  (of any field)
    if hasattr(annotation, "__metadata__"):
        inner = [bound for each in annotation.__metadata__ for bound in getattr(each, "metadata", [each])]
        return _value(
            annotation.__origin__,
            bounds | _bounds(FieldInfo.from_annotation(annotation)) if inner else bounds,
        )
    if hasattr(annotation, "__supertype__"):  # an id
        return names
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return st.none() | st.one_of(*(_value(each, bounds) for each in arguments if each is not type(None)))
    if origin is tuple:
        least = bounds.get("min_length", 0)
        return st.lists(_value(arguments[0], {}), min_size=least, max_size=max(FEW, least)).map(tuple)
    return _plain(annotation, bounds)


def _plain(annotation: Any, bounds: dict[str, Any]) -> st.SearchStrategy[Any]:  # noqa: ANN401  (as above)
    least, most = bounds.get("ge"), bounds.get("le")
    if annotation is AwareDatetime:
        return _instants
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return of(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from(list(annotation))
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: texts,
        bool: st.booleans(),
        int: st.integers(0 if least is None else int(least), None if most is None else int(most)),
        float: st.floats(least, most, allow_nan=False, allow_infinity=False),
        datetime: _moments,
        date: st.dates(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)),
        time: _wall_times,
    }
    return simple[annotation]


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """Draw facts whose ids are unique, and whose requests name templates that are there."""
    drawn: Facts = draw(of(Facts))
    network = drawn.catalogue
    catalogue = network.model_copy(
        update={
            field: _unique(getattr(network, field))
            for field in type(network).model_fields
            if field != "travel"
        }
    )
    templates = [None, *(template.id for template in catalogue.templates)]
    requests = tuple(
        request.model_copy(update={"template": draw(st.sampled_from(templates))})
        for request in _unique(drawn.requests)
    )
    return drawn.model_copy(
        update={
            "catalogue": catalogue,
            "companies": _unique(drawn.companies),
            "vouchers": _unique(drawn.vouchers),
            "requests": requests,
            "bookings": _unique(drawn.bookings),
        }
    )


def _unique(facts: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple({fact.id: fact for fact in facts}.values())
