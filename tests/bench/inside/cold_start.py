"""Start a function in the process this runs in, and say what that took. Runs in the function's package, without ours.

cold_start.py desk|hello|nothing
"""

import resource
import sys


def cpu_ms() -> float:
    """Of this process since it began: the interpreter's own start is part of a cold start."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return (spent.ru_utime + spent.ru_stime) * 1000


def start(what: str) -> list[float]:
    """Milliseconds of CPU after `import app`, and after the first client."""
    if what == "nothing":
        return [cpu_ms(), cpu_ms()]
    import app  # noqa: F401

    imported = cpu_ms()
    if what == "desk":
        from chalicelib.plumbing import services_on_aws

        services_on_aws.client("dynamodb")
    return [imported, cpu_ms()]


def report(after: list[float]) -> None:
    names = sorted(sys.modules)
    packaged = [module for module in list(sys.modules.values()) if _is_packaged(module)]

    import json
    from pathlib import Path

    status = Path("/proc/self/status").read_text("ascii")
    (peak,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    compiled = [module.__name__ for module in packaged if not Path(str(module.__cached__)).exists()]
    found = {"ms": after, "peak_kb": int(peak), "modules": names, "compiled": sorted(compiled)}
    sys.stdout.write(json.dumps(found) + "\n")


def _is_packaged(module: object) -> bool:
    file, cached = getattr(module, "__file__", None), getattr(module, "__cached__", None)
    return bool(cached) and str(file).endswith(".py") and ("/code/" in str(file) or "/layer/" in str(file))


if __name__ == "__main__":
    report(start(sys.argv[1]))
