"""The shared flow and indicator core: project files, accounts, findings, indicators; no Qt, no geopandas."""
