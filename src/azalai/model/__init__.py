"""What the words mean: standard library only, no files, no clock, no data frames."""
