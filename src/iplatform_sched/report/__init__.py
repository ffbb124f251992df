"""Results for eyes: tables and text pictures, as data that a terminal or a file can show."""
