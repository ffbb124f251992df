"""Pure services over facts: what a night decides, before anything is stored."""
