"""How far are the margins from one another? A derivation of one's own, with a wrong step planted."""

from verify.author import claim, equal, inner, mean, samples, vector

i, j = samples("i j")
u_i, u_j = (inner(vector("w"), vector("z", k)) for k in (i, j))
spread = mean(i, j, (u_i - u_j) ** 2)
margins_one = [equal(inner(vector("w*"), vector("z", i)), 1)]

expand = claim("my-1", equal(spread, 2 * mean(i, u_i**2) - 2 * mean(i, u_i) * mean(j, u_j)))
bound = claim("my-2", mean(i, u_i) * mean(j, u_j) <= mean(i, u_i**2) / 2, given=margins_one)
whole = claim("my-lemma", spread >= mean(i, u_i**2), given=margins_one, steps=[expand, bound])
