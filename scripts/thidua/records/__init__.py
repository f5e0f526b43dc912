"""From bytes to frozen typed values; whatever is wrong with the data is a finding, never an exception."""
