/* Gradient descent in margin space with MPFR: the yardstick of the stepping benchmarks.
 *
 * usage: mpfr_descent BITS STEPS < PROBLEM
 * PROBLEM: n, eta, gamma, the n margins, the n*n Gram entries, blank-separated decimals or hexadecimal floats.
 * Prints the processor seconds spent in the loop, gamma, the norm increment, the sum of coefficients and the n margins.
 * Every variable is allocated before the loop; every operation rounds to nearest at BITS bits.
 */

#include <stdio.h> /* before mpfr.h, which declares its stream functions only then */
#include <mpfr.h>
#include <stdlib.h>
#include <time.h>

static void read_number(mpfr_t x) {
    if (mpfr_inp_str(x, stdin, 0, MPFR_RNDN) == 0) {
        fputs("mpfr_descent: a number is missing or malformed\n", stderr);
        exit(2);
    }
}

static void write_number(const mpfr_t x) {
    mpfr_out_str(stdout, 10, 0, x, MPFR_RNDN);
    putchar('\n');
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fputs("usage: mpfr_descent BITS STEPS < PROBLEM\n", stderr);
        return 2;
    }
    mpfr_set_default_prec(strtol(argv[1], NULL, 10));
    long steps = strtol(argv[2], NULL, 10);
    int n;
    if (scanf("%d", &n) != 1 || n < 1)
        return 2;

    mpfr_t eta, gamma, q, rsqrt, root_n, scale, pull, ratio, step_gamma, norm, alignment, product, sum;
    mpfr_inits(eta, gamma, q, rsqrt, root_n, scale, pull, ratio, step_gamma, norm, alignment, product, sum, NULL);
    mpfr_t *m = malloc(n * sizeof *m), *p = malloc(n * sizeof *p), *G = malloc((size_t)n * n * sizeof *G);
    read_number(eta);
    read_number(gamma);
    for (int i = 0; i < n; i++) {
        mpfr_inits(m[i], p[i], NULL);
        read_number(m[i]);
    }
    mpfr_div_si(step_gamma, eta, n, MPFR_RNDN);
    for (int i = 0; i < n * n; i++) {
        mpfr_init(G[i]);
        read_number(G[i]);
        mpfr_mul(G[i], G[i], step_gamma, MPFR_RNDN);
    }
    mpfr_set_si(root_n, n, MPFR_RNDN);
    mpfr_sqrt(root_n, root_n, MPFR_RNDN);
    mpfr_mul(step_gamma, step_gamma, root_n, MPFR_RNDN);
    mpfr_set_zero(norm, 1);
    mpfr_set_zero(alignment, 1);

    struct timespec begin, end;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
    for (long t = 0; t < steps; t++) {
        mpfr_sqr(q, m[0], MPFR_RNDN);
        for (int i = 1; i < n; i++) {
            mpfr_sqr(product, m[i], MPFR_RNDN);
            mpfr_add(q, q, product, MPFR_RNDN);
        }
        mpfr_rec_sqrt(rsqrt, q, MPFR_RNDN);
        mpfr_mul(scale, gamma, rsqrt, MPFR_RNDN);
        mpfr_mul(scale, scale, root_n, MPFR_RNDN);
        mpfr_set_zero(pull, 1);
        for (int i = 0; i < n; i++) {
            mpfr_mul(p[i], scale, m[i], MPFR_RNDN);
            mpfr_exp(p[i], p[i], MPFR_RNDN);
            mpfr_add_ui(p[i], p[i], 1, MPFR_RNDN);
            mpfr_ui_div(p[i], 1, p[i], MPFR_RNDN);
            mpfr_mul(product, p[i], m[i], MPFR_RNDN);
            mpfr_add(pull, pull, product, MPFR_RNDN);
        }
        mpfr_div(ratio, pull, q, MPFR_RNDN);
        for (int i = 0; i < n; i++) { /* p becomes the coefficient vector, without its factor eta/n */
            mpfr_mul(product, ratio, m[i], MPFR_RNDN);
            mpfr_sub(p[i], p[i], product, MPFR_RNDN);
            mpfr_mul(p[i], p[i], scale, MPFR_RNDN);
            mpfr_add(alignment, alignment, p[i], MPFR_RNDN);
        }
        const mpfr_t *row = (const mpfr_t *)G;
        for (int i = 0; i < n; i++, row += n) {
            mpfr_mul(sum, row[0], p[0], MPFR_RNDN);
            for (int j = 1; j < n; j++) {
                mpfr_mul(product, row[j], p[j], MPFR_RNDN);
                mpfr_add(sum, sum, product, MPFR_RNDN);
            }
            mpfr_add(m[i], m[i], sum, MPFR_RNDN);
            mpfr_mul(product, sum, p[i], MPFR_RNDN);
            mpfr_add(norm, norm, product, MPFR_RNDN);
        }
        mpfr_mul(product, pull, rsqrt, MPFR_RNDN);
        mpfr_mul(product, product, step_gamma, MPFR_RNDN);
        mpfr_add(gamma, gamma, product, MPFR_RNDN);
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);

    mpfr_div_si(ratio, eta, n, MPFR_RNDN);
    mpfr_mul(norm, norm, ratio, MPFR_RNDN);
    mpfr_mul(alignment, alignment, ratio, MPFR_RNDN);
    printf("%.9f\n", (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec));
    write_number(gamma);
    write_number(norm);
    write_number(alignment);
    for (int i = 0; i < n; i++)
        write_number(m[i]);
    return 0;
}
