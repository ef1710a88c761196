"""Install the packages of the dependency group ``clients``, with the pins of their own file.

``python tools/client_packages.py`` installs into the environment that runs it. Where one of them
cannot be had, the others are installed one by one, and a line says which tests will skip.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
CONSTRAINTS = ROOT / "constraints-clients.txt"


def packages() -> list[str]:
    """Return what ``pyproject.toml`` names in the group."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    return [str(each) for each in groups["clients"]]


def install(*wanted: str) -> bool:
    """Install packages with pip; say whether that was possible."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return subprocess.run([*command, "-c", str(CONSTRAINTS), *wanted], check=False).returncode == 0


def main() -> int:
    """Install all packages, or those that can be had; return 1 where pytest is not among them."""
    wanted = packages()
    if install(*wanted):
        return 0
    missing = [each for each in wanted if not install(each)]
    print(f"not to be had here, so their tests skip: {', '.join(missing)}")
    return int(any(each.startswith("pytest") for each in missing))


if __name__ == "__main__":
    sys.exit(main())
