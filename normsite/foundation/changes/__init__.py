"""Every transaction that changes what public pages show leaves a note, for which the gateway looks."""
