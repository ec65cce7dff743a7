"""Geometry, layers, scenes and the painter; reads snapshots, never writes."""
