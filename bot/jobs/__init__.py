"""Time becomes use-cases: the scheduler ticks, jobs ask what is due."""
