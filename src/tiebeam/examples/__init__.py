"""Made-up employers, to try Tiebeam on without anybody's data."""
