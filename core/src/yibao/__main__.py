"""How is the command run as a module? `python -m yibao`."""

from yibao.cli import main

main(prog_name="yibao")
