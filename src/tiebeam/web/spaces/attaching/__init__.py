"""Files that come with what somebody writes: without what they say of themselves, and in words."""
