"""Workbooks in and out, and the data of the form."""
