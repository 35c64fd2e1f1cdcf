"""The public formats of lists, one a file; a catalogue finds them."""
