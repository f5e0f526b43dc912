"""Cổng Thi đua: from YAML records in Git to checked, scored and published results."""
