"""Files of samples, a module for each format: it turns an untrusted file into a table."""
