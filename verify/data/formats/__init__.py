"""Files of samples, a module for each format: it turns a file that nobody vouches for into a table."""
