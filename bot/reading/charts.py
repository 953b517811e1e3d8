"""Pictures from plain data, drawn in the child process: PNG bytes that read well on a dark and on a light screen.

The picture brings its own pale ground, so that neither theme of Discord shines through. Texts come from articles: they
are never taken for formulas ("$8.4 … $9" would be one), and signs that the font lacks are put into ASCII.
"""

from __future__ import annotations

import io
import math
import textwrap
from typing import Any, Final

from anyascii import anyascii

from bot.core.chart_orders import ChartOrder, FigureChart, NetworkChart, TimelineChart

_GROUND: Final = "#fbfaf7"
_INK: Final = "#1d2733"
_FAINT: Final = "#8a94a0"
_BLUE: Final = "#1f5fa8"
_ORANGE: Final = "#c2571a"
_WIDTH: Final = 8.0  # inches at 110 dots: as wide as Discord shows a picture
_DOTS: Final = 110
_LABEL_GROUND: Final = {"facecolor": _GROUND, "edgecolor": "none", "alpha": 0.85, "pad": 1}


def draw(order: ChartOrder) -> bytes:
    """The picture of an order as PNG."""
    picture = io.BytesIO()
    _draw_figure(order).savefig(picture, format="png", dpi=_DOTS, facecolor=_GROUND)
    return picture.getvalue()


def _draw_figure(order: ChartOrder) -> Any:
    match order:
        case FigureChart():
            return _draw_figures(order)
        case TimelineChart():
            return _draw_timeline(order)
        case NetworkChart():
            return _draw_network(order)


def _new_figure(height: float, title: str) -> tuple[Any, Any]:
    """A figure and its axes. Made without pyplot, which keeps every figure for ever."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    layout = ConstrainedLayoutEngine(w_pad=0.2, h_pad=0.2)
    figure = Figure(figsize=(_WIDTH, height), facecolor=_GROUND, layout=layout)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set_facecolor(_GROUND)
    # Wrapped here: matplotlib's own wrapping takes "$" for formulas, whatever it is told.
    lines = "\n".join(textwrap.wrap(_plain(title), 70, max_lines=2, placeholder="…"))
    axes.set_title(lines, loc="left", color=_INK, fontsize=13, fontweight="bold", parse_math=False)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(_FAINT)
    axes.tick_params(colors=_INK, labelsize=10)
    return figure, axes


def _plain(words: str) -> str:
    """The words in signs that the font has."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    known = get_font(findfont(FontProperties())).get_charmap()
    return "".join(sign if ord(sign) in known else anyascii(sign) for sign in words)


def _draw_figures(order: FigureChart) -> Any:
    from matplotlib.dates import AutoDateLocator
    from matplotlib.ticker import FuncFormatter

    figure, axes = _new_figure(4.4, order.title)
    days = [point.day for point in order.points]
    middles = [(point.low + point.high) / 2 for point in order.points]
    axes.plot(days, middles, color=_BLUE, linewidth=1.5, alpha=0.5, zorder=1)
    for point in order.points:
        if point.low != point.high:
            axes.vlines(point.day, point.low, point.high, color=_BLUE, linewidth=4, alpha=0.5)
    axes.scatter(days, middles, color=_BLUE, s=42, zorder=3, edgecolors=_GROUND)
    labelled = order.points if len(order.points) <= 10 else (order.points[0], *order.points[-3:])
    for point in labelled:
        axes.annotate(
            _plain(point.label),
            (point.day, (point.low + point.high) / 2),
            xytext=(0, 9),
            textcoords="offset points",
            ha="center",
            fontsize=9,
            color=_INK,
            bbox=_LABEL_GROUND,
            parse_math=False,
        )
    axes.margins(x=0.12, y=0.22)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: say_number(value)))
    axes.set_ylabel(_plain(order.unit), color=_INK, parse_math=False)
    axes.grid(axis="y", color=_FAINT, alpha=0.25)
    axes.xaxis.set_major_locator(AutoDateLocator(minticks=2, maxticks=7))  # type: ignore[no-untyped-call]
    return figure


def say_number(value: float) -> str:
    """A number for an axis: "8.4 bn"."""
    for size, word in ((1e12, " tn"), (1e9, " bn"), (1e6, " m")):
        if abs(value) >= size:
            return f"{value / size:.3g}{word}"
    return f"{value:,.10g}"


def _draw_timeline(order: TimelineChart) -> Any:
    rows = len(order.entries)
    figure, axes = _new_figure(1.0 + 0.38 * rows, order.title)
    axes.set_axis_off()
    axes.set_xlim(0, 10)
    axes.set_ylim(rows + 0.2, -0.9)
    axes.vlines(2.75, -0.6, rows - 0.6, color=_FAINT, linewidth=2, zorder=1)
    for row, entry in enumerate(order.entries):
        colour = _ORANGE if entry.agreement else _BLUE
        axes.scatter(
            [2.75],
            [row],
            s=75,
            marker="s" if entry.agreement else "o",
            facecolors=colour if entry.firm else _GROUND,
            edgecolors=colour,
            linewidths=2,
            zorder=3,
        )
        when, label = _plain(entry.when), _plain(entry.label)
        axes.text(2.55, row, when, ha="right", va="center", fontsize=9, color=_INK, parse_math=False)
        axes.text(3.0, row, label, ha="left", va="center", fontsize=9.5, color=_INK, parse_math=False)
    key = "circle: meeting, square: agreement; filled: took place or agreed, open: planned, intended or called off"
    if order.more:
        key += f"; {order.more} older left out"
    axes.text(0, rows + 0.2, key, fontsize=7.5, color=_FAINT, va="bottom", parse_math=False)
    return figure


def _draw_network(order: NetworkChart) -> Any:
    figure, axes = _new_figure(6.4, order.title)
    axes.set_axis_off()
    axes.set_xlim(-1.75, 1.75)
    axes.set_ylim(-1.2, 1.2)
    most = max(link.meetings for link in order.links)
    count = len(order.links)
    for number, link in enumerate(order.links):
        angle = math.pi / 2 - 2 * math.pi * number / count
        # Every second one stands further out, so that neighbours' names do not meet.
        reach = 1.0 if count <= 9 or number % 2 else 0.72
        x, y = reach * math.cos(angle), reach * math.sin(angle)
        axes.plot([0, x], [0, y], color=_BLUE, linewidth=1 + 5 * link.meetings / most, alpha=0.35, zorder=1)
        axes.scatter([x], [y], s=60 + 240 * link.meetings / most, color=_BLUE, zorder=2, edgecolors=_GROUND)
        name = _plain(f"{link.name} ({link.meetings})")
        side = "left" if x > 0.12 else "right" if x < -0.12 else "center"
        drop = 0.11 * (1 if y >= 0 else -1) if side == "center" else 0
        shift = 0.09 if side == "left" else -0.09 if side == "right" else 0
        axes.text(x + shift, y + drop, name, ha=side, va="center", fontsize=9, color=_INK, parse_math=False)
    axes.scatter([0], [0], s=900, color=_ORANGE, zorder=3, edgecolors=_GROUND)
    style = {"ha": "center", "va": "top", "fontsize": 11, "fontweight": "bold", "color": _INK, "zorder": 4}
    axes.text(0, -0.15, _plain(order.centre), bbox=_LABEL_GROUND, parse_math=False, **style)
    return figure
