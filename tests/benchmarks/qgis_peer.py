"""The map of a cluster drawn by QGIS: run by tests.benchmarks.map with the system's Python, which has QGIS's binding.

Started with a GeoPackage of the layers regions, flows (with a width class 0 to 4) and firms. Each line on its input
asks for one drawing as `zoom width height`, and the answer is the processor seconds it took.
"""

import sys
import time

from qgis.core import (
    QgsApplication,
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsLineSymbol,
    QgsMapRendererCustomPainterJob,
    QgsMapSettings,
    QgsMarkerSymbol,
    QgsRendererRange,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QImage, QPainter

WIDTHS = (1.0, 1.5, 2.5, 4.0, 7.0)  # pixels


def layers_of(path):
    """The three layers, the uppermost first, in opaque colours."""
    regions, flows, firms = (
        QgsVectorLayer(f"{path}|layername={name}", name, "ogr") for name in ("regions", "flows", "firms")
    )
    fill = {"color": "#EFEBE3", "outline_color": "#B9B9B0", "outline_width": "1", "outline_width_unit": "Pixel"}
    regions.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(fill)))
    ranges = []
    for code, width in enumerate(WIDTHS):
        line = QgsLineSymbol.createSimple({"color": "#4C5B6B", "width": str(width), "width_unit": "Pixel"})
        ranges.append(QgsRendererRange(code - 0.5, code + 0.5, line, str(code)))
    flows.setRenderer(QgsGraduatedSymbolRenderer("class", ranges))
    mark = {"name": "circle", "color": "#5D7288", "size": "3", "size_unit": "Pixel", "outline_style": "no"}
    firms.setRenderer(QgsSingleSymbolRenderer(QgsMarkerSymbol.createSimple(mark)))
    return [firms, flows, regions]


def drawn(layers, zoom, width, height):
    """Seconds for one picture of the whole, or of its middle `zoom` times closer."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setOutputSize(QSize(width, height))
    settings.setFlag(QgsMapSettings.Antialiasing, True)
    extent = layers[2].extent()
    extent.scale(1 / zoom)
    settings.setExtent(extent)
    image = QImage(width, height, QImage.Format_ARGB32_Premultiplied)
    image.fill(QColor("#F7F7F3"))
    painter = QPainter(image)
    start = time.process_time()
    job = QgsMapRendererCustomPainterJob(settings, painter)
    job.renderSynchronously()
    took = time.process_time() - start
    painter.end()
    return took


def main():
    application = QgsApplication([], False)
    application.initQgis()
    layers = layers_of(sys.argv[1])
    for line in sys.stdin:
        zoom, width, height = line.split()
        sys.stdout.write(f"{drawn(layers, float(zoom), int(width), int(height))}\n")
        sys.stdout.flush()
    application.exitQgis()


if __name__ == "__main__":
    main()
