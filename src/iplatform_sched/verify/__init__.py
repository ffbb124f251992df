"""The independent judge: rules written from the formulas and the facts, never from an encoding."""
