"""The window and the command line: shows, asks, calls."""
