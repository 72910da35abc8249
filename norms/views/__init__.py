"""The desk's pages about norms: registering, drafting, freezing, importing, and the list of obligations."""
