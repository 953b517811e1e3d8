"""Meetings, visits, calls and summits: what tells of one, then who, how sure, where and when."""
