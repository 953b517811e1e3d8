"""Yours stays yours: nothing that one server adds is seen, counted or hinted at in another.

Several servers fill their libraries at random with texts, files and feeds that hold words of their own in every field.
Then each asks everything there is to ask about a neighbour's words and numbers, and about words and numbers that
nobody has: both must be answered alike, letter for letter. And nothing a server is told changes when a neighbour adds.
"""
