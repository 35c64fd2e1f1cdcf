"""Three licensed exchanges of the country in their last weeks: what they file, what one hides, and who only looks odd."""
