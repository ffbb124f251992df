"""One function per use case; this floor owns transactions and files."""
