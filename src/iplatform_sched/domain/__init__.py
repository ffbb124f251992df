"""The facts in people's words, as frozen pydantic models: the one gate for everything from outside."""
