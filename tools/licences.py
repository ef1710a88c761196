"""The licences of all that the extension needs to run, from the metadata of what is installed."""

from __future__ import annotations

import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

_OF_LICENCES = "License :: "


def needed(name: str) -> dict[str, Distribution]:
    """Return the distributions that one needs, by name: its own requirements and all of theirs."""
    found: dict[str, Distribution] = {}
    todo = [name]
    while todo:
        for text in distribution(todo.pop()).requires or ():
            wanted = Requirement(text)
            if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
                continue
            key = wanted.name.lower()
            if key not in found:
                try:
                    found[key] = distribution(wanted.name)
                except PackageNotFoundError:
                    continue
                todo.append(wanted.name)
    return dict(sorted(found.items()))


def licence(package: Distribution) -> str:
    """Return the licence that a distribution names, empty where it names none."""
    said = package.metadata
    classified = [
        text.removeprefix(_OF_LICENCES).rpartition(" :: ")[2]
        for text in said.get_all("Classifier") or ()
        if text.startswith(_OF_LICENCES)
    ]
    written = said["License-Expression"] or next(iter(classified), "") or said["License"]
    return (written or "").partition("\n")[0]


def main() -> int:
    """Print a line for each; return 1 where one names no licence."""
    unknown = False
    for name, package in needed("sphinx-error-index").items():
        said = licence(package)
        unknown = unknown or not said
        print(f"{name} {package.version}: {said or 'names no licence'}")
    return int(unknown)


if __name__ == "__main__":
    sys.exit(main())
