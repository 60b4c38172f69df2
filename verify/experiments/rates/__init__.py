"""How fast D falls: in the linear model, on several datasets, and in the CNN."""
