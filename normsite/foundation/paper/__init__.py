"""Paper: pages set by Typst from plain values, with the letters of many scripts. It knows neither Django nor what a record is,
for it works in a process of its own, whose memory is counted."""
