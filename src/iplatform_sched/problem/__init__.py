"""The field's vocabulary: a problem, a schedule, and what a schedule costs."""
