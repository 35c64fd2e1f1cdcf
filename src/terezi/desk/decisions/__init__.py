"""The legal act: proposed by one officer, signed by another, with its reasons."""
