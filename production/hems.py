"""How a leg ends: a sewn hem, a raw edge, or a cuff that shows the reverse of the cloth."""

from functools import lru_cache

from production.curve import Curve, polyline
from production.figure import Figure
from production.panel import MADE_LATELY, Group, Kind, both, rows

_CUFF_CM = {"cuff": 4.6, "double_cuff": 5.6}
_SPREAD = 0.3
_SELVEDGE_CM = 1.1
# Threads of a raw edge: how far each hangs, in cm; repeated over the opening.
_THREADS = (0.7, 1.1, 0.5, 0.9, 1.3, 0.6, 1.0, 0.4, 1.2, 0.8, 0.5)
_THREAD_STEP = 0.36


def leg_end(fig: Figure, hem: str) -> float:
    """Height where the right side of the cloth ends: the hem, or the upper edge of a cuff."""
    return fig.hem - _CUFF_CM.get(hem, 0.0)


@lru_cache(maxsize=MADE_LATELY)
def hems(fig: Figure, hem: str, *, selvedge: bool) -> tuple[Group, ...]:
    """What finishes both legs, in drawing order; a cuff shows a `selvedge`, if there is one."""
    if hem in _CUFF_CM:
        return _cuffs(fig, hem, selvedge=selvedge)
    edge = fig.hem_line(fig.hem)
    if hem == "raw":
        return (Group(Kind.FRINGE, both(*_threads(edge))),)
    stitches = both(*rows(edge, 1, -1.3))
    roping = (Group(Kind.ROPING, both(edge.parallel(-0.7))),) if hem == "chain" else ()
    return *roping, Group(Kind.STITCH, stitches)


def _cuffs(fig: Figure, hem: str, *, selvedge: bool) -> tuple[Group, ...]:
    top = leg_end(fig, hem)
    upper, lower = fig.hem_line(top, _SPREAD), fig.hem_line(fig.hem, _SPREAD)
    groups = [Group(Kind.CUFF, both(upper.then(lower.reversed())))]
    if selvedge:
        groups.append(Group(Kind.SELVEDGE, both(_down(fig, top, _SELVEDGE_CM))))
    if hem == "double_cuff":
        groups.append(Group(Kind.EDGE, both(fig.hem_line((top + fig.hem) / 2, _SPREAD))))
    else:
        groups.append(Group(Kind.STITCH, both(upper.parallel(1.1))))
    return tuple(groups)


def _down(fig: Figure, top: float, inside: float) -> Curve:
    """Beside the right outseam, `inside` cm from it, over the height of the cuff."""
    return polyline(
        (fig.outer.at(top) - inside, top + 0.2), (fig.outer.at(fig.hem) - inside, fig.hem + 0.2)
    )


def _threads(edge: Curve) -> tuple[Curve, ...]:
    width = edge.start[0] - edge.end[0]
    count = int(width / _THREAD_STEP)
    hangs = []
    for i in range(count):
        x, y = edge.section((i + 0.5) / count, 1.0).start
        hang = _THREADS[i % len(_THREADS)]
        hangs.append(polyline((x, y - 0.3), (x + (hang - 0.8) * 0.5, y + hang)))
    return tuple(hangs)
