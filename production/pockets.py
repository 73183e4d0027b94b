"""Front pockets: their openings, what shows inside, and the coin pocket."""

from functools import lru_cache

from production.curve import Curve, Point, polyline
from production.figure import Figure
from production.panel import MADE_LATELY, Group, Kind, both, rows

Groups = tuple[Group, ...]

# Opening: where it starts (share of half the waist), how far below the waistband it ends, in cm.
_OPENINGS = {
    "slash": (0.68, 14.0),
    "welt": (0.66, 14.0),
    "utility": (0.56, 12.0),
    "western": (0.5, 6.2),
}
# Between which shares of the opening the coin pocket shows.
_COIN_SHARES = {"slash": (0.12, 0.42), "western": (0.3, 0.72)}
_NO_FACING = frozenset({"welt", "utility"})


def opening(fig: Figure, front: str) -> Curve:
    """Edge of the right front pocket, from the waistband to the side seam."""
    share, drop = _OPENINGS.get(front, (0.55, 7.6))
    x, y = fig.outer.at(fig.band - fig.rise) * share, fig.band - fig.rise + drop
    top, side = (x, fig.y_on(x, fig.band, -fig.dip)), (fig.outer.at(y), y)
    if front == "western":
        bends = (x - 0.6, y + 0.8), (x + 0.6, y - 0.4)
    elif front in _OPENINGS:
        bends = (x + 1.5, top[1] + 4.6), (side[0] - 2.4, y - 4.2)
    else:
        bends = (x + 0.1, top[1] + 5.4), (side[0] - 6.6, y + 0.5)
    return Curve(top, ((*bends, side),))


@lru_cache(maxsize=MADE_LATELY)
def front_pockets(
    fig: Figure, front: str, coin: str, count: int
) -> tuple[Groups, tuple[Point, ...]]:
    """Both front pockets with `count` rows of stitches, and where their rivets sit.

    `front` and `coin` as in a Garment, but a coin pocket with a selvedge needs cloth that has one.
    """
    edge = opening(fig, front)
    small, coin_corners = _coin_pocket(fig, edge, (front, coin), count)
    groups = (
        *(_bag(fig, edge, front, count)),
        *small,
        Group(Kind.EDGE, both(edge)),
        Group(Kind.STITCH, both(*rows(edge, count, -0.35))),
    )
    near, far = edge.section(0.06, 0.95).start, edge.section(0.06, 0.95).end
    corners = tuple((side * x, y + 0.55) for x, y in (near, far) for side in (1, -1))
    return groups, corners + coin_corners


def _bag(fig: Figure, edge: Curve, front: str, count: int) -> Groups:
    """What lies around the openings: the facing in them, a welt or the pocket sewn on."""
    outseam = fig.outer.curve(fig.band - fig.rise, edge.end[1]).reversed()
    facing = Group(Kind.FACING, both(edge.then(outseam).then(_under_band(fig, edge.start[0]))))
    if front == "welt":
        return (Group(Kind.LAID, both(edge.then(edge.parallel(-1.7).reversed()))),)
    if front == "utility":
        return (facing, *_sewn_on(fig, edge, count))
    return (facing,)


def _sewn_on(fig: Figure, edge: Curve, count: int) -> Groups:
    """A large square pocket from the waistband past the hip."""
    x, y = edge.start[0] - 2.6, fig.band - fig.rise + 20.0
    top = (x, fig.y_on(x, fig.band, -fig.dip))
    border = polyline(top, (x + 0.3, y - 1.6), (x + 1.9, y), (fig.outer.at(y), y))
    return (
        Group(Kind.EDGE, both(border)),
        Group(Kind.STITCH, both(*rows(border, count, 0.35))),
    )


def _under_band(fig: Figure, x: float) -> Curve:
    """The lower edge of the front waistband from the right side to `x`."""
    lower = fig.across(fig.band, -fig.dip)
    return lower.section((x / lower.end[0] + 1) / 2, 1.0).reversed()


def _coin_pocket(
    fig: Figure, edge: Curve, cut: tuple[str, str], count: int
) -> tuple[Groups, tuple[Point, ...]]:
    """The small pocket on the wearer's right, the viewer's left; `cut` is of both pockets."""
    front, coin = cut
    if coin == "none":
        return (), ()
    y = edge.start[1] + (1.2 if coin == "deep" else 2.0)
    if front in _NO_FACING:
        x, down = edge.start[0] + 1.6, 7.5
        if front == "welt":
            x, down = edge.start[0] - 4.4, 0.0
        y = fig.y_on(x, fig.band, -fig.dip) + 1.4 + down
        part = polyline((-x - 2.8, y + 6.0), (-x + 2.8, y + 6.0))
    else:
        part = edge.mirrored().section(*_COIN_SHARES.get(front, (0.34, 0.82)))
        part = part.reversed()
    upper = polyline((part.end[0], y), (part.start[0], y - 0.2))
    groups = [Group(Kind.PIECE, (part.then(upper),))]
    if coin == "selvedge":
        groups.append(Group(Kind.SELVEDGE, (upper.parallel(-0.4),)))
    else:
        groups.append(Group(Kind.STITCH, rows(upper, count, 0.35)))
    return tuple(groups), ((upper.start[0] - 0.2, y + 0.2), (upper.end[0] + 0.2, y))
