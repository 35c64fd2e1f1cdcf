"""What the pages about exchanges print."""
