#!/bin/sh
# Installs QGIS and its Python binding from the Debian archive for tests.benchmarks.map (about 414 MB to download).
# Nothing but that benchmark uses it, and the benchmark runs without it: its table then says that the peer was absent.
set -eu
if /usr/bin/python3 -c "import qgis.core" 2>/dev/null; then
    exit 0
fi
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends python3-qgis qgis-providers
/usr/bin/python3 -c "from qgis.core import Qgis; print('QGIS', Qgis.QGIS_VERSION)"
