"""The desk's pages about control lists, criteria and correlations."""
