"""View models of the licensing desk: what a template prints, in words, for one reader."""
