"""The templates of the pages. They are dumb: everything is formatted before they get it."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr


class _Generator(CodeGenerator):
    """Compiles output to ``escaped`` instead of Jinja's own function, whose result is a new object each time."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class _Environment(Environment):
    code_generator_class = _Generator

    @staticmethod
    def escaped(value: Any) -> str:
        """Return a value as HTML, the same as ``markupsafe.escape`` does, as a plain text to be joined with others."""
        if type(value) is not str:
            if hasattr(value, "__html__"):
                return str(value.__html__())
            value = str(value)
        text: str = value
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return text.replace("'", "&#39;").replace('"', "&#34;")


def keep_compiled(folder: Path) -> None:
    """Keep compiled templates in a folder, so that another process need not compile them."""
    folder.mkdir(parents=True, exist_ok=True)
    environment().bytecode_cache = FileSystemBytecodeCache(str(folder))


def compile_all() -> None:
    """Compile every template, so that processes that begin with all that this one has need not."""
    for name in environment().list_templates():
        environment().get_template(name)


@cache
def environment() -> Environment:
    """Return the one environment: escaping on, a missing value is an error, no blank lines left by tags."""
    return _Environment(
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
