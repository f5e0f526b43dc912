"""The templates of the pages. They are dumb: everything is formatted before they get it."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def environment() -> Environment:
    """Return the one environment: escaping on, a missing value is an error, no blank lines left by tags."""
    return Environment(
        loader=PackageLoader("thidua.portal", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )


def render(template: str, **values: object) -> str:
    """Return the HTML of a template of the folder ``templates/``, named without its ending."""
    return environment().get_template(f"{template}.html.j2").render(values)
