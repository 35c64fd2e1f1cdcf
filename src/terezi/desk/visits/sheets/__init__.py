"""View models of load and visits, which templates and pictures print."""
