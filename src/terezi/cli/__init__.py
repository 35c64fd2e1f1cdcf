"""`terezi ...`: one file per verb. Exit codes: 0 done, 1 problems found, 2 wrong use."""

from importlib import import_module
from pkgutil import iter_modules

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="terezi")
def main() -> None:
    """Weigh whose electricity, machines and coins do not agree."""


for _name in sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_")):
    _verb = getattr(import_module(f"{__name__}.{_name}"), _name, None)
    if isinstance(_verb, click.Command):
        main.add_command(_verb)
