"""Our modules as syntax trees, read once."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOP = ("lms", "courses", "assessments", "certificates")
# Packages of the house, the more special name first. `lms` itself is the roof: commands, template tags, plugin.
PACKAGES = (
    "lms.kernel", "lms.audit", "lms.jobs", "lms.institutions", "lms.messages", "lms.exports", "lms.records", "lms.reporting",
    "lms.home", "lms.accounts",
    "lms.config", "lms.demo", "courses", "assessments", "certificates", "lms",
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """One module of ours."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def package(self) -> str:
        return package_of(self.name)

    @property
    def inner(self) -> str:
        """Its name inside its package: `services.publishing`."""
        return self.name.removeprefix(self.package).lstrip(".")

    def imports(self) -> list[tuple[str, int]]:
        """(module or name imported, line); `from a import b` gives a.b."""
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [(alias.name, node.lineno) for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
        return found


def package_of(name: str) -> str:
    return next((p for p in PACKAGES if name == p or name.startswith(f"{p}.")), "")


@cache
def sources() -> tuple[Source, ...]:
    """Every module of ours but migrations."""
    found = []
    for top in TOP:
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                found.append(Source(name, path, ast.parse(path.read_text("utf-8"))))
    return tuple(found)
