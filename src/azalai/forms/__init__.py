"""Forms for phones: XLSForm tables in, XForms out; and what was filled in, read back."""
