"""Files of samples, a module for each format: it turns an untrusted file into a table.

In: the path of a file, however damaged or hostile. Out: a table, or one line that names file and place.
Trusted: nothing of the file: no pickle, no code, bounded time and memory.
"""
