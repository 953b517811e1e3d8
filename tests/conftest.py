"""What all tests share: no example of a property test is judged by the clock."""

from hypothesis import settings

# The machine that runs the tests may be busy; a deadline would be a timed assertion.
settings.register_profile("communique", deadline=None)
settings.load_profile("communique")
