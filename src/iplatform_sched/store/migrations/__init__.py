"""How a store came to be: one revision per change of its tables or triggers, run by Alembic."""
