"""The power plan: from the lake to the question who may mine in which hour, and from the answer back to rows."""
