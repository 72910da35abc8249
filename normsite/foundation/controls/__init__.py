"""Export control lists: what they control, in which words and figures, and whether a text touches it.

Knows lists, entries, criteria and words; of norms, comments and screenings of drafts it knows nothing.
"""
