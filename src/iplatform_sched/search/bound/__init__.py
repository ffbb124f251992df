"""Lower bounds of the first objective level: what nobody can plan cheaper, and plans found on the way.

Each job by itself is bounded task by task (`least`) and by dynamic programming over its starts (`paths`);
the sum over all jobs is the `floor`. A child process (`prover`) raises it step by step: what each job costs
alone, what jobs in each other's way cost together.
"""
