"""A record as the typesetter takes it: `sheet` puts it down as plain values, with nothing left to decide but where things
stand on a page."""
