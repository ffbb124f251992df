"""Search at any size: construct, improve, bound, and the run of a night."""
