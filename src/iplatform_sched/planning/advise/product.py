"""From what a company calls its product to a workflow template."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.errors import NotFoundError
from iplatform_sched.planning.names import fits, likeliest

if TYPE_CHECKING:
    from iplatform_sched.domain.request import Template
    from iplatform_sched.domain.snapshot import Catalogue
    from iplatform_sched.domain.vocabulary import Sector


class Product(NamedTuple):
    """The template that fits a word best, and others that it fits as well."""

    template: Template
    others: tuple[Template, ...] = ()


def product_called(catalogue: Catalogue, word: str, sector: Sector | None = None) -> Product:
    """Return the template with an id, else the one whose names or keywords fit best, else by its stages.

    Parameters
    ----------
    sector
        Only templates of this sector.

    Raises
    ------
    NotFoundError
        No template fits; with the likeliest word, or with all templates.
    """
    templates = [each for each in catalogue.templates if sector is None or sector in each.sectors]
    exact = next((each for each in templates if each.id == word), None)
    if exact is not None:
        return Product(exact)
    for names in (_names, _stage_names):
        scores = sorted(
            ((fits(word, names(each)), each.id) for each in templates), key=lambda it: (-it[0], it[1])
        )
        by_id = {each.id: each for each in templates}
        good = [(value, by_id[name]) for value, name in scores if value]
        if good:
            others = tuple(each for value, each in good[1:] if value == good[0][0])
            return Product(good[0][1], others)
    raise NotFoundError(_nothing(templates, word, sector))


def _names(template: Template) -> tuple[str, ...]:
    return (template.id, template.name_ko, template.name_en, *template.keywords)


def _stage_names(template: Template) -> tuple[str, ...]:
    return tuple(
        name
        for stage in template.stages
        for name in (stage.name_ko, stage.name_en, *(way.capability for way in stage.ways))
    )


def _nothing(templates: list[Template], word: str, sector: Sector | None) -> str:
    near = likeliest(word, [name for each in templates for name in _names(each)])
    where = "" if sector is None else f" in sector {sector.value}"
    if near is not None:
        return f"no product {word!r}{where}. Did you mean {near}?"
    known = ", ".join(f"{each.id} ({each.name_ko})" for each in templates) or "none"
    return f"no product {word!r}{where}. Known: {known}. `catalogue search` looks for machines"
