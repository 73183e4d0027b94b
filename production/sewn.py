"""What is sewn where: seams, stitches and pieces on the front and the back of a pair of jeans.

Each part hangs on the figure and few words of the garment, and is made once for all that agree.
"""

from functools import lru_cache

from production.back_pockets import BackPocket, back_pockets, middle_x, monogram
from production.curve import Curve, Point, bow, polyline
from production.figure import HIP_Y, Figure
from production.garment import Garment
from production.hems import hems, leg_end
from production.panel import MADE_LATELY, Group, Kind, Panel, View, both, rows
from production.pockets import Groups, front_pockets

# Belt loops of front and back: share of half the waist and lean in cm.
_FRONT_LOOPS: dict[str, tuple[Point, ...]] = {"0": (), "7": ((-0.5, 0), (0.5, 0))}
_BACK_LOOPS: dict[str, tuple[Point, ...]] = {
    "0": (),
    "6": ((-0.7, 0), (-0.11, 0), (0.11, 0), (0.7, 0)),
    "7": ((-0.86, 0), (-0.45, 0), (0, 0), (0.45, 0), (0.86, 0)),
    "crossed": ((-0.7, 0), (0, 1.3), (0, -1.3), (0.7, 0)),
}


def panel(fig: Figure, garment: Garment, view: View) -> Panel:
    """All that is sewn on the `view` side of `garment`."""
    count = {"single": 1, "triple": 3}.get(garment.rows, 2)
    return _front(fig, garment, count) if view is View.FRONT else _back(fig, garment, count)


def _front(fig: Figure, garment: Garment, count: int) -> Panel:
    coin = "plain" if garment.coin == "selvedge" and not garment.selvedge else garment.coin
    pockets, corners = front_pockets(fig, garment.front, coin, count)
    loops = _FRONT_LOOPS.get(garment.loops, ((-0.6, 0), (0.6, 0)))
    groups = (
        *_legs(fig, leg_end(fig, garment.hem), count),
        *hems(fig, garment.hem, selvedge=bool(garment.selvedge)),
        *pockets,
        *_fly(fig, count),
        *_waistband(fig, -fig.dip, loops),
        *_band_end(fig),
        *_front_monogram(fig, garment, corners),
    )
    top = fig.y_on(0.0, fig.band, -fig.dip)
    row = tuple((1.75, top + (HIP_Y + 1.5 - top) * share) for share in (0.12, 0.39, 0.66, 0.93))
    return Panel(
        groups,
        rivets=corners if garment.rivets else (),
        buttons=((0.0, top - fig.band / 2), *(row if garment.fly == "button" else ())),
        hidden=row if garment.fly == "hidden" else (),
    )


def _back(fig: Figure, garment: Garment, count: int) -> Panel:
    monogrammed = garment.monogram == "back_pocket"
    cut = BackPocket(garment.back, garment.stitch, count, monogrammed)
    seams, at_pocket = _seat(fig, count)
    groups = (
        *_legs(fig, leg_end(fig, garment.hem), count),
        *hems(fig, garment.hem, selvedge=bool(garment.selvedge)),
        *seams,
        *back_pockets(fig, cut, at_pocket),
        *_waistband(fig, fig.arch, _BACK_LOOPS.get(garment.loops, ((-0.7, 0), (0, 0), (0.7, 0)))),
        *_gathering(fig, garment.band),
        *(_patch(fig, garment.loops) if garment.patch else ()),
    )
    return Panel(groups)


@lru_cache(maxsize=MADE_LATELY)
def _seat(fig: Figure, count: int) -> tuple[Groups, float]:
    """The seams of yoke and seat, and the height of the yoke above the middle of a pocket."""
    side_y, middle_y = fig.band + 3.0 - fig.rise, fig.band + 7.0 - fig.rise
    yoke = bow((0.0, middle_y), (fig.outer.at(side_y), side_y), 0.35)
    seat = polyline((0.0, fig.band - fig.arch - fig.rise), (0.0, 0.0))
    stitches = (*both(*rows(yoke, count, -0.3)), *rows(seat, count, 0.3))
    groups = Group(Kind.SEAM, (*both(yoke), seat)), Group(Kind.STITCH, stitches)
    return groups, yoke.section(middle_x(fig) / fig.outer.at(side_y), 1.0).start[1]


@lru_cache(maxsize=MADE_LATELY)
def _legs(fig: Figure, end: float, count: int) -> Groups:
    """The stitches along the legs down to their `end`."""
    inseam = fig.inseams(end)
    side = fig.outer.curve(fig.band - fig.rise, HIP_Y + 3)
    stitches = (*rows(inseam, count, 0.4), *both(side.parallel(-0.4)))
    return (Group(Kind.STITCH, stitches),)


@lru_cache(maxsize=MADE_LATELY)
def _fly(fig: Figure, count: int) -> Groups:
    top = fig.y_on(0.0, fig.band, -fig.dip)
    centre = polyline((0.0, top), (0.0, 0.0))
    turn = ((3.5, -5.4), (2.6, -3.6), (0.3, -2.9))
    placket = Curve((3.5, top), (((3.5, -8.6),), turn))
    tacks = tuple(polyline((x - 0.5, y), (x + 0.5, y + 0.3)) for x, y in ((0.8, -2.9), (3.2, -7.0)))
    return (
        Group(Kind.EDGE, (centre,)),
        Group(Kind.STITCH, (*rows(placket, max(count, 2), -0.01), *rows(centre, 1, -0.35))),
        Group(Kind.SATIN, tacks),
    )


@lru_cache(maxsize=MADE_LATELY)
def _waistband(fig: Figure, lift: float, loops: tuple[Point, ...]) -> Groups:
    upper, lower = fig.across(0, lift), fig.across(fig.band, lift)
    half = fig.outer.at(-fig.rise)
    return (
        Group(Kind.LAID, (upper.then(lower.reversed()),)),
        Group(Kind.STITCH, (upper.parallel(-0.45), lower.parallel(0.45))),
        *_loops(fig, [(x * half, lean) for x, lean in loops], lift),
    )


@lru_cache(maxsize=MADE_LATELY)
def _band_end(fig: Figure) -> Groups:
    """Where the waistband ends over itself at the button."""
    x = -1.9
    end = polyline((x, fig.y_on(x, 0, -fig.dip)), (x, fig.y_on(x, fig.band, -fig.dip)))
    return Group(Kind.EDGE, (end,)), Group(Kind.STITCH, rows(end, 1, 0.4))


def _loops(fig: Figure, places: list[Point], lift: float) -> Groups:
    """Belt loops at `places`: x and lean in cm."""
    left = [
        polyline(
            (x - 0.65 - lean, fig.y_on(x, 0, lift) - 0.35),
            (x - 0.65 + lean, fig.y_on(x, fig.band, lift) + 0.7),
        )
        for x, lean in places
    ]
    shapes = tuple(side.then(side.moved(1.3, 0).reversed()) for side in left)
    stitches = tuple(side.moved(x, 0) for side in left for x in (0.3, 1.0))
    return Group(Kind.PIECE, shapes), Group(Kind.STITCH, stitches)


@lru_cache(maxsize=MADE_LATELY)
def _gathering(fig: Figure, band: str) -> Groups:
    """What draws a back waistband in: elastic, or a strap with a buckle."""
    if band == "elastic":
        half = fig.outer.at(-fig.rise) * 0.62
        steps = [half * (i / 9 - 1) for i in range(19)]
        pleats = (
            polyline(
                (x, fig.y_on(x, 0.7, fig.arch)), (x * 0.99, fig.y_on(x, fig.band - 0.7, fig.arch))
            )
            for x in steps
        )
        return (Group(Kind.SEAM, tuple(pleats)),)
    if band == "cinch":
        y = fig.band + 2.3 - fig.rise - fig.arch
        strap = polyline((1.2, y), (9.5, y - 1.3), (9.5, y + 1.5), (1.2, y + 1.6))
        buckle = polyline(
            (-1.5, y - 0.5), (1.5, y - 0.5), (1.5, y + 2.1), (-1.5, y + 2.1), (-1.5, y - 0.5)
        )
        return Group(Kind.PIECE, both(strap)), Group(Kind.BUCKLE, (buckle,))
    return ()


@lru_cache(maxsize=MADE_LATELY)
def _patch(fig: Figure, loops: str) -> Groups:
    """The label, beside the loops and not under one."""
    x = fig.outer.at(-fig.rise) * (0.655 if loops == "7" else 0.38)
    put = (x, fig.y_on(x, 0, fig.arch), 3.0)
    patch = polyline((-3.3, 0.1), (3.3, 0.1), (3.3, 4.6), (-3.3, 4.6), (-3.3, 0.1))
    words = (polyline((-1.9, 1.9), (1.9, 1.9)), polyline((-1.1, 2.9), (1.1, 2.9)))
    return (
        Group(Kind.PATCH, (patch.placed(*put),)),
        Group(Kind.STITCH, (patch.parallel(-0.35).placed(*put),)),
        Group(Kind.SEAM, tuple(word.placed(*put) for word in words)),
    )


def _front_monogram(fig: Figure, garment: Garment, corners: tuple[Point, ...]) -> Groups:
    if garment.monogram == "coin_pocket" and garment.coin != "none":
        (x0, y), (x1, _) = corners[-2:]
        put = ((x0 + x1) / 2, y + 2.0, 0.0, 0.8)
    elif garment.monogram == "hem":
        y = leg_end(fig, garment.hem) - 4.5
        put = (fig.outer.at(y) - 3.0, y, 0.0, 1.2)
    else:
        return ()
    return (Group(Kind.SATIN, (monogram().placed(*put),)),)
