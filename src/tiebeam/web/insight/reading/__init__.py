"""Documents beside what was found in them, and what people say of each finding."""
