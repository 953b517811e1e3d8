"""Why the reader found what it found: rules report to a trace, and `communique read --explain` prints it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reading.parsing.syntax import Sentence


class Trace:
    """Where rules report what they did. This one keeps nothing, so that reading costs nothing more."""

    def found(self, rule: str, sentence: Sentence, what: str) -> None:
        """``rule`` read ``what`` out of ``sentence``."""

    def refused(self, rule: str, sentence: Sentence, why: str) -> None:
        """``rule`` looked at ``sentence`` and let it go, because ``why``."""

    def cut(self, start: int, end: int, why: str) -> None:
        """The stretch ``start:end`` of the article was not read, because ``why``."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a rule did."""

    start: int  # offset of the sentence or stretch in the article's text
    end: int  # offset behind it
    verdict: str  # "found", "refused" or "cut"
    rule: str
    what: str  # what was found, or why it was not


class Recorder(Trace):
    """A trace that keeps every step, in the order of the rules."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def found(self, rule: str, sentence: Sentence, what: str) -> None:
        """Keep a finding."""
        self.steps.append(Step(sentence.start, sentence.end, "found", rule, what))

    def refused(self, rule: str, sentence: Sentence, why: str) -> None:
        """Keep a refusal."""
        self.steps.append(Step(sentence.start, sentence.end, "refused", rule, why))

    def cut(self, start: int, end: int, why: str) -> None:
        """Keep a stretch that was left out."""
        self.steps.append(Step(start, end, "cut", "boilerplate", why))

    def lines(self, text: str) -> list[str]:
        """The trace as lines to print: by place in the article, each sentence once, its steps below it."""
        lines: list[str] = []
        last: tuple[int, int] | None = None
        for step in sorted(self.steps, key=lambda step: (step.start, step.end)):
            if (step.start, step.end) != last:
                last = step.start, step.end
                lines.append(f"[{step.start}:{step.end}] " + " ".join(text[step.start : step.end].split()))
            lines.append(f"    {step.verdict:<8}{step.rule}: {step.what}")
        return lines
