"""Tests mirror ``src``; ``contracts`` holds those about the project itself."""
