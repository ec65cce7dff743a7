"""The map of a cluster drawn by matplotlib: run by tests.benchmarks.map with a Python that has it.

Started with an .npz of ends, classes, firms and rings. Each line on its input asks for one drawing as
`zoom width height` (only the whole is drawn), and the answer is its processor seconds, without those for the figure.
"""

import sys
import time

import matplotlib as mpl
import numpy as np

mpl.use("Agg")
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

WIDTHS = np.array((1.0, 1.5, 2.5, 4.0, 7.0))  # pixels


def figure_of(data, width, height):
    """Regions, lines and firms as collections on one pair of axes."""
    figure = Figure(figsize=(width / 100, height / 100), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    rings = np.split(data["rings"], data["starts"][1:-1])
    axes.add_collection(PolyCollection(rings, facecolors="#EFEBE3", edgecolors="#B9B9B0", linewidths=0.72))
    points = 72 / 100
    axes.add_collection(LineCollection(data["ends"], colors="#4C5B6B", linewidths=WIDTHS[data["classes"]] * points))
    axes.plot(*data["firms"].T, ".", color="#5D7288", markersize=3 * points)
    axes.set_xlim(data["rings"][:, 0].min(), data["rings"][:, 0].max())
    axes.set_ylim(data["rings"][:, 1].min(), data["rings"][:, 1].max())
    return figure


def main():
    data, figure = np.load(sys.argv[1]), None
    for line in sys.stdin:
        _, width, height = line.split()
        if figure is None:
            figure = figure_of(data, int(width), int(height))
            figure.canvas.draw()
        start = time.process_time()
        figure.canvas.draw()
        sys.stdout.write(f"{time.process_time() - start}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
