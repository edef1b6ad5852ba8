"""What can be asked about beginning a region from the command line?"""

from __future__ import annotations

import click

from yibao.cli import HELP, language

NEXT = {
    "zh": """写好了 {place}，里面全是占位内容。

接下来：
  cd {place}
  pip install -e '.[test]' && pytest
  yibao conformance --region {name}

然后按 README.zh.md 的六处改动，依次换成办法的内容。
""",
    "en": """{place} is written. Everything in it is a placeholder.

Next:
  cd {place}
  pip install -e '.[test]' && pytest
  yibao conformance --region {name}

Then the six edits of its README.md, in their order, put the measure in their place.
""",
}


@click.command("new-region", context_settings=HELP)
@click.argument("name")
@click.option("--area", required=True, metavar="CODE", help="The coordination area, six digits such as 320500.")
@click.option("--into", default=".", type=click.Path(), metavar="FOLDER", help="Where the repository is put; here where not given.")
@language
def new_region(name: str, area: str, into: str, lang: str) -> None:
    """Write the repository of a new region: a plugin with placeholders that passes its own tests.

    NAME is a small word such as `mingzhou`; the folder is called yibao-NAME. Nothing that is there is written over.
    """
    import shlex
    from pathlib import Path

    from yibao import new_region as writer
    from yibao import plugins

    place = writer.new_region(name, area, Path(into), plugins.installed())
    click.echo(NEXT[lang].format(place=shlex.quote(str(place)), name=name), nl=False)
