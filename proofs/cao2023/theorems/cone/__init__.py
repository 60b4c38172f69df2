"""One step near w*: the cone, the growth and the slopes in it, what it keeps."""
