"""What an audit looks at: the chain, the tree over it, the checkpoints, the seals and the rows they seal."""
