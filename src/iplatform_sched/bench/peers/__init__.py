"""Others who solve the same problems; the only place that imports their packages."""
