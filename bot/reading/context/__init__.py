"""Who is named in each sentence, for which state they act, and whom words without a name mean."""
